/** Why there is no connection, and whether another try may help. */
export interface Ending {
	readonly text: string;
	readonly mayReconnect: boolean;
}

/** A session's own words on a close frame, such as `BrowserIdle: No command for 60 s (keep_alive=60000).` */
const endOfSession = /^[A-Z]\w+: /;

/**
 * A socket that was never opened, or was cut, closes without a reason, and a browser hides the answer to its upgrade.
 * The same address without an upgrade tells what stands in the way: an expired link, a session that has ended, a tab
 * that is closed; and 426 where nothing does.
 */
export async function whyClosed(socketUrl: string, reason: string): Promise<Ending> {
	if (endOfSession.test(reason)) return { text: reason, mayReconnect: false };
	const answer = await fetch(socketUrl.replace(/^ws/, "http")).catch(() => undefined);
	if (answer === undefined) return { text: "Berth can't be reached.", mayReconnect: true };
	if (answer.status === 426) {
		const text = reason === "" ? "The connection was lost." : reason;
		return { text, mayReconnect: true };
	}
	return { text: await messageOf(answer), mayReconnect: answer.status >= 500 };
}

async function messageOf(answer: Response): Promise<string> {
	const body = (await answer.json().catch(() => ({}))) as { errors?: readonly { message?: string }[] };
	return body.errors?.[0]?.message ?? `Berth answered ${answer.status}.`;
}
