import { afterEach, describe, expect, test, vi } from "vitest";
import type { QuickOutcome } from "../../../src/domain/quick/outcome.ts";
import { problem } from "../../../src/domain/problem.ts";
import type { Guardrails } from "../../../src/domain/guardrails.ts";
import { ok, refuse } from "../../../src/domain/result.ts";
import { ProblemError } from "../../../src/http/problem-error.ts";
import { madeOf, ScriptedDesk, URL_ASKED as url } from "./scripted-desk.ts";

afterEach(() => {
	vi.useRealTimers();
});

const bytes = Uint8Array.from(new TextEncoder().encode("picture"));
const fileOf = (contentType: string): QuickOutcome => ({
	kind: "done",
	result: { kind: "file", bytes, contentType },
	meta: { status: 200, title: "" },
	browserMs: 12,
});
const timeOf = (response: Response) => response.headers.get("X-Browser-Ms-Used");

describe("an answer", () => {
	test("holds what was made, and how the page came to be", async () => {
		const response = await new ScriptedDesk(madeOf('"<p>"')).ask("content", { url });
		expect([response.status, timeOf(response)]).toEqual([200, "41"]);
		expect(response.headers.get("content-type")).toBe("application/json");
		expect(await response.json()).toEqual({
			success: true,
			result: "<p>",
			meta: { status: 200, title: "Example" },
		});
	});

	test("is the file itself where one was made", async () => {
		const response = await new ScriptedDesk(ok(fileOf("image/webp"))).ask("screenshot", { url });
		expect([response.headers.get("content-type"), timeOf(response)]).toEqual(["image/webp", "12"]);
		expect(await response.text()).toBe("picture");
	});

	test("is a data URL where a screenshot was asked for as base64", async () => {
		const desk = new ScriptedDesk(ok(fileOf("image/png")));
		const response = await desk.ask("screenshot", { url, screenshotOptions: { encoding: "base64" } });
		expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
		expect(await response.text()).toBe(`data:image/png;base64,${btoa("picture")}`);
	});

	test("of a page that could not be had is a 422 with the browser's words", async () => {
		const failure = { code: 5008, detail: "net::ERR_CONNECTION_REFUSED at http://a/" };
		const response = await new ScriptedDesk(ok({ kind: "failed", failure, browserMs: 7 })).ask("pdf", {
			url,
		});
		expect([response.status, timeOf(response)]).toEqual([422, "7"]);
		expect(await response.json()).toEqual({
			success: false,
			errors: [{ ...failure, message: "The site refused the connection." }],
		});
	});

	test("of a tree that could not be built is a 500 and names no time", async () => {
		const desk = new ScriptedDesk(ok({ kind: "failed", failure: { code: 2017 }, browserMs: 7 }));
		const response = await desk.ask("accessibilityTree", { url });
		expect([response.status, timeOf(response)]).toEqual([500, null]);
	});

	test("of a refusal is that of sessions", async () => {
		const desk = new ScriptedDesk(refuse(problem("rate_limited", "Rate limit exceeded", 3)));
		const response = await desk.ask("links", { url });
		expect([response.status, timeOf(response), response.headers.get("Retry-After")]).toEqual([429, "0", "3"]);
		expect(await response.json()).toEqual({
			success: false,
			errors: [{ code: 2001, message: "Rate limit exceeded" }],
		});
	});

	test("without a browser is a 503 and names no time", async () => {
		const desk = new ScriptedDesk(refuse(problem("no_browser_available", "No browser available.")));
		const response = await desk.ask("links", { url });
		expect([response.status, timeOf(response)]).toEqual([503, null]);
	});

	test.each([
		[
			"a refusal",
			new ProblemError(problem("catalog_unavailable", "The catalog is unavailable.", 1)),
			503,
			2016,
		],
		["a fault", new Error("secret"), 500, 2000],
	])("tells of %s that was thrown", async (_, thrown, status, code) => {
		vi.spyOn(console, "error").mockReturnValue();
		const response = await new ScriptedDesk(() => Promise.reject(thrown)).ask("content", { url });
		expect(response.status).toBe(status);
		expect(await response.text()).toMatch(new RegExp(`"code":${code}`));
	});

	test("of json without a model names what is missing, and opens no page", async () => {
		const desk = new ScriptedDesk(madeOf("{}"));
		const response = await desk.ask("json", { url, prompt: "the title" });
		expect([response.status, desk.asked]).toEqual([501, []]);
	});
});

