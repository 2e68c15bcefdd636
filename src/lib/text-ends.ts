/** The text without the characters of this kind at its end. A pattern with a `+` before its `$` takes quadratic time. */
export function withoutEnding(text: string, character: string): string {
	let end = text.length;
	while (end > 0 && text[end - 1] === character) end -= 1;
	return text.slice(0, end);
}
