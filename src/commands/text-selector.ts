import { isCss } from "./selector.ts";

/** A part of a selector that looks for a text. */
export interface TextSelector {
	/** With its white space as a person reads it. */
	readonly text: string;
	/** The CSS selector of what to look at; empty for everything. */
	readonly scope: string;
	/** Whether only what is in there counts, and not the scope's elements themselves. */
	readonly isInside: boolean;
}

const PSEUDO = "::-p-text(";
const QUOTED = /^(["'])([^]*)\1\)$/;

/** The text that a part looks for; `undefined` where it looks for something else, or is more than puppeteer's own. */
export function textSelectorIn(hop: string): TextSelector | undefined {
	if (/^text[/=]/.test(hop)) return { text: asRead(hop.slice("text/".length)), scope: "", isInside: false };
	const at = hop.indexOf(PSEUDO);
	if (at === -1) return undefined;
	const before = hop.slice(0, at);
	const scope = before.trim();
	// A list, or one that goes on, is left to puppeteer.
	if (!isCss(scope) || /,|[>+~]$/.test(scope)) return undefined;
	const text = argumentIn(hop.slice(at + PSEUDO.length));
	if (text === undefined) return undefined;
	return { text: asRead(text), scope, isInside: scope !== "" && /\s$/.test(before) };
}

/** The argument of a pseudo-element with which a selector ends; `undefined` where it does not end with it. */
function argumentIn(rest: string): string | undefined {
	const quoted = QUOTED.exec(rest);
	if (quoted !== null) {
		const [, quote = "", inner = ""] = quoted;
		const isOne = !inner.replaceAll(/\\[^]/g, "").includes(quote);
		return isOne ? inner.replaceAll(/\\([^])/g, "$1") : undefined;
	}
	const plain = /^([^"'()]*)\)$/.exec(rest)?.[1];
	return plain?.replaceAll(/\\([^])/g, "$1");
}

const asRead = (text: string): string => text.replaceAll(/[\s\u00a0]+/g, " ").trim();
