import { expect, test } from "vitest";
import { isDeeperThan } from "../../src/lib/json.ts";

test.each([
	["[[]]", false],
	["[[[]]]", true],
	['{"a":{"b":[]}}', true],
	["[[],[],{}]", false],
	['["[[[", "{{{", {}]', false],
	[String.raw`["\\\"[[[", "\\\\", [[]]]`, true],
	["[[", false],
	['["[[[[', false],
])("whether %s is deeper than two levels: %s", (json, isIt) => {
	expect(isDeeperThan(2, json)).toBe(isIt);
});
