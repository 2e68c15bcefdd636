import type { Context } from "hono";
import { ArtifactObjects } from "../artifacts/objects.ts";
import type { BerthEnv } from "./context.ts";
import type { Recorded } from "./recorded-events.ts";
import { type FoundSession, inArchive } from "./sessions.ts";

/** The recording of a session. */
export const recordedOf = (c: Context<BerthEnv>, { id, account, call }: FoundSession): Recorded => ({
	objects: new ArtifactObjects(c.env.ARTIFACTS),
	owner: { account, sessionId: id },
	summary: () => call(inArchive((archive) => archive.recording())),
	chunks: (query) => call(inArchive((archive) => archive.recordedChunks(query))),
});
