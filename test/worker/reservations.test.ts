import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readOwnLimits, readStandings, writeOwnLimits } from "../../src/catalog/accounts.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import {
	claimReservation,
	type ClaimVerdict,
	noteUpstreamRecovery,
	noteUpstreamRefusal,
	releaseReservation,
	renewReservation,
	requeueReservation,
} from "../../src/catalog/reservations.ts";
import { type Limits, refusalByLimit, type Standing } from "../../src/domain/limits.ts";
import { problem } from "../../src/domain/problem.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";

const db = env.CATALOG;
const DAY_MS = 86_400_000;
const NOON = 20_000 * DAY_MS + DAY_MS / 2;
const TTL_MS = 900_000;

const generous: Limits = {
	maxConcurrentSessions: 100,
	acquisitionsPerSecond: 1000,
	acquisitionBurst: 1000,
	browserTimePerDayMs: 100 * DAY_MS,
	maxSessionMs: DAY_MS,
	maxKeepAliveMs: 1_200_000,
};

interface Asked {
	readonly at?: number;
	readonly waitMs?: number;
	readonly keepAliveMs?: number;
	readonly limits?: Partial<Limits>;
	readonly browsers?: number;
}

const terms = (account: string, { at = NOON, limits = {}, browsers = 1000 }: Asked) => ({
	now: at,
	account,
	limits: { ...generous, ...limits },
	maxConcurrentBrowsers: browsers,
});

const aSession = (account: string, { at = NOON, waitMs = 0, keepAliveMs = 60_000 }: Asked = {}) =>
	newSession(crypto.randomUUID(), account, { keepAliveMs, waitMs }, at);

const claim = (session: SessionRecord, asked: Asked = {}): Promise<ClaimVerdict> =>
	claimReservation(db, terms(session.account, asked), {
		session,
		mayWait: (asked.at ?? NOON) < session.waitUntil,
		ttlMs: TTL_MS,
	});

const release = ({ id, account }: SessionRecord, asked: Asked = {}) =>
	releaseReservation(db, terms(account, asked), id);

async function isGranted(account: string, asked: Asked): Promise<boolean> {
	return (await claim(aSession(account, asked), asked)).isGranted;
}

/** Why a claim at this moment is refused. */
async function refusalOf(account: string, asked: Asked) {
	const { isGranted: granted, standing } = await claim(aSession(account, asked), asked);
	return granted ? undefined : refusalByLimit(standing);
}

const standingOf = async (account: string, asked: Asked = {}): Promise<Standing | undefined> =>
	(await readStandings(db, terms(account, asked)))[0];

beforeAll(() => ensureMigrated(db));
beforeEach(async () => {
	await db.batch([
		db.prepare("DELETE FROM reservations"),
		db.prepare("DELETE FROM accounts"),
		db.prepare("UPDATE upstream SET blocked_until = 0, is_half_open = 0, problem_code = NULL"),
	]);
});

describe("sessions at a time", () => {
	const limits = { maxConcurrentSessions: 3 };

	test("are as many as the limit, however many ask at once", async () => {
		const asked = await Promise.all(Array.from({ length: 20 }, () => isGranted("a", { limits })));
		expect(asked.filter(Boolean)).toHaveLength(3);
	});

	test("are counted for each account alone", async () => {
		await Promise.all(Array.from({ length: 3 }, () => isGranted("a", { limits })));
		expect(await isGranted("b", { limits })).toBe(true);
	});

	test("that are refused leave nothing behind, and are told which limit it was", async () => {
		await Promise.all(Array.from({ length: 3 }, () => isGranted("a", { limits })));
		expect(await refusalOf("a", { limits })).toEqual({
			code: "rate_limited",
			message: "Rate limit exceeded",
			retryAfterS: 2,
			limit: { name: "maxConcurrentSessions", scope: "account", value: 3, current: 3 },
		});
		expect(await standingOf("a", { limits })).toMatchObject({ active: 3, waiting: 0 });
	});

	test("make room when one ends, once only", async () => {
		const sessions = Array.from({ length: 3 }, () => aSession("a"));
		for (const session of sessions) await claim(session, { limits });
		const [first] = sessions;
		if (first === undefined) throw new Error("no session");
		await release(first, { limits });
		await release(first, { limits });
		expect(await standingOf("a", { limits })).toMatchObject({ active: 2 });
	});

	test("of a place that nobody renews are lost after its time, and of one renewed are not", async () => {
		const [renewed, lost] = [aSession("a"), aSession("a")];
		await claim(renewed);
		await claim(lost);
		const later = { at: NOON + TTL_MS - 1 };
		await renewReservation(db, terms("a", later), { ...renewed, state: "running" }, TTL_MS);
		expect(await standingOf("a", later)).toMatchObject({ active: 2 });
		expect(await standingOf("a", { at: NOON + TTL_MS })).toMatchObject({ active: 1 });
	});

	test("are limited for all accounts together as well", async () => {
		expect(await isGranted("a", { browsers: 1 })).toBe(true);
		expect(await refusalOf("b", { browsers: 1 })).toMatchObject({
			limit: { name: "maxConcurrentBrowsers", scope: "deployment", value: 1, current: 1 },
		});
	});
});

