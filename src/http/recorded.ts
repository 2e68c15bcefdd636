import type { Context } from "hono";
import { ArtifactObjects } from "../artifacts/objects.ts";
import type { BerthEnv } from "./context.ts";
import type { Recorded } from "./recorded-events.ts";
import { accountOfSigned, callSessionInView, callSignedSession, inArchive } from "./sessions.ts";

/** The recording of a session, for a principal that may read it: another's answers as one that is not. */
export const recordedOf = (c: Context<BerthEnv>, sessionId: string): Promise<Recorded> =>
	recordedBy(c, sessionId, callSessionInView);

/** The same for whoever holds a signed link to it. */
export const signedRecordedOf = (c: Context<BerthEnv>, sessionId: string): Promise<Recorded> =>
	recordedBy(c, sessionId, callSignedSession);

async function recordedBy(
	c: Context<BerthEnv>,
	sessionId: string,
	call: typeof callSessionInView,
): Promise<Recorded> {
	return {
		objects: new ArtifactObjects(c.env.ARTIFACTS),
		owner: { account: await accountOfSigned(c, sessionId), sessionId },
		summary: () =>
			call(
				c,
				sessionId,
				inArchive((archive) => archive.recording()),
			),
		chunks: (query) =>
			call(
				c,
				sessionId,
				inArchive((archive) => archive.recordedChunks(query)),
			),
	};
}
