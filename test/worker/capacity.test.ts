import { describe, expect, test } from "vitest";
import { ADMIN, type Answer, call, type Created, DEVTOOLS, type SessionBody } from "./berth.ts";

interface Capacity {
	readonly accounts: readonly {
		readonly account: string;
		readonly active: number;
		readonly waiting: number;
	}[];
	readonly deployment?: object;
}

interface Refusal {
	readonly errors: readonly {
		readonly code: number;
		readonly message: string;
		readonly error_chain: object[];
	}[];
}

/** An account of the test's own, with these limits. */
async function anAccount(limits: object = {}) {
	const account = `account-${crypto.randomUUID()}`;
	const devtools = DEVTOOLS.replace("local", account);
	const setLimits = (changed: object) =>
		call("PUT", `/berth/v1/accounts/${account}/limits`, { body: JSON.stringify(changed) });
	await setLimits(limits);
	return {
		account,
		setLimits,
		create: (query = "") => call<Created & Refusal>("POST", `${devtools}/browser?${query}`),
		end: (id: string) => call<{ status: string }>("DELETE", `${devtools}/browser/${id}`),
		list: async (status: string) =>
			(await call<SessionBody[]>("GET", `${devtools}/session?status=${status}`)).body,
		describe: async (id: string) => (await call<SessionBody>("GET", `${devtools}/session/${id}`)).body,
		capacity: async () =>
			(await call<Capacity>("GET", `/berth/v1/capacity?account=${account}`)).body.accounts[0],
	};
}

describe("limits", () => {
	const path = "/berth/v1/accounts/somebody/limits";
	const defaults = {
		maxConcurrentSessions: 200,
		acquisitionsPerSecond: 1000,
		acquisitionBurst: 1000,
		browserTimePerDayMs: 17_280_000_000,
		maxSessionMs: 86_400_000,
		maxKeepAliveMs: 1_200_000,
	};

	test("are the deployment's, until an account has its own", async () => {
		expect((await call("GET", path)).body).toEqual({ account: "somebody", limits: defaults, own: {} });
		const own = { maxConcurrentSessions: 5, maxKeepAliveMs: 7_200_000 };
		const changed = { account: "somebody", limits: { ...defaults, ...own }, own };
		expect((await call("PUT", path, { body: JSON.stringify(own) })).body).toEqual(changed);
		expect((await call("GET", path)).body).toEqual(changed);
		expect((await call("PUT", path, { body: "{}" })).body).toMatchObject({ limits: defaults, own: {} });
	});

	test.each([
		["a negative number", { maxConcurrentSessions: -1 }, "maxConcurrentSessions"],
		["half a session", { maxConcurrentSessions: 0.5 }, "maxConcurrentSessions"],
		["text", { maxSessionMs: "1000" }, "maxSessionMs"],
		["no rate at all", { acquisitionsPerSecond: 0 }, "acquisitionsPerSecond"],
		["a keep-alive below the least", { maxKeepAliveMs: 9999 }, "maxKeepAliveMs"],
		["a name that is no limit", { maxSessions: 1 }, "maxSessions"],
	])("%s is refused by name", async (_, body, named) => {
		const { status, body: answer } = await call("PUT", path, { body: JSON.stringify(body) });
		expect(status).toBe(400);
		expect(JSON.stringify(answer)).toContain(named);
	});

	test.each(["GET", "PUT"])("are the admin's to %s", async (method) => {
		const body = JSON.stringify({ account: "somebody", right: "write" });
		const { token } = (await call<{ token: string }>("POST", "/berth/v1/tokens", { body })).body;
		const init = { headers: { Authorization: `Bearer ${token}` }, ...(method === "PUT" && { body: "{}" }) };
		expect((await call(method, path, init)).status).toBe(403);
		expect((await call(method, path, { ...init, headers: {} })).status).toBe(401);
	});

	test("of another form or method are refused as such", async () => {
		expect((await call("GET", "/berth/v1/accounts/no%20account/limits")).status).toBe(400);
		expect((await call("DELETE", path)).status).toBe(405);
	});
});

describe("capacity", () => {
	test("shows an account to its own token, and all to the admin", async () => {
		const { account } = await anAccount({ maxConcurrentSessions: 7 });
		const body = JSON.stringify({ account, right: "read" });
		const { token } = (await call<{ token: string }>("POST", "/berth/v1/tokens", { body })).body;
		const headers = { Authorization: `Bearer ${token}` };
		const mine = await call<Capacity>("GET", "/berth/v1/capacity", { headers });
		expect(mine.body).toEqual({
			accounts: [
				{
					account,
					active: 0,
					waiting: 0,
					browserTimeTodayMs: 0,
					timeUntilNextAcquisitionMs: 0,
					limits: expect.objectContaining({ maxConcurrentSessions: 7 }),
				},
			],
		});
		expect((await call("GET", "/berth/v1/capacity?account=other", { headers })).status).toBe(403);
		expect((await call<Capacity>("GET", "/berth/v1/capacity")).body.deployment).toMatchObject({
			maxConcurrentBrowsers: 200,
		});
		expect((await call("GET", "/berth/v1/capacity", { headers: {} })).status).toBe(401);
		expect((await call("GET", "/berth/v1/capacity?acount=other", { headers: ADMIN })).status).toBe(400);
	});
});