describe("acquisitions", () => {
	test("come in a burst, then one by one as the bucket fills up", async () => {
		const limits = { acquisitionsPerSecond: 2, acquisitionBurst: 3 };
		const at = (ms: number) => isGranted("a", { limits, at: NOON + ms });
		expect([await at(0), await at(0), await at(0)]).toEqual([true, true, true]);
		expect([await at(0), await at(499)]).toEqual([false, false]);
		expect([await at(500), await at(501)]).toEqual([true, false]);
		expect([await at(10_000), await at(10_000), await at(10_000), await at(10_000)]).toEqual([
			true,
			true,
			true,
			false,
		]);
	});

	test("come again after one interval at most where the clock was set back by hours", async () => {
		const limits = { acquisitionsPerSecond: 0.5, acquisitionBurst: 2 };
		const at = (ms: number) => isGranted("a", { limits, at: NOON + ms });
		expect([await at(7_200_000), await at(7_200_000)]).toEqual([true, true]);
		expect([await at(0), await at(1_999), await at(2_000), await at(2_001)]).toEqual([
			false,
			false,
			true,
			false,
		]);
		expect(await at(4_000)).toBe(true);
	});

	test("that come too soon are told when the next one may", async () => {
		const limits = { acquisitionsPerSecond: 0.2, acquisitionBurst: 1 };
		await isGranted("a", { limits });
		expect(await refusalOf("a", { limits, at: NOON + 1500 })).toMatchObject({
			retryAfterS: 4,
			limit: { name: "acquisitionsPerSecond", scope: "account", value: 0.2 },
		});
	});
});

describe("browser time", () => {
	const limits = { browserTimePerDayMs: 60_000 };

	test("of running and ended sessions adds up, until the day's is used up", async () => {
		const [ended, running] = [aSession("a"), aSession("a")];
		await claim(ended, { limits });
		await release(ended, { limits, at: NOON + 30_000 });
		await claim(running, { limits, at: NOON + 30_000 });
		expect(await isGranted("a", { limits, at: NOON + 59_999 })).toBe(true);
		expect(await refusalOf("a", { limits, at: NOON + 60_001 })).toMatchObject({
			code: "browser_time_exceeded",
			message: "Browser time limit exceeded for today",
			limit: { name: "browserTimePerDayMs", value: 60_000 },
		});
	});

	test("is never negative, however the clock is set while a session runs", async () => {
		const running = aSession("a", { at: NOON + 7_200_000 });
		await claim(running, { at: NOON + 7_200_000 });
		expect((await standingOf("a"))?.browserTimeMs).toBe(0);
		await release(running);
		expect((await standingOf("a"))?.browserTimeMs).toBe(0);
	});

	test("begins anew at midnight UTC, also of a session that runs on", async () => {
		const midnight = NOON + DAY_MS / 2;
		const session = aSession("a");
		await claim(session, { limits, at: midnight - 50_000 });
		expect(await standingOf("a", { limits, at: midnight + 10_000 })).toMatchObject({ browserTimeMs: 10_000 });
		await release(session, { limits, at: midnight + 20_000 });
		expect(await standingOf("a", { limits, at: midnight + 30_000 })).toMatchObject({ browserTimeMs: 20_000 });
	});
});

describe("a keep-alive over the account's limit", () => {
	test("gets no place", async () => {
		await writeOwnLimits(db, "a", { maxKeepAliveMs: 30_000 });
		const { isGranted: granted, standing } = await claim(aSession("a"));
		expect(granted).toBe(false);
		expect(standing).toMatchObject({ maxKeepAliveMs: 30_000, active: 0 });
	});
});

describe("limits of an account's own", () => {
	test("go before the deployment's, and the rest stays", async () => {
		await writeOwnLimits(db, "a", { maxConcurrentSessions: 0 });
		expect(await readOwnLimits(db, "a")).toEqual({ maxConcurrentSessions: 0 });
		expect(await standingOf("a")).toMatchObject({ maxConcurrentSessions: 0, maxSessionMs: DAY_MS });
		expect(await refusalOf("a", {})).toMatchObject({ limit: { name: "maxConcurrentSessions", value: 0 } });
	});

	test("are replaced as a whole", async () => {
		await writeOwnLimits(db, "a", { maxConcurrentSessions: 1, maxSessionMs: 5000 });
		await writeOwnLimits(db, "a", { acquisitionsPerSecond: 0.5 });
		expect(await readOwnLimits(db, "a")).toEqual({ acquisitionsPerSecond: 0.5 });
	});
});

