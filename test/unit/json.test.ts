import { expect, test } from "vitest";
import { exceededBound } from "../../src/lib/json.ts";

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
	expect(exceededBound({ levels: 2, values: 100 }, json)).toBe(isIt ? "levels" : undefined);
});

test.each([
	["[1,2]", false],
	["[1,2,3]", true],
	['{"a":1,"b":2,"c":3}', true],
	['["1,2,3",4]', false],
	["[[],[]]", true],
	[String.raw`["\",\",\","]`, false],
])("whether %s holds more than two values: %s", (json, isIt) => {
	expect(exceededBound({ levels: 100, values: 2 }, json)).toBe(isIt ? "values" : undefined);
});
