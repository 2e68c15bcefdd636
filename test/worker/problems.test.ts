import { describe, expect, test } from "vitest";
import type { ProblemCode } from "../../src/domain/problem.ts";
import { berthError } from "../../src/http/berth/problems.ts";
import { browsrError } from "../../src/http/browsr/problems.ts";
import { CLOUDFLARE_CODES, cloudflareError } from "../../src/http/cloudflare/problems.ts";
import { PROBLEM_STATUS } from "../../src/http/problem-status.ts";
import { THINKRUN_ERRORS, thinkrunCode, thinkrunError } from "../../src/http/thinkrun/problems.ts";
import { call } from "./berth.ts";

const codes = Object.keys(PROBLEM_STATUS) as ProblemCode[];

describe("problems", () => {
	test.each(codes)("%s has the same status in all dialects", (code) => {
		const message = "why";
		const status = PROBLEM_STATUS[code];
		expect(berthError({ code, message })).toEqual({ status, body: { error: { code, message } } });
		expect(cloudflareError({ code, message })).toEqual({
			status,
			body: { success: false, errors: [{ code: CLOUDFLARE_CODES[code], message }] },
		});
		expect(browsrError({ code, message })).toEqual({ status, body: { error: message, code } });
	});

	test("have a number each in Cloudflare's dialect, but for the two that clients know by one", () => {
		const numbers = codes
			.filter((code) => code !== "browser_time_exceeded")
			.map((code) => CLOUDFLARE_CODES[code]);
		expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
	});

	test.each([
		"/sessions",
		"/sessions/x",
		"/commands",
		"/browser/commands",
		"/v1/scrape",
		"/observe",
		"/stream/sse/x",
		"/profiles",
	])("at %s are told in Browsr's words", async (path) => {
		const { body } = await call<object>("GET", path, { headers: {} });
		expect(body).toHaveProperty("code");
	});

	test.each(["/sessionsx", "/v1x", "/browser", "/observed"])("at %s are not", async (path) => {
		expect((await call<object>("GET", path)).body).toHaveProperty("success", false);
	});

	test("Cloudflare's dialect has its published codes", () => {
		const bodyOf = (code: ProblemCode) => cloudflareError({ code, message: "m" });
		expect(bodyOf("unauthenticated")).toEqual({
			status: 401,
			body: { success: false, errors: [{ code: 10000, message: "m" }] },
		});
		expect(bodyOf("rate_limited")).toMatchObject({ status: 429, body: { errors: [{ code: 2001 }] } });
		expect(bodyOf("route_not_found")).toMatchObject({ status: 404, body: { errors: [{ code: 7003 }] } });
		expect(bodyOf("internal")).toMatchObject({ status: 500, body: { errors: [{ code: 2000 }] } });
	});

	test.each(codes)("%s is told in ThinkRun's words, with what helps", (code) => {
		const { status, body } = thinkrunError({ code, message: "why" });
		expect(body).toEqual({
			success: false,
			error: "why",
			code: thinkrunCode(code),
			hint: expect.stringMatching(/^[A-Z/].*\.$/),
			retryable: expect.any(Boolean),
		});
		expect([status, body.retryable]).toEqual(THINKRUN_ERRORS[body.code]);
	});

	test("ThinkRun's dialect names the limit that was reached", () => {
		const limit = { name: "maxConcurrentSessions", scope: "account", value: 3, current: 3 } as const;
		const { body } = thinkrunError({ code: "rate_limited", message: "Rate limit exceeded", limit });
		expect(body.error).toBe(
			"Rate limit exceeded: maxConcurrentSessions of this account is 3, and 3 are used.",
		);
	});

	test.each(["/api/sessions", "/api/sessions/x", "/api/sessions/x/navigate", "/api/sessions/x/y/z"])(
		"at %s are told in ThinkRun's words",
		async (path) => {
			const { body } = await call<object>("GET", path, { headers: {} });
			expect(body).toMatchObject({ success: false, code: "INVALID_API_KEY", hint: expect.any(String) });
		},
	);

	test.each(["/api/sessionsx", "/api/devtools/x", "/api"])("at %s are not", async (path) => {
		expect((await call<object>("GET", path)).body).toHaveProperty("errors");
	});

	test("no lasting state is a 409: the SDK would try it again", () => {
		expect(Object.values(PROBLEM_STATUS)).not.toContain(409);
	});
});
