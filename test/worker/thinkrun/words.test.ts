import { describe, expect, test } from "vitest";
import type { CloseReason } from "../../../src/domain/close-reason.ts";
import type { SessionRecord, SessionState } from "../../../src/domain/session.ts";
import { findCommand } from "../../../src/commands/registry.ts";
import { answerOf, dataOf, DRIVES } from "../../../src/http/thinkrun/driving.ts";
import { readPrompt } from "../../../src/http/thinkrun/initial-prompt.ts";
import { statusOf } from "../../../src/http/thinkrun/present.ts";
import { call } from "../berth.ts";
import { newSession } from "../../../src/session/life/lifecycle.ts";

const inState = (state: SessionState, hasRun: boolean, closeReason?: CloseReason): SessionRecord => ({
	...newSession("id", "account", { keepAliveMs: 60_000, waitMs: 0 }, 0),
	state,
	...(hasRun && { startupMs: 5 }),
	...(closeReason !== undefined && { closeReason }),
});

describe("a session's status", () => {
	test.each<[SessionState, boolean, CloseReason | undefined, string]>([
		["waiting", false, undefined, "creating"],
		["creating", false, undefined, "creating"],
		["running", true, undefined, "running"],
		["closing", true, "NormalClosure", "running"],
		["closing", false, "NormalClosure", "creating"],
		["closed", true, "NormalClosure", "completed"],
		["closed", true, "BrowserIdle", "completed"],
		["closed", true, "TimeLimit", "completed"],
		["closed", false, "NormalClosure", "cancelled"],
		["closed", true, "ChromiumCrashed", "failed"],
		["closed", true, "ConnectionError", "failed"],
		["closed", true, "SessionEvicted", "failed"],
		["closed", false, "ConnectionError", "failed"],
		["failed", false, "ProvisioningFailed", "failed"],
	])("%s, has run: %s, %s is %s", (state, hasRun, closeReason, status) => {
		expect(statusOf(inState(state, hasRun, closeReason))).toBe(status);
	});
});

describe("an initial prompt", () => {
	test.each([
		["https://example.com/a?b#c", "https://example.com/a?b#c"],
		[" http://127.0.0.1:8080 ", "http://127.0.0.1:8080"],
		["HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM"],
		["about:blank", "about:blank"],
		["data:text/html,<h1>Hello there</h1>", "data:text/html,<h1>Hello there</h1>"],
		["example.com", "https://example.com"],
		["www.example.co.uk:8443/a/b?c=d", "https://www.example.co.uk:8443/a/b?c=d"],
		["bücher.example", "https://bücher.example"],
		["192.0.2.7", "https://192.0.2.7"],
	])("%s is a page", (prompt, url) => {
		expect(readPrompt(prompt)).toEqual({ kind: "page", url });
	});

	test.each([
		"Find the cheapest flight to Lisbon",
		"Go to https://example.com and log in",
		"https://example.com and then log in",
		"about: the company",
		"example",
		"Stop.",
		"file:///etc/passwd",
		"javascript:alert(1)",
		"user@example.com",
		"-.com",
	])("%s is a task", (prompt) => {
		expect(readPrompt(prompt)).toEqual({ kind: "task" });
	});

	test.each(["http://", "https://[", "https://exa%mple"])("%s is neither", (prompt) => {
		expect(readPrompt(prompt)).toEqual({ kind: "broken" });
	});
});

describe("a call that drives", () => {
	test.each(DRIVES)("$name is a command, whose fields it has", ({ command, body }) => {
		const found = findCommand(command);
		expect(found?.name).toBe(command);
		const known = [...(found?.fields ?? []).map((field) => field.replace("?", "")), "timeout_ms"];
		const asked = Object.keys((body as unknown as { out: { shape: object } }).out.shape);
		expect(known.toSorted()).toEqual(
			Object.keys(dataOf(Object.fromEntries(asked.map((field) => [field, 1])))).toSorted(),
		);
	});

	test("is described for programs, as is everything else of this API", async () => {
		const { body } = await call<{ paths: Record<string, object> }>("GET", "/openapi.json");
		const below = Object.keys(body.paths).filter((path) => path.startsWith("/api/sessions"));
		const reports = ["health", "actions", "artifacts", "artifacts/{name}", "console", "network"];
		const parts = [...reports, ...DRIVES.map(({ name }) => name)].map((part) => `/api/sessions/{id}/${part}`);
		expect(below.toSorted()).toEqual(["/api/sessions", "/api/sessions/{id}", ...parts].toSorted());
	});

	test("spells fields as commands do, and answers as this API does", () => {
		expect(dataOf({ waitUntil: "load", timeout: 5, selector: "a" })).toEqual({
			wait_until: "load",
			timeout_ms: 5,
			selector: "a",
		});
		const [navigate] = DRIVES;
		if (navigate === undefined) throw new Error("no calls");
		expect(answerOf({ ...navigate, repeats: ["url"] }, { url: "u", timeout: 5 }, { mime_type: "t" })).toEqual(
			{
				success: true,
				url: "u",
				mimeType: "t",
			},
		);
	});
});
