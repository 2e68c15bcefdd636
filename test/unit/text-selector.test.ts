import { expect, test } from "vitest";
import { type TextSelector, textSelectorIn } from "../../src/commands/text-selector.ts";

const text = (wanted: string, scope = "", isInside = false): TextSelector => ({
	text: wanted,
	scope,
	isInside,
});

const CASES: readonly (readonly [string, TextSelector | undefined])[] = [
	["text/A  b\n c", text("A b c")],
	["text=A b", text("A b")],
	["::-p-text(A b)", text("A b")],
	[`::-p-text("A (b)")`, text("A (b)")],
	[`::-p-text('A \\'b\\'')`, text("A 'b'")],
	["a.x::-p-text(A)", text("A", "a.x")],
	["nav ::-p-text(A)", text("A", "nav", true)],
	["nav > ::-p-text(A)", undefined],
	["a, ::-p-text(A)", undefined],
	["::-p-text(A), a", undefined],
	[`::-p-text("A"), ::-p-text("B")`, undefined],
	["::-p-text(A) b", undefined],
	["nav >>> ::-p-text(A)", undefined],
	["aria/A", undefined],
	["p", undefined],
];

test.each(CASES)("%j looks for the text %j", (hop, selector) => {
	expect(textSelectorIn(hop)).toEqual(selector);
});
