import { expect, test } from "vitest";
import { CLOUDFLARE_CODES, LIMIT_IN_CHAIN } from "../../../src/http/cloudflare/problems.ts";
import { QUICK_FAILURES, failureText } from "../../../src/http/cloudflare/quick/failures.ts";
import { failureOf } from "../../../src/session/quick/failures.ts";

test("no number of a quick action's failure is that of a refusal", () => {
	const refusals = new Set([...Object.values(CLOUDFLARE_CODES), LIMIT_IN_CHAIN]);
	expect([...QUICK_FAILURES.keys()].filter((code) => refusals.has(code))).toEqual([]);
});

test.each([
	...Array.from({ length: 12 }, (_, at) => 5000 + at),
	...Array.from({ length: 7 }, (_, at) => 6000 + at),
	2012,
])("failure %d is a 422 with a sentence", (code) => {
	expect(failureText(code)).toEqual({ status: 422, message: expect.stringMatching(/^[A-Z].+\.$/) });
});

test.each([2017, 2018])("failure %d is none of the page's", (code) => {
	expect(failureText(code).status).toBe(500);
});

test("each failure has a sentence of its own", () => {
	const sentences = [...QUICK_FAILURES.values()].map(({ message }) => message);
	expect(new Set(sentences).size).toBe(sentences.length);
});

test.each([
	"Navigation timeout of 30000 ms exceeded",
	"Waiting for selector `p` failed: Waiting failed: 100ms exceeded",
	// A PDF that takes too long.
	"Timed out after waiting 30000ms",
	"the action took longer than 5 ms",
])("a timeout is told from other faults: %s", (message) => {
	expect(failureOf(new Error(message))).toEqual({ code: 6002, detail: message });
});