describe("bad input", () => {
	test("is told with each fault's place, and no page is opened", async () => {
		const desk = new ScriptedDesk(madeOf("[]"));
		const body = { url, waitForTimeout: -1, viewport: { width: 1 } };
		const response = await desk.ask("links", body, { options: { cacheTTL: "x" } });
		expect([response.status, timeOf(response), desk.asked]).toEqual([400, "0", []]);
		const { errors } = await response.json<{ errors: { path: unknown }[] }>();
		expect(errors.map(({ path }) => path)).toEqual([
			["cacheTTL"],
			["waitForTimeout"],
			["viewport", "height"],
		]);
		for (const error of errors) expect(error).toMatchObject({ code: 2004, message: expect.any(String) });
	});

	test.each([
		["none", {}, undefined],
		["a text of an address", { wait_ms: "600000", cacheTTL: "86400" }, 600_000],
		["a number of a binding", { wait_ms: 0, cacheTTL: 0.5 }, 0],
	])("is not an option of %s", async (_, options, waitMs) => {
		const desk = new ScriptedDesk(madeOf("[]"));
		expect((await desk.ask("links", { url }, { options })).status).toBe(200);
		expect(desk.waits).toEqual([waitMs]);
	});

	test.each([
		["a cache of more than a day", { cacheTTL: "86401" }],
		["a cache of less than nothing", { cacheTTL: "-1" }],
		["a wait of more than ten minutes", { wait_ms: "600001" }],
		["a wait in words", { wait_ms: "soon" }],
		["another browser", { browser: "firefox" }],
		["an unknown option", { cachettl: "5" }],
	])("is %s", async (_, options) => {
		const response = await new ScriptedDesk(madeOf("[]")).ask("links", { url }, { options });
		expect(response.status).toBe(400);
		expect(await response.json()).toHaveProperty("errors.length", 1);
	});

	test("is the other engine, which is not here", async () => {
		const options = { browser: "kitesurf" };
		const response = await new ScriptedDesk(madeOf("[]")).ask("links", { url }, { options });
		expect(await response.json()).toMatchObject({
			errors: [{ message: expect.stringContaining("no kitesurf"), path: ["browser"] }],
		});
	});

	test.each(["text", 1, null, []])("is a body of %o", async (body) => {
		expect((await new ScriptedDesk(madeOf("[]")).ask("links", body)).status).toBe(400);
	});

	test("is shown in part where there is much of it", async () => {
		const setExtraHTTPHeaders = Object.fromEntries(
			Array.from({ length: 300 }, (_, at) => [`${"x".repeat(5_000)} ${at}`, "1"]),
		);
		const response = await new ScriptedDesk(madeOf("[]")).ask("links", { url, setExtraHTTPHeaders });
		expect((await response.text()).length).toBeLessThan(10_000);
	});
});

describe("an answer that was made before", () => {
	const again = async (
		body: object,
		other: { body?: object; account?: string; bounds?: Guardrails; options?: Record<string, unknown> } = {},
	) => {
		const desk = new ScriptedDesk(madeOf("[1]"));
		await desk.ask("links", body);
		const response = await desk.ask("links", other.body ?? body, other);
		expect(await response.json()).toMatchObject({ result: [1] });
		return { runs: desk.asked.length, time: timeOf(response) };
	};

	test("is given again, and costs no browser time", async () => {
		expect(await again({ url })).toEqual({ runs: 1, time: "0" });
	});

	test("is given to the same request in other words", async () => {
		const body = { url, setExtraHTTPHeaders: { a: "1", b: "2" }, bestAttempt: false };
		const same = { setExtraHTTPHeaders: { b: "2", a: "1" }, goToOptions: { timeout: 30_000 }, url };
		expect(await again(body, { body: same })).toMatchObject({ runs: 1 });
	});

	test.each([
		["another account", { account: "other" }],
		["a binding that may not reach as much", { bounds: { allowedDomains: ["example.org"] } }],
		["one who wants a new one", { options: { cacheTTL: 0 } }],
		["another page", { body: { url: "https://example.com/2" } }],
		["another parameter", { body: { url, userAgent: "me" } }],
	])("is not given to %s", async (_, other) => {
		expect(await again({ url }, other)).toEqual({ runs: 2, time: "41" });
	});

	test.each([
		["markup that was sent along", { html: "<p>" }],
		["a session's page", { url, session_id: "3f0c" }],
		["sets of hosts, which may change", { url, guardrails: { allowedDomainSets: ["mine"] } }],
	])("is not kept of %s", async (_, body) => {
		expect(await again(body)).toMatchObject({ runs: 2 });
	});

	test.each([
		["the same hosts is given the same answer", { allowedDomains: ["*.example.com"] }, 1],
		["sets of hosts, which may change, is given a new answer", { allowedDomainSets: ["mine"] }, 2],
	])("a binding with %s", async (_, bounds, runs) => {
		const desk = new ScriptedDesk(madeOf("[1]"));
		await desk.ask("links", { url }, { bounds });
		await desk.ask("links", { url }, { bounds });
		expect(desk.asked).toHaveLength(runs);
	});

	test("is not given to another action", async () => {
		const desk = new ScriptedDesk(madeOf("[1]"));
		await desk.ask("content", { url });
		await desk.ask("markdown", { url });
		expect(desk.asked).toHaveLength(2);
	});

	test.each([
		["its own time", 5_001, {}, 2],
		["almost its own time", 4_999, {}, 1],
		["the time of one who wants it younger", 2_001, { cacheTTL: 2 }, 2],
	])("is too old after %s", async (_, passes, options, runs) => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const desk = new ScriptedDesk(madeOf("[1]"));
		await desk.ask("links", { url });
		vi.setSystemTime(Date.now() + passes);
		await desk.ask("links", { url }, { options });
		expect(desk.asked).toHaveLength(runs);
	});

	test.each([
		["a page that could not be had", ok({ kind: "failed", failure: { code: 5008 }, browserMs: 1 } as const)],
		["a refusal", refuse(problem("rate_limited", "Rate limit exceeded", 1))],
	])("is not kept of %s", async (_, outcome) => {
		const desk = new ScriptedDesk(outcome);
		await desk.ask("links", { url });
		await desk.ask("links", { url });
		expect(desk.asked).toHaveLength(2);
	});

	test("is not missed where the cache is out of order", async () => {
		vi.spyOn(console, "warn").mockReturnValue();
		const desk = new ScriptedDesk(madeOf("[1]"));
		desk.isCacheBroken = true;
		expect((await desk.ask("links", { url })).status).toBe(200);
	});

	test("is a file with its type", async () => {
		const desk = new ScriptedDesk(ok(fileOf("image/jpeg")));
		await desk.ask("screenshot", { url });
		const response = await desk.ask("screenshot", { url });
		expect([desk.asked.length, response.headers.get("content-type")]).toEqual([1, "image/jpeg"]);
		expect(await response.text()).toBe("picture");
	});
});
