/** The bytes that are asked for, of what has so many. */
export interface ByteRange {
	readonly offset: number;
	readonly length: number;
}

/**
 * What a `Range` header asks for. `undefined` is the whole: also for one that is malformed, has another unit or several
 * ranges, which RFC 9110 (section 14.2) lets a server pass over. `unsatisfiable` when there are no such bytes.
 */
export function readRange(header: string | undefined, size: number): ByteRange | "unsatisfiable" | undefined {
	const found = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? "");
	if (found === null) return undefined;
	const [, first = "", last = ""] = found;
	if (first === "") {
		if (last === "") return undefined;
		const length = Math.min(Number(last), size);
		return length === 0 ? "unsatisfiable" : { offset: size - length, length };
	}
	const offset = Number(first);
	const end = last === "" ? size - 1 : Number(last);
	if (end < offset && last !== "") return undefined;
	return offset >= size ? "unsatisfiable" : { offset, length: Math.min(end, size - 1) - offset + 1 };
}
