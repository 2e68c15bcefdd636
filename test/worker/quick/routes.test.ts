import { beforeAll, describe, expect, test } from "vitest";
import { QUICK_ACTIONS } from "../../../src/domain/quick/request.ts";
import { ADMIN, type Answer, bearer, call, makeToken, ORIGIN } from "../berth.ts";
import { exports } from "cloudflare:workers";

interface Failure {
	readonly success: boolean;
	readonly errors: readonly { readonly code: number; readonly message: string; readonly path?: unknown }[];
}

const BASE = "/client/v4/accounts/local/browser-rendering";
const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const url = "https://example.com/";
const timeOf = ({ headers }: Answer<unknown>) => headers.get("X-Browser-Ms-Used");

const ask = (action: string, body: unknown, { headers = ADMIN, query = "" } = {}) =>
	call<Failure>("POST", `${BASE}/${action}${query}`, { headers, body: JSON.stringify(body) });

describe.each(["browser-rendering", "browser-run"])("below %s", (product) => {
	test.each(QUICK_ACTIONS)("%s refuses a body that asks for no page", async (action) => {
		const own = { elements: [{ selector: "p" }] };
		const body = JSON.stringify(action === "scrape" ? own : {});
		const answer = await call<Failure>("POST", `/client/v4/accounts/local/${product}/${action}`, { body });
		expect([answer.status, timeOf(answer)]).toEqual([400, "0"]);
		expect(answer.body).toMatchObject({
			success: false,
			errors: expect.arrayContaining([
				{ code: 2004, message: "Either 'url' or 'html' is required.", path: [] },
			]),
		});
	});

	test("there is no other action", async () => {
		const path = `/client/v4/accounts/local/${product}/Content`;
		expect(await call("POST", path, { body: "{}" })).toMatchObject({ status: 404 });
	});

	test.each(QUICK_ACTIONS)("%s is described", async (action) => {
		const { body } = await call<{ paths: Record<string, object> }>("GET", "/openapi.json");
		const described = body.paths[`/client/v4/accounts/{account_id}/${product}/${action}`];
		expect(described).toMatchObject({
			post: {
				parameters: expect.arrayContaining([expect.objectContaining({ name: "cacheTTL", in: "query" })]),
				requestBody: {
					content: {
						"application/json": {
							schema: { properties: { url: { type: "string" }, gotoOptions: { type: "object" } } },
						},
					},
				},
				responses: { 200: {}, 422: {} },
			},
		});
	});
});

describe("who may ask", () => {
	let reader: string;
	let stranger: string;

	beforeAll(async () => {
		[{ token: reader }, { token: stranger }] = await Promise.all([
			makeToken({ right: "read" }),
			makeToken({ right: "write", account: "elsewhere" }),
		]);
	});

	test("nobody without a token", async () => {
		const answer = await ask("content", { url }, { headers: { Authorization: "" } });
		expect([answer.status, timeOf(answer)]).toEqual([401, "0"]);
		expect(answer.body.errors[0]?.code).toBe(10000);
	});

	test("not another account", async () => {
		const answer = await ask("content", { url }, { headers: bearer(stranger) });
		expect([answer.status, timeOf(answer)]).toEqual([403, "0"]);
	});

	test("nobody who may only read", async () => {
		const answer = await ask("content", { url }, { headers: bearer(reader) });
		expect([answer.status, answer.body.errors[0]?.code]).toEqual([403, 9109]);
	});
});

test.each(["GET", "PUT", "DELETE"])("%s is not allowed, POST is", async (method) => {
	const answer = await call<Failure>(method, `${BASE}/pdf`);
	expect([answer.status, answer.headers.get("Allow"), timeOf(answer)]).toEqual([405, "POST", "0"]);
	expect(answer.body.errors[0]?.code).toBe(7001);
});

describe("a body", () => {
	const send = (body: string, headers: Record<string, string> = {}) =>
		call<Failure>("POST", `${BASE}/content`, { headers: { ...ADMIN, ...headers }, body });
	const faultsOf = ({ status, body }: Answer<Failure>) => [status, body.errors.map(({ message }) => message)];

	test.each(["{", "url=https://example.com", "<p>"])("that is no JSON is refused: %s", async (body) => {
		expect(faultsOf(await send(body))).toEqual([400, ["The body is not JSON."]]);
	});

	test.each(["", " "])("that is empty asks for nothing", async (body) => {
		expect(faultsOf(await send(body))).toEqual([400, ["Either 'url' or 'html' is required."]]);
	});

	test("is JSON whatever its content type says", async () => {
		const type = { "content-type": "application/x-www-form-urlencoded" };
		expect(faultsOf(await send('{"url": "file:///etc/passwd"}', type))).toEqual([
			400,
			["chrome://, javascript:, and file:// URLs are not allowed"],
		]);
	});

	test("may hold the markup of a large page", async () => {
		const html = "ж".repeat(5_000_000);
		expect(faultsOf(await send(JSON.stringify({ html, url })))).toEqual([
			400,
			["url and html cannot be set at the same time, please remove one of them"],
		]);
	});

	test("may not be longer than that", async () => {
		const answer = await send(JSON.stringify({ html: "x".repeat(10_485_760) }));
		expect([...faultsOf(answer), timeOf(answer)]).toEqual([413, ["A body may have 10485760 bytes."], "0"]);
	});

	test.each([
		["deep", `${"[".repeat(201)}${"]".repeat(201)}`],
		["full", JSON.stringify({ url, elements: Array.from({ length: 20_001 }, () => 1) })],
	])("may not be too %s", async (_, body) => {
		expect((await send(body)).status).toBe(400);
	});

	test("of a client of old has fields that are not known", async () => {
		expect(faultsOf(await send(JSON.stringify({ url, waitForSelecter: {} })))).toEqual([
			400,
			['unknown field "waitForSelecter". Did you mean waitForSelector?'],
		]);
	});
});

test.each([
	["an unknown option", "?cachettl=5"],
	["a time that is none", "?cacheTTL=soon"],
	["the same option twice", "?cacheTTL=1&cacheTTL=2"],
	["an engine that is not here", "?browser=kitesurf"],
	["a wait of more than ten minutes", "?wait_ms=600001"],
])("refuses %s", async (_, query) => {
	const answer = await ask("links", { url }, { query });
	expect([answer.status, answer.body.errors.length]).toEqual([400, 1]);
});

describe("a session that is named", () => {
	test("has to be there", async () => {
		const answer = await ask("content", { url, session_id: UNKNOWN });
		expect([answer.status, timeOf(answer)]).toEqual([404, "0"]);
		expect(answer.body.errors).toEqual([{ code: 2007, message: "Session not found." }]);
	});
});

test("an answer is kept by nobody on the way", async () => {
	const request = { method: "POST", headers: ADMIN, body: "{}" };
	const response = await exports.default.fetch(`${ORIGIN}${BASE}/links`, request);
	expect(response.headers.get("cache-control")).toBe("no-store");
	await response.text();
});
