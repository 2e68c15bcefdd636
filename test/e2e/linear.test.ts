import { describe, expect, test } from "vitest";
import { consoleText } from "../../src/session/recorder/remote-object.ts";
import { isFunction } from "../../src/commands/evaluate.ts";
import { tell } from "../../src/commands/details.ts";
import { problemOf } from "../../src/commands/faults.ts";
import { pathGlob } from "../../src/content/path-glob.ts";
import { exceededBound } from "../../src/lib/json.ts";
import { redactHeader, redactUrl } from "../../src/lib/redact.ts";
import { redactText, redactWhole } from "../../src/lib/redact-text.ts";
import { withoutEnding } from "../../src/lib/text-ends.ts";
import { shownAttributes } from "../../src/session/readonly/attributes.ts";
import { shownHtml } from "../../src/session/readonly/html.ts";
import { cleanStyle } from "../../src/ui/replay/clean-style.ts";
import { harmless } from "../../src/ui/replay/harmless.ts";
import { readLink } from "../../src/ui/view/link.ts";
import { growths, MOST_GROWTH } from "../growth.ts";

const SIZES = { shortest: 2_000, longest: 2_000_000, measurableMs: 20 };

type Read = (text: string) => unknown;

/** Milliseconds of this process; the least of three. */
function cost(read: Read, text: string): number {
	const runs = Array.from({ length: 3 }, () => {
		const before = process.cpuUsage();
		read(text);
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1_000;
	});
	return Math.min(...runs);
}

interface Text {
	readonly unit: string;
	readonly before?: string;
	readonly after?: string;
}

function growthsOf(read: Read, { unit, before = "", after = "" }: Text, enough: (growth: number) => boolean) {
	const textOf = (length: number) => before + unit.repeat(Math.ceil(length / unit.length)) + after;
	return growths((length) => cost(read, textOf(length)), SIZES, enough);
}

const style: Read = (text) => cleanStyle(text);
const styleText: Read = (text) =>
	harmless([{ type: 3, timestamp: 1, data: { source: 0, texts: [{ value: text }] } }]);
const attributes: Read = (text) => shownAttributes(["style", "x", "title", text, "href", text]);
const consoleOf: Read = (text) => consoleText([{ type: "string", value: text }]);
const manyArguments: Read = (text) =>
	consoleText([{ type: "string", value: text }, ...Array.from(text, () => ({ type: "number", value: 1 }))]);
const matchGlob: Read = (text) => pathGlob("/**/*a*b*/**")(new URL(`https://a.test/${text}`));
const censor: Read = (text) => tell({ value: "secret", text: "aab" }).censor(text);

test("what takes quadratic time is seen", async () => {
	const slow: Read = (text) => text.replaceAll(/\beyJ[\w-]+\.[\w-]+/g, "");
	const found = await growthsOf(slow, { unit: "eyJ-" }, (growth) => growth > MOST_GROWTH);
	expect(Math.max(...found)).toBeGreaterThan(MOST_GROWTH);
});

describe("a text that is twice as long takes twice as long", () => {
	test.each<[string, Read, string, string?, string?]>([
		["half web tokens in an address", redactUrl, "eyJ-"],
		["half web tokens in a text", redactWhole, "eyJ-"],
		["dotted half web tokens", redactWhole, "eyJ."],
		["slashes", redactUrl, "/"],
		["slashes in a text", redactWhole, "/"],
		["an authority that goes on", redactWhole, "//a"],
		["parameters", redactUrl, "?a="],
		["parts of a path", redactUrl, ";a"],
		["escapes", redactUrl, "%25", "https://a.test/?a="],
		["names", redactWhole, "token "],
		["names and signs", redactWhole, "token="],
		["a name that goes on", redactWhole, "token-", "", "="],
		["quotes without an end", redactWhole, 'token="\\'],
		["escaped quotes without an end", redactWhole, 'token=\\"'],
		["lists without an end", redactWhole, "token=["],
		["spaces after a name", redactWhole, " ", "token", "="],
		["schemes", redactWhole, "bearer "],
		["a text that is cut", redactText, "x"],
		["a header", (text) => redactHeader("location", text), "//a?"],
		["tags without an end", shownHtml, '<input "'],
		["tags in quotes", shownHtml, "<a b='"],
		["tags and spaces", shownHtml, " ", "<a b"],
		["comments", shownHtml, "<!--"],
		["scripts", shownHtml, "<script>"],
		["ends of scripts", shownHtml, "</", "<script>"],
		["attributes", attributes, "a=//"],
		["addresses of a style", style, "url("],
		["spaces of a style", style, " ", "url("],
		["quoted addresses of a style", style, "url('"],
		["pictures of a style", style, "url(data:"],
		["sets of images", style, "image-set(("],
		["imports", style, "@import"],
		["escapes of a style", style, "\\6"],
		["the text of a sheet", styleText, "{url"],
		["the braces of a sheet", styleText, "{"],
		["a console's format", consoleOf, "%s"],
		["a console's arguments", manyArguments, "%s"],
		["a path", matchGlob, "ab/"],
		["the spaces of a function", (text) => isFunction(text), "\t", "async", "("],
		["semicolons", (text) => withoutEnding(text, ";"), ";", "", "x"],
		["a fault", (text) => problemOf(new Error(text)), "session closed context"],
		["a sentence", censor, "a"],
		["nested JSON", (text) => exceededBound({ levels: 200, values: Infinity }, text), "[]"],
		["a link", (text) => readLink(text, "a.test"), "&w", "?"],
	])("%s", async (_, read, unit, before = "", after = "") => {
		const found = await growthsOf(read, { unit, before, after }, (growth) => growth < MOST_GROWTH);
		expect(Math.min(...found)).toBeLessThan(MOST_GROWTH);
	});
});
