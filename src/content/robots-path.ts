/** Written as they are: RFC 3986's unreserved characters, and those that separate parts of an address. */
const PLAIN = /^[A-Za-z0-9._~/?#:@!&()+,;=-]$/;
const UNRESERVED = /^[A-Za-z0-9._~-]$/;
const PART = /%[0-9a-f]{2}|[^]/giu;

/**
 * A path in the one form in which addresses and rules are compared, by RFC 9309, 2.2.2: what need not be encoded is not,
 * everything else is. An encoded slash stays another thing than a slash; a star and a dollar are encoded, as only a rule's
 * own mean more than themselves.
 */
export const comparablePath = (path: string): string => path.replaceAll(PART, comparablePart);

/** The same for a rule, whose stars, and whose dollar at the end, are left. */
export function comparableRule(rule: string): string {
	const isWhole = rule.endsWith("$");
	const pattern = isWhole ? rule.slice(0, -1) : rule;
	return pattern.split("*").map(comparablePath).join("*") + (isWhole ? "$" : "");
}

function comparablePart(part: string): string {
	if (part.length === 3 && part.startsWith("%")) {
		const character = String.fromCharCode(Number.parseInt(part.slice(1), 16));
		return UNRESERVED.test(character) ? character : part.toUpperCase();
	}
	if (PLAIN.test(part)) return part;
	const bytes = new TextEncoder().encode(part);
	return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
