import { REDACTED, redactUrl } from "../../lib/redact.ts";
import { redactWhole } from "../../lib/redact-text.ts";
import { isSecretName } from "../../lib/secret-names.ts";

/** Of an element: its name, which may have a prefix in XHTML, and its value. */
export type Attribute = readonly [name: string, value: string];

const ADDRESSES = new Set(
	"href src action formaction poster data cite background longdesc manifest ping".split(" "),
);
/** Their values are rules, and their names may be anything. */
const STYLED = new Set(["style", "class"]);
/** By these an element says what its value is. */
const NAMING = new Set(["name", "id", "property", "http-equiv", "itemprop", "autocomplete"]);
const CONTENT = new Set(["value", "content"]);
/** What would be a body. */
const DATA = /^\s*data:/i;

/**
 * The values of an element's attributes as a read-only connection is shown them: without what was typed into a password
 * field, which some pages' scripts copy to its attribute (React does, by itself), without what is named like a credential,
 * and without credentials in addresses.
 */
export function shownValues(attributes: readonly Attribute[]): readonly string[] {
	const named = attributes.map(([name, value]) => [localName(name), value] as const);
	const isSecret = named.some(
		([name, value]) =>
			(name === "type" && value.trim().toLowerCase() === "password") ||
			(NAMING.has(name) && isSecretName(value)),
	);
	return named.map(([name, value]) => (isSecret && CONTENT.has(name) ? REDACTED : shownValue(name, value)));
}

function shownValue(name: string, value: string): string {
	if (STYLED.has(name) || DATA.test(value)) return value;
	if (name.startsWith("data-") && isSecretName(name)) return REDACTED;
	return ADDRESSES.has(name) ? redactUrl(value) : redactWhole(value);
}

export const localName = (name: string): string => name.slice(name.indexOf(":") + 1).toLowerCase();

/** The same of attributes as CDP has them, names and values in turn. */
export function shownAttributes(texts: readonly unknown[]): readonly string[] {
	const attributes: Attribute[] = [];
	for (let at = 0; at < texts.length; at += 2) attributes.push([textOf(texts[at]), textOf(texts[at + 1])]);
	return shownValues(attributes).flatMap((value, index) => [attributes[index]?.[0] ?? "", value]);
}

const textOf = (text: unknown): string => (typeof text === "string" ? text : "");
