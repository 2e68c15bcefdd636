import { problem } from "../domain/problem.ts";
import { describeFault, log } from "../lib/log.ts";
import { ProblemError } from "./problem-error.ts";

/** The marks that the platform puts on errors of Durable Objects; an overloaded one is better left alone. */
interface PlatformMarks {
	readonly retryable?: boolean;
	readonly overloaded?: boolean;
}

/** Whether the same call may succeed on a fresh stub. */
export const mayBeRetried = (fault: unknown): boolean => {
	const { retryable, overloaded } = marksOf(fault);
	return retryable === true && overloaded !== true;
};

/**
 * What a call's fault becomes: a refusal stays as it is, a failure of the platform is `session_unavailable`, and anything
 * else is a fault of Berth's own.
 */
export function faultOfCall(fault: unknown): unknown {
	if (fault instanceof ProblemError || !isPlatformsOwn(fault)) return fault;
	log("error", "session.unavailable", { fault: describeFault(fault) });
	return new ProblemError(
		problem("session_unavailable", "The session can't be reached. Please try again.", 1),
	);
}

/** The platform says "internal error" of what failed in itself, such as an object's storage on a disk that is full. */
const PLATFORM_ERROR = /^internal error(?:;|$)/;

function isPlatformsOwn(fault: unknown): boolean {
	const { retryable, overloaded } = marksOf(fault);
	const isInternal = fault instanceof Error && PLATFORM_ERROR.test(fault.message);
	return retryable === true || overloaded === true || isInternal;
}

const marksOf = (fault: unknown): PlatformMarks => (typeof fault === "object" && fault !== null ? fault : {});
