import { expect, test } from "vitest";
import { readRange } from "../../src/lib/byte-range.ts";

test.each([
	["bytes=0-3", { offset: 0, length: 4 }],
	["bytes=4-", { offset: 4, length: 6 }],
	["bytes=4-100", { offset: 4, length: 6 }],
	["bytes=9-9", { offset: 9, length: 1 }],
	["bytes=-4", { offset: 6, length: 4 }],
	["bytes=-100", { offset: 0, length: 10 }],
	["BYTES=0-0", { offset: 0, length: 1 }],
	["bytes=10-", "unsatisfiable"],
	["bytes=99999999999999999999999-", "unsatisfiable"],
	["bytes=-0", "unsatisfiable"],
	[undefined, undefined],
	["bytes=-", undefined],
	["bytes=4-3", undefined],
	["bytes=0-1,4-5", undefined],
	["lines=0-3", undefined],
	["bytes=a-b", undefined],
])("%s of ten bytes", (header, range) => {
	expect(readRange(header, 10)).toEqual(range);
});

test("nothing has no bytes to ask for", () => {
	expect(readRange("bytes=0-", 0)).toBe("unsatisfiable");
	expect(readRange("bytes=-1", 0)).toBe("unsatisfiable");
});
