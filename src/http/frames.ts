import { type FramesRequest, framesUrl } from "../domain/frames.ts";
import type { Problem } from "../domain/problem.ts";
import { refuse, type Result } from "../domain/result.ts";
import type { Session } from "../session/session.ts";

/** Asks a session for a stream of its frames: the answer to pass on, or why there is none. */
export const openFrames =
	(request: FramesRequest) =>
	async (session: DurableObjectStub<Session>): Promise<Result<Response>> => {
		const response = await session.fetch(framesUrl(request));
		// A copy: headers of what another Worker answers can't be changed.
		return response.ok
			? { ok: true, value: new Response(response.body, response) }
			: refuse(await response.json<Problem>());
	};