describe("the queue", () => {
	const waitMs = 60_000;
	const one = { limits: { maxConcurrentSessions: 1 }, waitMs };

	/** Plays the sessions out: whoever is woken claims, and ends as soon as it has its place. */
	async function playOut(running: SessionRecord, all: readonly SessionRecord[], asked: Asked) {
		const order: SessionRecord[] = [];
		let toWake = [...(await release(running, { ...asked, at: NOON + 1 }))];
		for (let at = NOON + 2; toWake.length > 0; at += 1) {
			const session = all.find(({ id }) => id === toWake[0]);
			toWake = toWake.slice(1);
			if (session === undefined || order.includes(session)) continue;
			const verdict = await claim(session, { ...asked, at });
			toWake.push(...verdict.toWake);
			if (!verdict.isGranted) continue;
			order.push(session);
			toWake.push(...(await release(session, { ...asked, at })));
		}
		return order;
	}

	test("serves an account in the order of asking", async () => {
		const running = aSession("a", one);
		await claim(running, one);
		const waiting = Array.from({ length: 5 }, () => aSession("a", one));
		for (const session of waiting) expect((await claim(session, one)).isGranted).toBe(false);
		expect(await standingOf("a", one)).toMatchObject({ active: 1, waiting: 5 });
		expect(await playOut(running, waiting, one)).toEqual(waiting);
	});

	test("serves accounts in turn when all together are too many", async () => {
		const asked = { browsers: 1, waitMs };
		const running = aSession("z", asked);
		await claim(running, asked);
		const waiting = "aaabbc".split("").map((account) => aSession(account, asked));
		for (const session of waiting) await claim(session, asked);
		const served = await playOut(running, waiting, asked);
		expect(served.map(({ account }) => account)).toEqual("abcaba".split(""));
	});

	test("lets nobody past who waits for nothing but a place of the account's own", async () => {
		await claim(aSession("a", one), one);
		await claim(aSession("a", one), one);
		expect(await isGranted("b", { limits: { maxConcurrentSessions: 1 } })).toBe(true);
	});

	test("keeps the place of one that asks again, and lets no later one past it", async () => {
		const running = aSession("a", one);
		await claim(running, one);
		const [first, second] = [aSession("a", one), aSession("a", one)];
		for (const session of [first, second, first]) await claim(session, one);
		await release(running, one);
		expect((await claim(second, one)).isGranted).toBe(false);
		expect((await claim(first, one)).isGranted).toBe(true);
	});

	test("grants nothing after the deadline", async () => {
		const late = aSession("a", one);
		await claim(aSession("a", one), one);
		await claim(late, one);
		const free = { ...one, limits: {}, at: NOON + waitMs };
		expect((await claim(late, free)).isGranted).toBe(false);
	});

	test("lets the rest past one that was given up", async () => {
		const running = aSession("a", one);
		await claim(running, one);
		const [given, next] = [aSession("a", one), aSession("a", one)];
		await claim(given, one);
		await claim(next, one);
		await release(given, one);
		expect(await release(running, one)).toEqual([next.id]);
	});
});

describe("a browser service that refuses", () => {
	const refused = problem("rate_limited", "Rate limit exceeded", 5);

	test("is not asked again before its time, and then by one at a time until it gives a browser", async () => {
		const first = aSession("a", { waitMs: 60_000 });
		await claim(first);
		await noteUpstreamRefusal(db, refused, NOON + 5000);
		await requeueReservation(db, first);
		expect(await refusalOf("b", { at: NOON + 1000 })).toMatchObject({
			code: "rate_limited",
			retryAfterS: 4,
			limit: { scope: "upstream" },
		});

		const probe = await claim(first, { at: NOON + 5000 });
		expect(probe).toMatchObject({ isGranted: true, isProbe: true });
		const second = aSession("b", { at: NOON + 5000, waitMs: 60_000 });
		expect(await claim(second, { at: NOON + 5000 })).toMatchObject({ isGranted: false });

		const toWake = await noteUpstreamRecovery(db, terms("a", { at: NOON + 5001 }), first.id);
		expect(toWake).toEqual([second.id]);
		expect(await claim(second, { at: NOON + 5001 })).toMatchObject({ isGranted: true, isProbe: false });
	});

	test("is asked again at once where the clock was set back by hours after its refusal", async () => {
		await noteUpstreamRefusal(db, refused, NOON + 7_200_000);
		expect(await claim(aSession("a"), {})).toMatchObject({ isGranted: true, isProbe: true });
		await noteUpstreamRefusal(db, refused, NOON + 5_000);
		expect(await refusalOf("b", { at: NOON + 1_000 })).toMatchObject({
			retryAfterS: 4,
			limit: { scope: "upstream" },
		});
	});

	test("is asked again when the one that tried was lost", async () => {
		await noteUpstreamRefusal(db, refused, NOON);
		await claim(aSession("a"));
		expect(await isGranted("b", {})).toBe(false);
		expect(await isGranted("b", { at: NOON + TTL_MS })).toBe(true);
	});
});
