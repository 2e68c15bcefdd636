import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forgetAudit, pageOfAudit, saveAudit } from "../../src/catalog/audit.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import type { AuditEntry } from "../../src/domain/audit.ts";
import { app } from "../../src/http/app.ts";
import { AuditLog } from "../../src/http/audit-log.ts";
import { AUDITED_ROUTES } from "../../src/http/audited-routes.ts";
import {
	bearer,
	call,
	connect,
	type Created,
	createSession,
	deleteSession,
	DEVTOOLS,
	makeToken,
	ORIGIN,
} from "./berth.ts";

interface Page {
	readonly entries: readonly AuditEntry[];
	readonly cursor?: string;
}

const db = env.CATALOG;
const read = async (query = ""): Promise<Page> => (await call<Page>("GET", `/berth/v1/audit${query}`)).body;

/** The latest entry that a filter lets through. */
const latest = async (query: string): Promise<AuditEntry | undefined> => (await read(query)).entries[0];

let session: Created;
beforeAll(async () => {
	session = await createSession("keep_alive=600000&targets=true");
});
afterAll(() => deleteSession(session.sessionId));

describe("the audit log", () => {
	test("has who made a token and who revoked it, from where, and not the token", async () => {
		const init = { body: JSON.stringify({ account: "audited", right: "read", name: "ci" }) };
		const headers = { Authorization: "Bearer admin-token-of-the-tests", "CF-Connecting-IP": "192.0.2.9" };
		const { body: made } = await call<{ id: string; token: string }>("POST", "/berth/v1/tokens", {
			...init,
			headers,
		});
		await call("DELETE", `/berth/v1/tokens/${made.id}`, { headers });
		const common = { actor: "admin", subject: made.id, account: "audited", address: "192.0.2.9", skipped: 0 };
		await expect
			.poll(() => latest("?account=audited&action=token.revoke"))
			.toEqual({
				...common,
				time: expect.any(Number),
				action: "token.revoke",
				method: "DELETE",
				route: "/berth/v1/tokens/:id",
				status: 204,
			});
		await expect
			.poll(() => latest("?account=audited&action=token.create"))
			.toMatchObject({ ...common, status: 201 });
		const { results } = await db.prepare("SELECT * FROM audit").all();
		expect(JSON.stringify(results)).not.toContain(made.token);
	});

	test("has what a token started, connected to, linked and ended", async () => {
		const { token, id } = await makeToken({ right: "write", name: "ci" });
		const headers = bearer(token);
		const { body } = await call<Created>("POST", `${DEVTOOLS}/browser?keep_alive=60000&targets=true`, {
			headers,
		});
		const { sessionId, targets = [] } = body;
		await connect(body.webSocketDebuggerUrl.replace(/^ws:..[^/]+/, ORIGIN), headers);
		await call("POST", `${DEVTOOLS}/browser/${sessionId}/live_view`, { headers });
		await connect(targets[0]?.webSocketDebuggerUrl ?? "", {});
		await call("DELETE", `${DEVTOOLS}/browser/${sessionId}`, { headers });
		const made = { actor: "token", tokenId: id, tokenName: "ci", account: "local", sessionId };
		await expect
			.poll(async () => (await read(`?session=${sessionId}`)).entries)
			.toMatchObject([
				{ ...made, action: "session.end", status: 200 },
				{
					action: "session.connect",
					status: 101,
					actor: "link",
					tokenId: id,
					sessionId,
					subject: targets[0]?.id,
				},
				{ ...made, action: "link.create", status: 200 },
				{ ...made, action: "session.connect", status: 101 },
				{ ...made, action: "session.create", status: 200 },
			]);
	});

	test("has a session that a command started for itself", async () => {
		const { token, id } = await makeToken({ right: "write" });
		const body = JSON.stringify({ commands: [{ command: "get_url" }] });
		const answer = await call<{ session_id: string }>("POST", "/commands", { headers: bearer(token), body });
		await expect
			.poll(() => latest(`?token=${id}`))
			.toMatchObject({ action: "session.create", route: "/commands" });
		await deleteSession((await read(`?token=${id}`)).entries[0]?.sessionId ?? answer.body.session_id);
	});

	test("has what was refused: a right that is missing, another's account, a wrong token, a revoked link", async () => {
		const reader = await makeToken({ right: "read", account: "refused" });
		const path = (account: string) => `${DEVTOOLS.replace("/local/", `/${account}/`)}/browser`;
		await call("POST", path("refused"), { headers: bearer(reader.token) });
		await expect
			.poll(() => latest(`?token=${reader.id}`))
			.toMatchObject({
				action: "session.create",
				status: 403,
				account: "refused",
			});
		await call("GET", `${DEVTOOLS}/session`, { headers: bearer(reader.token) });
		await expect
			.poll(() => latest(`?token=${reader.id}`))
			.toMatchObject({
				action: "request.refuse",
				status: 403,
				account: "local",
			});
		await call("GET", "/berth/v1/whoami", {
			headers: { ...bearer("wrong"), "CF-Connecting-IP": "192.0.2.10" },
		});
		await expect
			.poll(() => latest("?action=request.refuse"))
			.toMatchObject({
				actor: "unknown",
				route: "/berth/v1/whoami",
				status: 401,
				address: "192.0.2.10",
			});
	});

	test("has no token that stands where an id or an account belongs, not even the admin's", async () => {
		const { token, id } = await makeToken({ right: "read" });
		const link = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln";
		const tokens = [token, "admin-token-of-the-tests", link];
		for (const each of tokens) await call("DELETE", `/berth/v1/tokens/${each}`);
		for (const each of tokens)
			await call("GET", `${DEVTOOLS.replace("/local/", `/${each}/`)}/session`, { headers: bearer(token) });
		await expect.poll(async () => (await read(`?token=${id}`)).entries.length).toBeGreaterThan(1);
		await expect.poll(async () => (await latest("?action=token.revoke"))?.status).toBe(404);
		const { results } = await db.prepare("SELECT * FROM audit").all();
		for (const each of tokens) expect(JSON.stringify(results)).not.toContain(each);
	});

	test("has no reads", async () => {
		const { token, id } = await makeToken({ right: "write" });
		await call("GET", `${DEVTOOLS}/session`, { headers: bearer(token) });
		await call("POST", `/berth/v1/sessions/${session.sessionId}/extend`, { headers: bearer(token) });
		await expect.poll(() => latest(`?token=${id}`)).toMatchObject({ action: "session.extend" });
		expect((await read(`?token=${id}`)).entries).toHaveLength(1);
	});

	test("is the admin's alone, and refuses filters that it does not know", async () => {
		const { token } = await makeToken({ right: "write" });
		expect((await call("GET", "/berth/v1/audit", { headers: bearer(token) })).status).toBe(403);
		expect((await call("GET", "/berth/v1/audit", { headers: {} })).status).toBe(401);
		for (const query of ["accont=a", "action=none", "from=-1", "cursor=x", "limit=0", "limit=201"])
			expect((await call("GET", `/berth/v1/audit?${query}`)).status).toBe(400);
		expect((await call("POST", "/berth/v1/audit")).status).toBe(405);
	});
});

