import type { CdpClient } from "../../browser/cdp.ts";
import { pause } from "../../lib/timeout.ts";

/** How often a link is looked at, and how long it may take to answer before it is doubted. */
const LOOK_EVERY_MS = 2_000;
/** What a slow answer gets beyond that, once the browser has answered elsewhere. */
const GRACE_MS = 1_000;

export interface LinkWatchParts {
	/** Whether the link may be asked for a sign of life now. */
	readonly mayAsk: () => boolean;
	/** Whether the browser answers on a new connection. */
	readonly answersElsewhere: () => Promise<boolean>;
}

/**
 * Resolves when a link is open but dead, or with `closed` when it has closed. When a message over 32 MiB was to pass on it
 * (what a page logs, or sends to a server), it stops without any event. A busy browser is silent as well, so it is asked
 * on a new connection.
 */
export async function endOfLink(cdp: CdpClient, parts: LinkWatchParts): Promise<"closed" | "silenced"> {
	const { mayAsk, answersElsewhere } = parts;
	const closed = cdp.closed.then(() => "closed" as const);
	let heard = -1;
	/** Since the last time that this was asked. */
	const hasSpoken = (): boolean => {
		const before = heard;
		heard = cdp.messagesHeard;
		return heard !== before;
	};
	const isDead = async (): Promise<boolean> => {
		if (hasSpoken() || !mayAsk()) return false;
		await cdp.send("Browser.getVersion", {}, undefined, LOOK_EVERY_MS);
		if (hasSpoken() || !(await answersElsewhere())) return false;
		await pause(GRACE_MS);
		return !hasSpoken();
	};
	for (;;) {
		if ((await Promise.race([pause(LOOK_EVERY_MS), closed])) === "closed") return "closed";
		const end = await Promise.race([isDead(), closed]);
		if (end === true) return "silenced";
		if (end === "closed") return "closed";
	}
}
