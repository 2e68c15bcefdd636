import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { saveSession } from "../../src/catalog/sessions.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { app } from "../../src/http/app.ts";
import { base64UrlOfText } from "../../src/lib/base64url.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";
import { ADMIN, bearer, call, makeToken, ORIGIN } from "./berth.ts";

const SESSIONS = "/berth/v1/sessions";

interface Page {
	readonly sessions: readonly { readonly id: string; readonly account: string; readonly startTime: number }[];
	readonly cursor?: string;
}

const list = async (query = "", headers: Record<string, string> = ADMIN): Promise<Page> => {
	const { status, body } = await call<Page>("GET", `${SESSIONS}${query}`, { headers });
	expect(status, JSON.stringify(body)).toBe(200);
	return body;
};

/** What is wrong with a refused query. */
const refusal = async (query: string, headers: Record<string, string> = ADMIN) => {
	const { status, body } = await call<{ error: { code: string; message: string } }>(
		"GET",
		`${SESSIONS}?${query}`,
		{ headers },
	);
	return { status, ...body.error };
};

const save = async (account: string, startTime: number, more: Partial<SessionRecord> = {}) => {
	const asked = { keepAliveMs: 60_000, waitMs: 5000, name: more.name };
	const session = { ...newSession(crypto.randomUUID(), account, asked, startTime), ...more };
	await saveSession(env.CATALOG, session);
	return session;
};

let waiting: SessionRecord;
let running: SessionRecord;
let closed: SessionRecord;
let ours: string;
let theirs: string;

beforeAll(async () => {
	await ensureMigrated(env.CATALOG);
	closed = await save("ours", 1000, {
		name: "nightly",
		state: "closed",
		stage: "ready",
		browserId: "b-1",
		startupMs: 300,
		expiresAt: 90_000,
		endTime: 9000,
		closeReason: "BrowserIdle",
		closeReasonText: "idle",
		connectionStartTime: 2000,
		connectionEndTime: 3000,
		connections: 2,
		bytesToClients: 30,
		bytesToBrowser: 20,
		catalogRetries: 1,
	});
	running = await save("ours", 2000, {
		state: "running",
		stage: "ready",
		browserId: "b-2",
		connectionId: "c",
		connectionStartTime: 2500,
	});
	waiting = await save("ours", 3000, { stage: "scaling" });
	await save("theirs", 2500, { state: "running", name: "nightly" });
	ours = (await makeToken({ account: "ours", right: "read" })).token;
	theirs = (await makeToken({ account: "theirs", right: "write" })).token;
});

describe("a list", () => {
	test("has everything of a session but the browser behind it, and only what applies", async () => {
		const socket = (id: string) =>
			`ws://berth.test/client/v4/accounts/ours/browser-rendering/devtools/browser/${id}`;
		const shared = { account: "ours", keepAliveMs: 60_000 };
		const unused = { connections: 0, bytesToClients: 0, bytesToBrowser: 0, catalogRetries: 0 };
		expect(await list("?account=ours")).toEqual({
			sessions: [
				{
					...shared,
					...unused,
					id: waiting.id,
					state: "waiting",
					stage: "scaling",
					startTime: 3000,
					lastUpdated: 3000,
					waitUntil: 8000,
					webSocketDebuggerUrl: socket(waiting.id),
				},
				{
					...shared,
					...unused,
					id: running.id,
					state: "running",
					stage: "ready",
					startTime: 2000,
					lastUpdated: 2000,
					connectionId: "c",
					connectionStartTime: 2500,
					webSocketDebuggerUrl: socket(running.id),
				},
				{
					...shared,
					id: closed.id,
					name: "nightly",
					state: "closed",
					stage: "ready",
					startTime: 1000,
					lastUpdated: 1000,
					startupMs: 300,
					expiresAt: 90_000,
					endTime: 9000,
					closeReason: "BrowserIdle",
					closeReasonText: "idle",
					connectionStartTime: 2000,
					connectionEndTime: 3000,
					connections: 2,
					bytesToClients: 30,
					bytesToBrowser: 20,
					catalogRetries: 1,
				},
			],
		});
	});

	test.each<[string, () => SessionRecord[]]>([
		["", () => [waiting, running, closed]],
		["?status=all", () => [waiting, running, closed]],
		["?status=active", () => [waiting, running]],
		["?status=ended", () => [closed]],
		["?status=waiting", () => [waiting]],
		["?status=creating", () => []],
		["?name=nightly", () => [closed]],
		["?name=night", () => []],
		["?closeReason=BrowserIdle", () => [closed]],
		["?closeReason=BrowserIdle&status=active", () => []],
		["?from=2000", () => [waiting, running]],
		["?to=2000", () => [closed]],
		["?from=2000&to=3000", () => [running]],
		["?from=3000&to=2000", () => []],
		["?to=0", () => []],
		["?account=ours&limit=200", () => [waiting, running, closed]],
	])("%s holds what it says", async (query, sessions) => {
		const page = await list(query, bearer(ours));
		expect(page.sessions.map(({ id }) => id)).toEqual(sessions().map(({ id }) => id));
		expect(page).not.toHaveProperty("cursor");
	});

	test("goes on at its cursor, and has none when nothing is left", async () => {
		const first = await list("?limit=2", bearer(ours));
		expect(first.sessions.map(({ id }) => id)).toEqual([waiting.id, running.id]);
		const second = await list(`?limit=2&cursor=${first.cursor}`, bearer(ours));
		expect(second.sessions.map(({ id }) => id)).toEqual([closed.id]);
		expect(second).not.toHaveProperty("cursor");
	});

	test("takes fifty at a time unless told otherwise", async () => {
		for (let startTime = 0; startTime < 51; startTime++) await save("many", startTime);
		const { sessions, cursor } = await list("?account=many");
		expect(sessions).toHaveLength(50);
		expect((await list(`?account=many&cursor=${cursor}`)).sessions).toHaveLength(1);
	});

	test("that the catalog refuses is a 503", async () => {
		const broken = {
			prepare: () => {
				throw new Error("D1 is down");
			},
		};
		const answer = await app.request(`${ORIGIN}${SESSIONS}`, { headers: ADMIN }, { ...env, CATALOG: broken });
		expect(answer.status).toBe(503);
		expect(await answer.json()).toMatchObject({ error: { code: "catalog_unavailable" } });
	});

	test("is declared, and there is no other method", async () => {
		const { status, headers } = await call("PUT", SESSIONS);
		expect([status, headers.get("allow")]).toEqual([405, "GET, POST"]);
		const { body } = await call<{ paths: object }>("GET", "/openapi.json");
		expect(Object.keys(body.paths)).toEqual(
			expect.arrayContaining([SESSIONS, `${SESSIONS}/{id}`, "/berth/v1/tokens"]),
		);
	});
});

