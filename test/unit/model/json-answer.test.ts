import { expect, test } from "vitest";
import { jsonIn } from "../../../src/model/json-answer.ts";

test.each([
	["alone", '{"a": 1}', { a: 1 }],
	["an array", " [1, 2] ", [1, 2]],
	["in a fence", 'Here it is:\n```json\n{"a": "`"}\n```\nAnything else?', { a: "`" }],
	["in a fence without a name", '```\n{"a": 1}\n```', { a: 1 }],
	["in a fence that is not closed", '```json\n{"a": 1}', { a: 1 }],
	["among words", 'The answer is {"a": "}\\""} as you see.', { a: '}"' }],
	["behind brackets that are none", "From [the page] and {this}: [1]", [1]],
	["no object", "5", undefined],
	["a text", '"hello"', undefined],
	["nothing", "I can't.", undefined],
	["cut off", '{"a": [1, 2', undefined],
	["too deep", "[".repeat(100) + "]".repeat(100), undefined],
	["brackets without an end", "{[".repeat(500_000), undefined],
])("JSON in an answer: %s", (_, text, value) => {
	expect(jsonIn(text)).toEqual(value);
});
