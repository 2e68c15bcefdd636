import userAgents from "top-user-agents/desktop";

/** Chrome and Edge as they come; any other would be told from the engine behind it at once. */
const OURS =
	/^Mozilla\/5\.0 \((?:Windows|Macintosh|X11)[^)]*\) AppleWebKit\/537\.36 \(KHTML, like Gecko\) Chrome\/[\d.]+ Safari\/537\.36(?: Edg\/[\d.]+)?$/;

const candidates = userAgents.filter((userAgent) => OURS.test(userAgent));

/** One of the user agents that are most used on desktops now, of a browser of Chromium's family. */
export function randomUserAgent(): string {
	const chosen = candidates[Math.floor(Math.random() * candidates.length)];
	if (chosen === undefined) throw new Error("the list of user agents has none of Chromium's");
	return chosen;
}
