/** What a JSON text holds; `undefined` when it is none. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** What a JSON text may hold. */
export interface JsonBounds {
	/** Arrays and objects within one another. */
	readonly levels: number;
	/** Items of all arrays and fields of all objects. */
	readonly values: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The first bound that a JSON text goes beyond. It need not be parsed for that, which costs more. */
export function exceededBound(bounds: JsonBounds, json: string): keyof JsonBounds | undefined {
	let level = 0;
	let values = 0;
	let isInText = false;
	for (let at = 0; at < json.length; at += 1) {
		const code = json.charCodeAt(at);
		if (isInText) {
			if (code === BACKSLASH) at += 1;
			else if (code === QUOTE) isInText = false;
			continue;
		}
		if (code === QUOTE) isInText = true;
		else if (code === COMMA) values += 1;
		else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
			level += 1;
			values += 1;
		} else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) level -= 1;
		if (level > bounds.levels) return "levels";
		if (values > bounds.values) return "values";
	}
	return undefined;
}

/** Bytes that a value takes between two objects: texts are sent with one for each character, or with two for each. */
export function sizeOnWire(value: unknown): number {
	const text = JSON.stringify(value) ?? "";
	return text.length * (/[^\0-\xff]/.test(text) ? 2 : 1);
}