describe("bad input", () => {
	test.each([
		["status=open", "status"],
		["status=", "status"],
		["status=active&status=ended", "status"],
		["closeReason=Bored", "closeReason"],
		["closeReason=2", "closeReason"],
		["closeReason=toString", "closeReason"],
		["from=yesterday", "from"],
		["from=-1", "from"],
		["to=1e3", "to"],
		["to=1000000000000000000000", "to"],
		["name=", "name"],
		[`name=${"x".repeat(101)}`, "name"],
		["account=a/b", "account"],
		["account=", "account"],
		["limit=0", "limit"],
		["limit=201", "limit"],
		["limit=2.5", "limit"],
		["offset=1", "offset"],
		["statsu=active", "statsu"],
		["Status=active", "Status"],
		["__proto__=1", "__proto__"],
	])("%s is a 400 that names %s", async (query, name) => {
		const { status, code, message } = await refusal(query);
		expect([status, code]).toEqual([400, "invalid_request"]);
		expect(message).toContain(name);
	});

	test.each([
		["nothing", ""],
		["no base64url", "%%%"],
		["no JSON", base64UrlOfText("here")],
		["another shape", base64UrlOfText('{"startTime":1,"id":"a"}')],
		["a time that is none", base64UrlOfText('["1","a"]')],
		["a fraction", base64UrlOfText('[1.5,"a"]')],
		["a time before all", base64UrlOfText('[-1,"a"]')],
		["a time after all", base64UrlOfText('[1e300,"a"]')],
		["no id", base64UrlOfText("[1]")],
		["an empty id", base64UrlOfText('[1,""]')],
		["more than there should be", base64UrlOfText('[1,"a","b"]')],
		["SQL in place of a time", base64UrlOfText(`["0 OR 1=1","a"]`)],
		["too much", "A".repeat(1000)],
	])("a cursor that holds %s is a 400 that names it", async (_, cursor) => {
		const { status, code, message } = await refusal(`cursor=${encodeURIComponent(cursor)}`);
		expect([status, code]).toEqual([400, "invalid_request"]);
		expect(message).toMatch(/^cursor: /);
	});

	test("SQL in a value is a value", async () => {
		const injected = encodeURIComponent("' OR 1=1 --");
		expect((await list(`?name=${injected}`)).sessions).toEqual([]);
		const cursor = base64UrlOfText(JSON.stringify([1, "' OR 1=1 --"]));
		expect((await list(`?account=ours&cursor=${cursor}`)).sessions).toEqual([]);
	});
});

describe("tenants", () => {
	test.each([
		"",
		"?status=all",
		"?status=active",
		"?status=ended",
		"?status=running",
		"?name=nightly",
		"?closeReason=BrowserIdle",
		"?from=0&to=9999999999999",
		"?status=running&name=nightly",
		`?cursor=${base64UrlOfText('[9999999999999,"z"]')}`,
	])("see their own sessions alone with %s", async (query) => {
		for (const [token, account] of [
			[ours, "ours"],
			[theirs, "theirs"],
		] as const) {
			const { sessions } = await list(query, bearer(token));
			expect(sessions.filter((session) => session.account !== account)).toEqual([]);
		}
		const all = new Set((await list("")).sessions.map(({ account }) => account));
		expect(all.size).toBeGreaterThan(1);
	});

	test("go on at another's cursor among their own", async () => {
		const { cursor } = await list("?limit=1", bearer(ours));
		const { sessions } = await list(`?cursor=${cursor}`, bearer(theirs));
		expect(sessions.map(({ account }) => account)).toEqual(["theirs"]);
	});

	test("may not ask for another account, whether there is one or not", async () => {
		for (const account of ["theirs", "nobody"])
			expect(await refusal(`account=${account}`, bearer(ours))).toEqual({
				status: 403,
				code: "forbidden",
				message: "This token belongs to another account.",
			});
		expect((await list("?account=nobody")).sessions).toEqual([]);
	});

	test.each<[string, Record<string, string>]>([
		["no token", {}],
		["a wrong token", bearer("wrong")],
	])("%s sees nothing", async (_, headers) => {
		for (const path of [SESSIONS, `${SESSIONS}/${running.id}`])
			expect((await call("GET", path, { headers })).status).toBe(401);
		expect((await call("DELETE", `${SESSIONS}/${running.id}`, { headers })).status).toBe(401);
	});
});