describe("a create over the limit", () => {
	test("is a 429 in the contract's words, with the limit beside them, and leaves nothing", async () => {
		const { create, end, list, capacity } = await anAccount({ maxConcurrentSessions: 1 });
		const { sessionId } = (await create()).body;
		const { status, headers, body } = await create();
		expect(status).toBe(429);
		expect(headers.get("Retry-After")).toBe("2");
		expect(body).toEqual({
			success: false,
			errors: [
				{
					code: 2001,
					message: "Rate limit exceeded",
					error_chain: [
						{
							code: 2045,
							message: "maxConcurrentSessions of this account is 1, and 1 are used.",
							limit: "maxConcurrentSessions",
							scope: "account",
							value: 1,
							current: 1,
						},
					],
				},
			],
		});
		expect(await list("all")).toHaveLength(1);
		await end(sessionId);
		await expect.poll(capacity).toMatchObject({ active: 0, waiting: 0 });
	});

	test("of the day's browser time is told as that", async () => {
		const { create } = await anAccount({ browserTimePerDayMs: 0 });
		const { status, body } = await create("wait_ms=0");
		expect(status).toBe(429);
		expect(body.errors).toMatchObject([
			{ message: "Browser time limit exceeded for today", error_chain: [{ limit: "browserTimePerDayMs" }] },
		]);
	});
});

describe("a create that may wait", () => {
	test("gets its browser as soon as another session ends, in the order of asking", async () => {
		const { create, end, list, capacity } = await anAccount({ maxConcurrentSessions: 1 });
		const { sessionId } = (await create()).body;
		const order: number[] = [];
		const waiting: Promise<void>[] = [];
		const served = async (place: number) => {
			const created: Answer<Created> = await create("wait_ms=60000&keep_alive=600000");
			expect(created.status).toBe(200);
			order.push(place);
			await end(created.body.sessionId);
		};
		for (const place of [1, 2, 3]) {
			waiting.push(served(place));
			await expect.poll(capacity).toMatchObject({ waiting: place });
		}
		expect(await list("active")).toHaveLength(4);
		await end(sessionId);
		await Promise.all(waiting);
		expect(order).toEqual([1, 2, 3]);
	});

	test("gets its browser as soon as the limit is raised", async () => {
		const { create, end, setLimits, capacity } = await anAccount({ maxConcurrentSessions: 0 });
		const creating = create("wait_ms=60000");
		await expect.poll(capacity).toMatchObject({ waiting: 1 });
		await setLimits({ maxConcurrentSessions: 1 });
		const { status, body } = await creating;
		expect(status).toBe(200);
		await end(body.sessionId);
	});

	test("is refused at its deadline, and its row says what it waited for", async () => {
		const { create, list, capacity } = await anAccount({ maxConcurrentSessions: 0 });
		const { status, body } = await create("wait_ms=300");
		expect(status).toBe(429);
		expect(body.errors).toMatchObject([{ error_chain: [{ limit: "maxConcurrentSessions" }] }]);
		await expect
			.poll(() => list("closed"))
			.toMatchObject([
				{
					closeReason: "ProvisioningFailed",
					closeReasonText:
						"No browser within 0.3 s (wait_ms=300). maxConcurrentSessions of this account is 0, and 0 are used.",
				},
			]);
		await expect.poll(capacity).toMatchObject({ waiting: 0 });
	});

	test("is ended by a DELETE like any other", async () => {
		const {
			create,
			end,
			list,
			describe: describeSession,
			capacity,
		} = await anAccount({
			maxConcurrentSessions: 0,
		});
		const creating = create("wait_ms=60000");
		await expect.poll(() => list("active")).toHaveLength(1);
		const [{ sessionId } = { sessionId: "" }] = await list("active");
		expect((await end(sessionId)).body.status).toMatch(/clos/);
		const { status, body } = await creating;
		expect(status).toBe(410);
		expect(body.errors).toMatchObject([{ message: expect.stringContaining("NormalClosure") }]);
		await expect.poll(() => describeSession(sessionId)).toMatchObject({ closeReason: "NormalClosure" });
		await expect.poll(capacity).toMatchObject({ waiting: 0, active: 0 });
	});

	test.each(["-1", "600001", "soon", "1.5"])("may not wait for %s", async (waitMs) => {
		const { create } = await anAccount();
		const { status, body } = await create(`wait_ms=${waitMs}`);
		expect(status).toBe(400);
		expect(JSON.stringify(body)).toContain("wait_ms");
	});
});

describe("a session that runs", () => {
	test("ends when it is too old, however much it is used", async () => {
		const { create, describe: describeSession } = await anAccount({ maxSessionMs: 1000 });
		const { sessionId } = (await create("keep_alive=600000")).body;
		await expect
			.poll(() => describeSession(sessionId))
			.toMatchObject({
				closeReason: "TimeLimit",
				closeReasonText: "It ran for 1 s (maxSessionMs=1000).",
			});
	});

	test("ends when its account's day is used up", async () => {
		const { create, describe: describeSession } = await anAccount({ browserTimePerDayMs: 3000 });
		const { sessionId } = (await create("keep_alive=600000")).body;
		await expect
			.poll(() => describeSession(sessionId))
			.toMatchObject({
				closeReason: "TimeLimit",
				closeReasonText: expect.stringContaining("browserTimePerDayMs=3000"),
			});
	});
});
