import { refusalIn } from "../refusal.ts";

/** Why there is no connection. */
export interface Ending {
	readonly text: string;
	/** What is over: the link, or what it leads to. Where there is no place at the moment, nothing is. */
	readonly over: "link" | "session" | "tab" | "nothing";
	/** Whether another try may help at once, without anybody who does something for it. */
	readonly mayReconnect: boolean;
}

/** What helps where the link is over. */
export const ASK_FOR_LINK = "Ask for a new link.";

/** A session's own words on a close frame, such as `BrowserIdle: No command for 60 s (keep_alive=60000).` */
const END_OF_SESSION = /^[A-Z]\w+: /;

/**
 * A socket that was never opened, or was cut, closes without a reason, and a browser hides the answer to its upgrade.
 * The same address without an upgrade tells what stands in the way: an expired link, a session that has ended, a tab
 * that is closed; and 426 where nothing does.
 */
export async function whyClosed(socketUrl: string, reason: string): Promise<Ending> {
	if (END_OF_SESSION.test(reason))
		return { text: `This session has ended. ${reason}`, over: "session", mayReconnect: false };
	const answer = await fetch(socketUrl.replace(/^ws/, "http")).catch(() => undefined);
	if (answer === undefined) return { text: "Berth can't be reached.", over: "nothing", mayReconnect: true };
	const { status } = answer;
	const isFree = status === 426;
	const refusal = isFree ? "The connection was lost." : (await refusalIn(answer)).message;
	return {
		text: reason === "" ? refusal : reason,
		over: WHAT_IS_OVER[status] ?? "nothing",
		mayReconnect: isFree || status >= 500,
	};
}

const WHAT_IS_OVER: Readonly<Record<number, Ending["over"]>> = {
	401: "link",
	403: "link",
	404: "tab",
	410: "session",
};
