import type { Context } from "hono";
import type { Artifact } from "../../domain/artifact.ts";
import { linkTo } from "../artifact-links.ts";
import type { BerthEnv } from "../context.ts";

/** What was kept of a session, and where whoever has the link gets it. */
export const presentArtifact = async (c: Context<BerthEnv>, sessionId: string, artifact: Artifact) => ({
	object_id: artifact.objectId,
	url: await linkTo(c, sessionId, artifact),
});
