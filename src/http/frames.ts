import { type FramesRequest, framesUrl } from "../domain/frames.ts";
import type { Problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { Session } from "../session/session.ts";
import { passedOn } from "./event-streams.ts";

/** Asks a session for a stream of its frames: the answer to pass on, or why there is none. */
export const openFrames =
	(request: FramesRequest) =>
	async (session: DurableObjectStub<Session>): Promise<Result<Response>> => {
		const response = await session.fetch(framesUrl(request));
		return response.ok ? ok(passedOn(response)) : refuse(await response.json<Problem>());
	};