/** Commands, and actions on a page that is gone after them: what the first do is in the session's own log. */
const NOT_AUDITED =
	/^POST (?:\/client\/v4\/accounts\/:account_id\/browser-(?:rendering|run)\/(?:content|markdown|links|scrape|accessibilityTree|snapshot|screenshot|pdf|json)|\/api\/agent\/execute|\/sessions\/provision\/:id|\/v1\/scrape|\/v1\/crawl|\/observe|\/commands|\/browser\/commands|\/api\/sessions\/:id\/[a-z-]+)$|\/json\/(?:new|close\/:target_id)$/;

test("every route that changes something is audited, or drives a page", () => {
	const changing = app.routes.filter(({ method }) => ["POST", "PUT", "PATCH", "DELETE"].includes(method));
	const missing = changing
		.map(({ method, path }) => `${method} ${path}`)
		.filter((route) => !AUDITED_ROUTES.has(route) && !NOT_AUDITED.test(route));
	expect(missing).toEqual([]);
	const known = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
	expect([...AUDITED_ROUTES.keys()].filter((route) => !known.has(route))).toEqual([]);
});

const anEntry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
	time: 1,
	action: "session.end",
	method: "DELETE",
	route: "/sessions/:id",
	status: 204,
	actor: "admin",
	skipped: 0,
	...more,
});

