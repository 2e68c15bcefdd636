import { exceededBound, isRecord, parseJson } from "../lib/json.ts";

/** Of what an answer holds: deeper and longer ones are no data of a page. */
const BOUNDS = { levels: 64, values: 200_000 };
/** Places at which JSON may begin that are tried. */
const MOST_BEGINNINGS = 20;

/**
 * The JSON object or array in a model's answer: the whole of it, what it has between fences, or the first that it has
 * among other words. `undefined` where there is none.
 */
export function jsonIn(text: string): object | undefined {
	for (const candidate of candidates(text.trim())) {
		if (exceededBound(BOUNDS, candidate) !== undefined) continue;
		const value = parseJson(candidate);
		if (isRecord(value) || Array.isArray(value)) return value;
	}
	return undefined;
}

function* candidates(text: string): Generator<string, void> {
	yield text;
	const fenced = withinFences(text);
	if (fenced !== undefined) yield fenced;
	let from = 0;
	for (let tries = 0; tries < MOST_BEGINNINGS; tries += 1) {
		const start = nextBracket(text, from);
		if (start === -1) return;
		yield text.slice(start, endOfValue(text, start));
		from = start + 1;
	}
}

const FENCE = "```";

/** What stands between the first fence and the last, without the language that the first one names. */
function withinFences(text: string): string | undefined {
	const open = text.indexOf(FENCE);
	const close = text.lastIndexOf(FENCE);
	const start = text.indexOf("\n", open);
	return open === -1 || start === -1 || close < start ? undefined : text.slice(start, close).trim();
}

function nextBracket(text: string, from: number): number {
	const [object, array] = [text.indexOf("{", from), text.indexOf("[", from)];
	return object === -1 || array === -1 ? Math.max(object, array) : Math.min(object, array);
}

/** Behind the bracket that closes the one at `start`, or the text's end. */
function endOfValue(text: string, start: number): number {
	let level = 0;
	let isInText = false;
	for (let at = start; at < text.length; at += 1) {
		const character = text[at];
		if (isInText) {
			if (character === "\\") at += 1;
			else if (character === '"') isInText = false;
		} else if (character === '"') isInText = true;
		else if (character === "{" || character === "[") level += 1;
		else if (character === "}" || character === "]") {
			level -= 1;
			if (level === 0) return at + 1;
		}
	}
	return text.length;
}
