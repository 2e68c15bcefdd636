const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time in its two largest units: `3 d 4 h`, `2 min 5 s`, `40 ms`. */
export function duration(ms: number): string {
	if (ms < SECOND_MS) return `${Math.max(Math.round(ms), 0)} ms`;
	if (ms < 10 * SECOND_MS) return `${Number((ms / SECOND_MS).toFixed(1))} s`;
	if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)} s`;
	return wholeSeconds(ms);
}

/** The same without parts of a second, for what moves with the clock. */
export function wholeSeconds(ms: number): string {
	const left = Math.max(ms, 0);
	const parts: readonly (readonly [number, string])[] = [
		[Math.floor(left / DAY_MS), "d"],
		[Math.floor(left / HOUR_MS) % 24, "h"],
		[Math.floor(left / MINUTE_MS) % 60, "min"],
		[Math.floor(left / SECOND_MS) % 60, "s"],
	];
	const first = parts.findIndex(([count]) => count > 0);
	if (first === -1) return "0 s";
	return parts
		.slice(first, first + 2)
		.filter(([count]) => count > 0)
		.map(([count, unit]) => `${count} ${unit}`)
		.join(" ");
}

/** The same in its largest unit alone. */
export const roughly = (ms: number): string => wholeSeconds(ms).split(" ").slice(0, 2).join(" ");

const dayTime = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const timeOfDay = (time: number): string => dayTime.format(time);
export const dateAndTime = (time: number): string => calendar.format(time);

const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function bytes(count: number): string {
	let rest = count;
	let unit = 0;
	while (rest >= 1000 && unit < UNITS.length - 1) {
		rest /= 1000;
		unit += 1;
	}
	return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${UNITS[unit]}`;
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
