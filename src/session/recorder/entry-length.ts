import type { Entry } from "../../domain/entry.ts";

/** What an entry is cut by, longest first in most of those that are too long. */
const SPARE = ["responseHeaders", "requestHeaders", "stack"] as const;

/** The entry as JSON of `maxLength` at most; what had to be left out is marked by `isCut`. */
export function cutToLength(entry: Entry, maxLength: number): string {
	let text = JSON.stringify(entry);
	if (text.length <= maxLength) return text;
	let detail: object = entry.detail;
	for (const name of SPARE) {
		if (!(name in detail)) continue;
		detail = { ...detail, [name]: undefined };
		text = JSON.stringify({ ...entry, detail, isCut: true });
		if (text.length <= maxLength) return text;
	}
	detail = Object.fromEntries(
		Object.entries(detail).map(([name, value]) => [
			name,
			typeof value === "string" ? value.slice(0, 500) : value,
		]),
	);
	const rest = JSON.stringify({ ...entry, detail, text: "", isCut: true }).length;
	// An escaped character takes six at most.
	const room = Math.max(Math.floor((maxLength - rest) / 6), 200);
	const whole = JSON.stringify({
		...entry,
		detail,
		text: entry.text.slice(0, maxLength - rest),
		isCut: true,
	});
	if (whole.length <= maxLength) return whole;
	return JSON.stringify({ ...entry, detail, text: entry.text.slice(0, room), isCut: true });
}
