import type { Context } from "hono";
import type { Artifact } from "../domain/artifact.ts";
import { artifactLink } from "../links/artifact-token.ts";
import type { BerthEnv } from "./context.ts";
import { linkSource } from "./link-source.ts";

/** A link with which anybody gets one artifact of a session; good for an hour unless said otherwise. */
export const linkTo = (
	c: Context<BerthEnv>,
	sessionId: string,
	{ objectId }: Pick<Artifact, "objectId">,
	expiresInMs?: number,
): Promise<string> => artifactLink({ ...linkSource(c, sessionId), expiresInMs }, objectId);
