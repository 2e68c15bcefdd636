// Some pages' scripts copy what is typed into a password field to an attribute of it: React does, by itself.

const HIDDEN = "REDACTED";

/** A node's attributes as CDP has them, names and values in turn, without the value of a password field. */
export function withoutPassword(attributes: readonly unknown[]): readonly unknown[] {
	const valueOf = (index: number) => String(attributes[index + 1]).toLowerCase();
	const isPassword = attributes.some((name, index) => name === "type" && valueOf(index) === "password");
	return isPassword
		? attributes.map((text, index) => (attributes[index - 1] === "value" ? HIDDEN : text))
		: attributes;
}

/** Chrome writes attributes in double quotes. */
const INPUT = /^<input\b(?:"[^"]*"|[^">])*/i;
const PASSWORD = /\stype="password"/i;
const VALUE = /(\svalue=)"[^"]*"/i;

/** A document or an element as HTML, without the values of password fields. */
export const withoutPasswords = (html: string): string =>
	html
		// Each piece is looked at once, whatever the page has written.
		.split(/(?=<input\b)/i)
		.map((piece) =>
			piece.replace(INPUT, (tag) => (PASSWORD.test(tag) ? tag.replace(VALUE, `$1"${HIDDEN}"`) : tag)),
		)
		.join("");