describe("entries", () => {
	test("come back newest first, page by page, by every filter", async () => {
		const account = "pages";
		const times = [10, 20, 30, 40, 50];
		await saveAudit(
			db,
			times.map((time) => anEntry({ account, time })),
			1_000,
		);
		const first = await pageOfAudit(db, { account }, { limit: 3, before: undefined });
		expect(first.entries.map(({ time }) => time)).toEqual([50, 40, 30]);
		const second = await pageOfAudit(db, { account }, { limit: 3, before: first.next });
		expect(second.entries.map(({ time }) => time)).toEqual([20, 10]);
		expect(second).not.toHaveProperty("next");
		const between = await pageOfAudit(db, { account, from: 20, to: 40 }, { limit: 9, before: undefined });
		expect(between.entries.map(({ time }) => time)).toEqual([30, 20]);
	});

	test("are so many at most, the oldest going first", async () => {
		const entries = Array.from({ length: 8 }, (_, each) => anEntry({ account: "bounded", time: each }));
		await saveAudit(db, entries, 5);
		expect(await db.prepare("SELECT count(*) AS n FROM audit").first("n")).toBe(5);
		const { entries: left } = await pageOfAudit(db, { account: "bounded" }, { limit: 9, before: undefined });
		expect(left.map(({ time }) => time)).toEqual([7, 6, 5, 4, 3]);
	});

	test("are forgotten when they are old", async () => {
		await saveAudit(db, [anEntry({ time: 100 }), anEntry({ time: 200, account: "kept" })], 1_000);
		await forgetAudit(db, 200);
		expect(await db.prepare("SELECT min(time) AS t FROM audit").first("t")).toBe(200);
	});
});

describe("a flood", () => {
	const wrong = (time: number) => ({
		...anEntry({ time, actor: "unknown", status: 401 }),
		skipped: undefined,
	});

	test("of wrong tokens is written down in part, and what was skipped is counted", async () => {
		await ensureMigrated(db);
		const log = new AuditLog(db, 1_000_000);
		const now = Date.now();
		const written = Array.from({ length: 1_000 }, () => log.note(wrong(now))).filter(
			(each) => each !== undefined,
		);
		expect(written).toHaveLength(60);
		await Promise.all([...written, log.note(wrong(now + 30_000))]);
		const { entries } = await pageOfAudit(
			db,
			{ from: now, to: now + 30_001 },
			{ limit: 200, before: undefined },
		);
		expect(entries.filter(({ actor, status }) => actor === "unknown" && status === 401)[0]?.skipped).toBe(
			940,
		);
	});

	test("of one does not silence another, nor itself for ever when the clock is set back", async () => {
		const log = new AuditLog(db, 1_000_000);
		const now = Date.now();
		const admitted = (entry: Omit<AuditEntry, "skipped">) => log.note(entry) !== undefined;
		for (let each = 0; each < 300; each += 1)
			void log.note(anEntry({ time: now, actor: "token", tokenId: "loud" }));
		expect(admitted(anEntry({ time: now, actor: "token", tokenId: "loud" }))).toBe(false);
		expect(admitted(anEntry({ time: now, actor: "token", tokenId: "quiet" }))).toBe(true);
		expect(admitted(anEntry({ time: now - 7_200_000, actor: "token", tokenId: "loud" }))).toBe(false);
		expect(admitted(anEntry({ time: now - 7_190_000, actor: "token", tokenId: "loud" }))).toBe(true);
	});

	test("writes nothing where there is to be no log", () => {
		expect(new AuditLog(db, 0).note(anEntry())).toBeUndefined();
	});
});
