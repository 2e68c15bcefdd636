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

/** Whether a JSON text nests arrays and objects deeper than so many levels. */
export function isDeeperThan(mostLevels: number, json: string): boolean {
	let level = 0;
	let isInText = false;
	for (let at = 0; at < json.length; at += 1) {
		const character = json[at];
		if (isInText && character === "\\") at += 1;
		else if (character === '"') isInText = !isInText;
		else if (!isInText && (character === "[" || character === "{")) level += 1;
		else if (!isInText && (character === "]" || character === "}")) level -= 1;
		if (level > mostLevels) return true;
	}
	return false;
}

/** Bytes that a value takes between two objects: texts are sent with one for each character, or with two for each. */
export function sizeOnWire(value: unknown): number {
	const text = JSON.stringify(value) ?? "";
	return text.length * (/[^\0-\xff]/.test(text) ? 2 : 1);
}
