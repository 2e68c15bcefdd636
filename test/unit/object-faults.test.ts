import { describe, expect, test } from "vitest";
import { problem } from "../../src/domain/problem.ts";
import { faultOfCall, mayBeRetried } from "../../src/http/object-faults.ts";
import { ProblemError } from "../../src/http/problem-error.ts";

const marked = (marks: object, message = "Network connection lost.") =>
	Object.assign(new Error(message), marks);

describe("what became of a call of a session's object", () => {
	test.each<[string, unknown]>([
		["the platform may do better next time", marked({ retryable: true })],
		["the object has too much to do", marked({ overloaded: true, retryable: true })],
		["its storage failed", new Error("internal error; reference = ksd7ak9gffmld7ssum1v5r8g")],
		["the platform failed", new Error("internal error")],
	])("is 'unavailable' when %s", (_, fault) => {
		expect(faultOfCall(fault)).toMatchObject({
			problem: { code: "session_unavailable", retryAfterS: 1 },
		});
	});

	test.each<[string, unknown]>([
		["a refusal", new ProblemError(problem("session_ended", "It has ended."))],
		["a fault of Berth's own", new TypeError("Cannot read properties of undefined")],
		["a fault that says it is internal", new Error("internal errors everywhere")],
		["a text", "internal error"],
		["nothing", undefined],
		["null", null],
	])("stays %s", (_, fault) => {
		expect(faultOfCall(fault)).toBe(fault);
	});

	test("is asked again only where that may help", () => {
		expect(mayBeRetried(marked({ retryable: true }))).toBe(true);
		expect(mayBeRetried(marked({ retryable: true, overloaded: true }))).toBe(false);
		expect(mayBeRetried(new Error("internal error"))).toBe(false);
		expect(mayBeRetried(undefined)).toBe(false);
	});
});
