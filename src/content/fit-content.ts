import { sizeOnWire } from "../lib/json.ts";

/** What is left of a page's content where there is room for so much only. */
export interface FittedContent<T> {
	readonly content: T;
	/** In bytes. */
	readonly size: number;
	/** The names of the fields that were cut, or left out where they can't be. */
	readonly truncated: readonly string[];
}

/** Makes content fit into so many bytes: field after field in their order, texts cut, the rest whole or not at all. */
export function fitContent<T extends object>(content: T, mostBytes: number): FittedContent<T> {
	const truncated: string[] = [];
	let size = 0;
	const kept = Object.entries(content).flatMap(([name, value]: [string, unknown]) => {
		const wanted = sizeOnWire(value);
		const leftBytes = mostBytes - size;
		if (wanted <= leftBytes) {
			size += wanted;
			return [[name, value] as const];
		}
		truncated.push(name);
		if (typeof value !== "string") return [];
		const text = value.slice(0, Math.floor((value.length * leftBytes) / wanted)).toWellFormed();
		size += sizeOnWire(text);
		return [[name, text] as const];
	});
	// The same fields, all of which are optional where they can be left out.
	return { content: Object.fromEntries(kept) as T, size, truncated };
}
