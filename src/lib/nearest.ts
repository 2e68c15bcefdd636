const MOST_LETTERS = 60;

/** A name without what its spelling adds: `timeoutMs`, `timeout_ms` and `timeout-ms` are one. */
export const plainName = (name: string): string => name.replaceAll(/[_-]/g, "").toLowerCase();

/** How many letters have to be added, removed or changed to make one text of the other (Levenshtein). */
function distance(a: string, b: string): number {
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (const [row, letter] of a.split("").entries()) {
		const current = [row + 1];
		for (const [column, other] of b.split("").entries()) {
			const changed = (previous[column] ?? 0) + (letter === other ? 0 : 1);
			current.push(Math.min(changed, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
		}
		previous = current;
	}
	return previous[b.length] ?? 0;
}

/** The name most like `word`; `undefined` when none is much like it. Takes bounded time however long the word is. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
	const wanted = plainName(word.slice(0, MOST_LETTERS));
	let best: string | undefined;
	let least = Math.max(2, Math.floor(wanted.length / 2));
	for (const name of names) {
		const far = distance(wanted, plainName(name));
		if (far < least) {
			least = far;
			best = name;
		}
	}
	return best;
}
