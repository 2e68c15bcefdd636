import type { CloseReason } from "../../domain/close-reason.ts";

/** The sentences that tell people why a session ended, and which setting decided it. */
export const endText = {
	deleted: "It was closed by a DELETE request.",
	abandoned: "Its caller left before it could be answered.",
	closedByClient: "A client sent Browser.close.",
	idle: (keepAliveMs: number) => `No command for ${keepAliveMs / 1000} s (keep_alive=${keepAliveMs}).`,
	crashed: "The browser exited without being asked to.",
	unreachable: (detail: string) => `The browser could not be reached any more (${detail}).`,
	unguarded: (detail: string) =>
		`The browser could not be reached any more (${detail}), and nothing held its guardrails: it was closed.`,
	interrupted: "The service restarted while the session was being started.",
	waitedInVain: (waitMs: number, limit = "") =>
		`No browser within ${waitMs / 1000} s (wait_ms=${waitMs}). ${limit}`.trimEnd(),
	tooOld: (ageMs: number) => `It ran for ${Math.round(ageMs / 1000)} s (maxSessionMs=${ageMs}).`,
	dayUsedUp: (browserTimePerDayMs: number) =>
		`The account's browser time for today is used up (browserTimePerDayMs=${browserTimePerDayMs}).`,
} as const;

/** RFC 6455 codes: 1000 for an end that was asked for, 1011 for a failure on this side. */
const CLOSE_CODE: Record<CloseReason, number> = {
	NormalClosure: 1000,
	BrowserIdle: 1000,
	ChromiumCrashed: 1011,
	ConnectionError: 1011,
	SessionEvicted: 1001,
	ProvisioningFailed: 1011,
	TimeLimit: 1000,
};

/** What every client of a session is told when it ends. */
export const endOfSession = (reason: CloseReason, text: string): { code: number; message: string } => ({
	code: CLOSE_CODE[reason],
	message: `${reason}: ${text}`,
});
