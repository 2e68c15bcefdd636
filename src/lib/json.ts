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

/** Bytes that a value takes between two objects: texts are sent with one for each character, or with two for each. */
export function sizeOnWire(value: unknown): number {
	const text = JSON.stringify(value) ?? "";
	return text.length * (/[^\0-\xff]/.test(text) ? 2 : 1);
}
