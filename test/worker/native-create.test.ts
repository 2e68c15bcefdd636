import { afterAll, describe, expect, test, vi } from "vitest";
import { ADMIN, bearer, call, deleteSession, makeToken } from "./berth.ts";

const SESSIONS = "/berth/v1/sessions";

interface Session {
	readonly id: string;
	readonly account: string;
	readonly name?: string;
	readonly state: string;
	readonly keepAliveMs: number;
	readonly idleDeadline?: number;
	readonly clients?: number;
}

interface Refusal {
	readonly error: { readonly code: string; readonly message: string };
}

const made: string[] = [];
afterAll(() => Promise.all(made.map(deleteSession)));

async function create(fields: object, headers: Record<string, string> = ADMIN): Promise<Session> {
	const { status, body } = await call<Session>("POST", SESSIONS, { headers, body: JSON.stringify(fields) });
	expect(status, JSON.stringify(body)).toBe(201);
	made.push(body.id);
	return body;
}

const refusal = async (path: string, fields: object, headers: Record<string, string> = ADMIN) => {
	const { status, body } = await call<Refusal>("POST", path, { headers, body: JSON.stringify(fields) });
	return { status, ...body.error };
};

const read = async (id: string) => (await call<Session>("GET", `${SESSIONS}/${id}`)).body;

const running = async (fields: object): Promise<Session> => {
	const { id } = await create(fields);
	await expect.poll(async () => (await read(id)).state).toBe("running");
	return read(id);
};

describe("a create", () => {
	test("answers at once, and the session comes up with its page, in its account", async () => {
		const asked = { name: "made here", startUrl: "data:text/html,<title>Up</title>", keepAliveMs: 300_000 };
		const created = await create(asked, { ...ADMIN, "X-Berth-Account": "creators" });
		expect(created).toMatchObject({ account: "creators", name: "made here", keepAliveMs: 300_000 });
		await expect.poll(async () => (await read(created.id)).state).toBe("running");
		const { body } = await call<{ tabs: { id: string; title: string; devtoolsUrl: string }[] }>(
			"GET",
			`${SESSIONS}/${created.id}/tabs`,
		);
		expect(body.tabs).toEqual([
			{
				id: expect.any(String),
				title: "Up",
				url: asked.startUrl,
				devtoolsUrl: expect.stringContaining("/ui/view?ws="),
				tabUrl: expect.stringContaining("/ui/view?mode=tab&ws="),
				browserUrl: expect.stringContaining("/ui/view?mode=full&ws="),
			},
		]);
	});

	test.each([true, false])("says whether it is recorded: %s", async (recording) => {
		const { id } = await running({ recording });
		expect(await read(id)).toMatchObject({ recording });
	});

	test("guards the session as it was asked to, and shows how", async () => {
		const { id } = await running({ guardrails: { allowedDomains: ["*.example.com"] } });
		expect(await read(id)).toMatchObject({ guardrails: { hosts: ["*.example.com"] } });
	});

	test.each([
		["name", { name: " " }],
		["startUrl", { startUrl: "nowhere" }],
		["keepAliveMs", { keepAliveMs: 9 }],
		["viewport.width", { viewport: { width: 0, height: 10 } }],
		["identity.userAgent", { identity: { userAgent: "Zoë" } }],
		["record", { record: "everything" }],
		["savesProfile", { savesProfile: true }],
		["profileId", { profileId: "p", cdpUrl: "wss://example.com/" }],
		["guardrails.allowedDomains.0", { guardrails: { allowedDomains: ["a b"] } }],
		["profileId", { profileId: "unknown" }],
	])("names %s as what is wrong", async (field, fields) => {
		const { message } = await refusal(SESSIONS, fields);
		expect(message).toMatch(new RegExp(`^${field}: `));
	});

	test("takes no field that it does not know", async () => {
		expect(await refusal(SESSIONS, { nmae: "x" })).toMatchObject({ status: 400, code: "invalid_request" });
	});

	test("is not for a token that may only read", async () => {
		const { token } = await makeToken({ right: "read" });
		expect(await refusal(SESSIONS, {}, bearer(token))).toMatchObject({ status: 403, code: "forbidden" });
	});
});

