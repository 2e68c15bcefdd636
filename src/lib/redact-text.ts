import { REDACTED, redactUrl, withoutWebTokens } from "./redact.ts";
import { withoutSecretPairs } from "./secret-pairs.ts";

/** No more of a text is looked at. */
const LONGEST_TEXT = 32_768;
/** A word that is cut in two is left out; what is longer is no word. */
const LONGEST_WORD = 4_096;

/** Quotes may stand in a password. */
const USERINFO = /\/\/[^\s/\\?#]+@/g;
const ADDRESS = /\/\/[^\s"'`<>]+/g;
const SCHEME = /\b(bearer|basic|apikey|token)(\s{1,4})([\w.~+/=-]{8,})/gi;
/** What prose has after such a word: "basic authentication". */
const PROSE = /^[a-z]+\.?$/;

/**
 * A text without what looks like a credential in it: in the addresses that it names, after names such as `password=` or
 * `"apiKey":`, after `Bearer` and `Basic`, and JSON web tokens. A long one is cut first, before a word.
 */
export const redactText = (text: string): string =>
	text.length > LONGEST_TEXT ? redactWhole(`${wholeWords(text.slice(0, LONGEST_TEXT))}…`) : redactWhole(text);

/** The same for a text of any length, such as a document's: in time that is in proportion to it. */
export function redactWhole(text: string): string {
	if (!/[=:]|\/\/|eyJ|bearer|basic/i.test(text)) return text;
	const withoutAddresses = text
		.replaceAll(USERINFO, `//${REDACTED}@`)
		.replaceAll(ADDRESS, (address) => redactUrl(address))
		.replaceAll(SCHEME, (whole, scheme: string, space: string, value: string) =>
			PROSE.test(value) ? whole : scheme + space + REDACTED,
		);
	return withoutSecretPairs(withoutWebTokens(withoutAddresses));
}

function wholeWords(cut: string): string {
	const ending = cut.slice(-LONGEST_WORD);
	const space = ending.search(/\s\S*$/);
	return space < 0 ? cut.slice(0, -LONGEST_WORD) : cut.slice(0, space - ending.length);
}
