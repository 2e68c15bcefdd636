import { refusalIn } from "../refusal.ts";

/** Why there is no connection, and whether another try may help. */
export interface Ending {
	readonly text: string;
	readonly mayReconnect: boolean;
}

/** A session's own words on a close frame, such as `BrowserIdle: No command for 60 s (keep_alive=60000).` */
const END_OF_SESSION = /^[A-Z]\w+: /;

/**
 * A socket that was never opened, or was cut, closes without a reason, and a browser hides the answer to its upgrade.
 * The same address without an upgrade tells what stands in the way: an expired link, a session that has ended, a tab
 * that is closed; and 426 where nothing does.
 */
export async function whyClosed(socketUrl: string, reason: string): Promise<Ending> {
	if (END_OF_SESSION.test(reason)) return { text: `This session has ended. ${reason}`, mayReconnect: false };
	const answer = await fetch(socketUrl.replace(/^ws/, "http")).catch(() => undefined);
	if (answer === undefined) return { text: "Berth can't be reached.", mayReconnect: true };
	const isFree = answer.status === 426;
	const refusal = isFree ? "The connection was lost." : (await refusalIn(answer)).message;
	return { text: reason === "" ? refusal : reason, mayReconnect: isFree || answer.status >= 500 };
}