describe("extending", () => {
	test("starts the window of inactivity anew", async () => {
		const session = await running({ keepAliveMs: 600_000 });
		vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
		try {
			const { status, body } = await call<Session>("POST", `${SESSIONS}/${session.id}/extend`);
			expect(status).toBe(200);
			expect(body.keepAliveMs).toBe(600_000);
			expect(body.idleDeadline).toBeGreaterThanOrEqual((session.idleDeadline ?? 0) + 59_000);
		} finally {
			vi.useRealTimers();
		}
	});

	test("may change how long it is, within the account's limit", async () => {
		const session = await running({ keepAliveMs: 60_000 });
		const path = `${SESSIONS}/${session.id}/extend`;
		const { body } = await call<Session>("POST", path, { body: JSON.stringify({ keepAliveMs: 900_000 }) });
		expect(body.keepAliveMs).toBe(900_000);
		expect(body.idleDeadline).toBeGreaterThan(Date.now() + 800_000);
		expect(await refusal(path, { keepAliveMs: 1_200_001 })).toEqual({
			status: 400,
			code: "invalid_request",
			message: "keepAliveMs: must be 1200000 at most",
		});
		expect((await read(session.id)).keepAliveMs).toBe(900_000);
	});

	test("may make it so short that it ends by itself, and says which window it was", async () => {
		const session = await running({ keepAliveMs: 600_000 });
		await call("POST", `${SESSIONS}/${session.id}/extend`, { body: JSON.stringify({ keepAliveMs: 10_000 }) });
		await expect
			.poll(async () => (await call<object>("GET", `${SESSIONS}/${session.id}`)).body)
			.toMatchObject({ closeReason: "BrowserIdle", closeReasonText: expect.stringContaining("10000") });
	});

	test("is refused once the session has ended, and for whoever may not", async () => {
		const session = await running({});
		const path = `${SESSIONS}/${session.id}/extend`;
		const reader = await makeToken({ right: "read" });
		const stranger = await makeToken({ account: "strangers", right: "write" });
		expect(await refusal(path, {}, bearer(reader.token))).toMatchObject({ status: 403 });
		expect(await refusal(path, {}, bearer(stranger.token))).toMatchObject({ code: "session_not_found" });
		await deleteSession(session.id);
		await expect.poll(() => refusal(path, {})).toMatchObject({ status: 410, code: "session_ended" });
	});
});

test("listing tabs is no use of a session, and is for its account alone", async () => {
	const session = await running({});
	const path = `${SESSIONS}/${session.id}/tabs`;
	const { idleDeadline } = await read(session.id);
	vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
	try {
		expect((await call("GET", path)).status).toBe(200);
		expect((await read(session.id)).idleDeadline).toBe(idleDeadline);
	} finally {
		vi.useRealTimers();
	}
	const stranger = await makeToken({ account: "strangers", right: "write" });
	expect((await call("GET", path, { headers: bearer(stranger.token) })).status).toBe(404);
});

test("a live list shows sessions as they are now", async () => {
	const session = await running({ name: "lively" });
	const { body } = await call<{ sessions: Session[] }>("GET", `${SESSIONS}?name=lively&live=true`);
	expect(body.sessions).toMatchObject([{ id: session.id, clients: 0, idleDeadline: expect.any(Number) }]);
	const plain = await call<{ sessions: Session[] }>("GET", `${SESSIONS}?name=lively`);
	expect(plain.body.sessions[0]).not.toHaveProperty("idleDeadline");
});

describe("who a token is", () => {
	const ask = async (headers: Record<string, string>) =>
		(await call<object>("GET", "/berth/v1/whoami", { headers })).body;

	test("the admin, where it acts", async () => {
		expect(await ask(ADMIN)).toEqual({ isAdmin: true, account: "local", right: "write" });
		expect(await ask({ ...ADMIN, "X-Berth-Account": "team-a" })).toMatchObject({ account: "team-a" });
	});

	test("an account's, and what it may do", async () => {
		const expiresAt = Date.now() + 60_000;
		const { token } = await makeToken({ account: "team-b", right: "read", expiresAt });
		expect(await ask(bearer(token))).toEqual({
			isAdmin: false,
			account: "team-b",
			right: "read",
			expiresAt,
		});
	});

	test("nobody with a wrong one", async () => {
		expect(await ask(bearer("wrong"))).toMatchObject({ error: { code: "unauthenticated" } });
	});
});
