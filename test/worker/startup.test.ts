import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { writeOwnLimits } from "../../src/catalog/accounts.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { saveSession } from "../../src/catalog/sessions.ts";
import { problem } from "../../src/domain/problem.ts";
import { ok, refuse, type Result } from "../../src/domain/result.ts";
import type { Lifetime } from "../../src/session/life/lifetime.ts";
import { create, onStage, type Scene } from "./stage.ts";

const waits = { waitMs: 60_000 };
const refused = refuse({
	...problem("rate_limited", "Rate limit exceeded", 1),
	limit: { name: "acquisitions", scope: "upstream" } as const,
});

const reservations = async () =>
	(await env.CATALOG.prepare("SELECT granted_at FROM reservations").all<{ granted_at: number | null }>())
		.results;

beforeAll(() => ensureMigrated(env.CATALOG));
beforeEach(async () => {
	await env.CATALOG.batch([
		env.CATALOG.prepare("DELETE FROM reservations"),
		env.CATALOG.prepare("UPDATE upstream SET blocked_until = 0, is_half_open = 0, problem_code = NULL"),
	]);
});

/** A browser service that gives these answers, the last one for ever. */
function answering(...answers: Result<string>[]) {
	let asked = 0;
	const acquire = async () => {
		const answer = answers[Math.min(asked, answers.length - 1)];
		asked += 1;
		return answer ?? refused;
	};
	return { acquire, asked: () => asked };
}

describe("a session that may wait", () => {
	test("waits for a browser service that refuses, and then gets its browser", async () => {
		const { acquire, asked } = answering(refused, ok("b"));
		await onStage({ acquire }, async ({ lifetime, store, settled }) => {
			const creating = create(lifetime, waits);
			await expect.poll(() => store.session).toMatchObject({ state: "waiting", stage: "scaling" });
			await expect.poll(reservations).toEqual([{ granted_at: null }]);
			expect(asked()).toBe(1);
			// The service said for how long.
			await lifetime.startup.launch.proceed();
			expect(asked()).toBe(1);
			await scheduler.wait(1000);
			await lifetime.startup.launch.proceed();
			expect(await creating).toMatchObject({ ok: true, value: { state: "running", stage: "ready" } });
			await settled();
		});
	});

	test("does not wait for a browser where there is none: an endpoint that it was told to use", async () => {
		const { acquire, asked } = answering(
			refuse(problem("endpoint_unreachable", "cdp_url: nobody is there.")),
		);
		await onStage({ acquire }, async ({ lifetime, store, settled }) => {
			expect(await create(lifetime, waits)).toMatchObject({ problem: { code: "endpoint_unreachable" } });
			expect(store.session).toMatchObject({ state: "failed", closeReason: "ProvisioningFailed" });
			expect(asked()).toBe(1);
			await settled();
			expect(await reservations()).toEqual([]);
		});
	});

	test("keeps no address of a browser once it is over", async () => {
		const endpoint = new Uint8Array([1, 2, 3]);
		await onStage({}, async ({ lifetime, store, settled }) => {
			await create(lifetime, { endpoint });
			expect(store.options?.endpoint).toEqual(endpoint);
			await lifetime.end("NormalClosure", "done");
			await settled();
			expect(store.session).toMatchObject({ state: "closed" });
			expect(store.options).toMatchObject({ keepAliveMs: 60_000, endpoint: undefined });
		});
	});

	test("waits on through a restart of its object, and keeps its place", async () => {
		await writeOwnLimits(env.CATALOG, "full", { maxConcurrentSessions: 0 });
		await onStage({}, async ({ lifetime, store, restart, alarm }) => {
			void create(lifetime, waits, "full");
			await expect.poll(() => store.session?.stage).toBe("scaling");
			await expect.poll(alarm).not.toBeNull();
			await writeOwnLimits(env.CATALOG, "full", {});
			const restarted = restart();
			await restarted.lifetime.tick();
			await expect.poll(() => restarted.store.session?.state).toBe("running");
		});
	});

	test("asks for another browser when its object restarts in the middle of acquiring one", async () => {
		let asked = 0;
		const acquire = () => {
			asked += 1;
			return asked === 1 ? new Promise<Result<string>>(() => {}) : Promise.resolve(ok("second"));
		};
		await onStage({ acquire }, async ({ lifetime, store, restart }) => {
			void create(lifetime, waits);
			await expect.poll(() => asked).toBe(1);
			expect(store.session).toMatchObject({ state: "creating", stage: "creating" });
			const restarted = restart();
			await restarted.lifetime.tick();
			await restarted.lifetime.tick();
			await expect
				.poll(() => restarted.store.session)
				.toMatchObject({ state: "running", browserId: "second" });
		});
	});

	test("waits on while the catalog does not answer, and gives up at its deadline", async () => {
		await writeOwnLimits(env.CATALOG, "full", { maxConcurrentSessions: 0 });
		let isDown = false;
		const db = {
			prepare: (sql: string) => env.CATALOG.prepare(sql),
			batch: (all: D1PreparedStatement[]) =>
				isDown ? Promise.reject(new Error("D1 is down")) : env.CATALOG.batch(all),
		} as D1Database;
		const play = async ({ lifetime, store, settled }: Scene) => {
			const creating = create(lifetime, { waitMs: 600 }, "full");
			await expect.poll(() => store.session?.stage).toBe("scaling");
			isDown = true;
			await lifetime.startup.launch.proceed();
			expect(store.session).toMatchObject({ state: "waiting" });
			await scheduler.wait(600);
			await lifetime.tick();
			expect(await creating).toMatchObject({ problem: { code: "rate_limited" } });
			expect(store.session).toMatchObject({ state: "failed", closeReason: "ProvisioningFailed" });
			await settled();
			expect(await reservations()).toHaveLength(1);
			isDown = false;
			await lifetime.tick();
			expect(await reservations()).toEqual([]);
		};
		await onStage({}, play, { db });
	});

	test("gives its place back when it is ended", async () => {
		await writeOwnLimits(env.CATALOG, "full", { maxConcurrentSessions: 0 });
		await onStage({}, async ({ lifetime, store, settled }) => {
			const creating = create(lifetime, waits, "full");
			await expect.poll(reservations).toHaveLength(1);
			await expect.poll(() => store.session?.stage).toBe("scaling");
			await lifetime.end("NormalClosure", "DELETE");
			expect(await creating).toMatchObject({ problem: { code: "session_ended" } });
			await settled();
			expect(store.session?.state).toBe("closed");
			expect(await reservations()).toEqual([]);
		});
	});
});

describe("a session that may not wait", () => {
	test("is told of the browser service's own limit, and so is the next one, without asking it", async () => {
		const { acquire, asked } = answering(refused);
		await onStage({ acquire }, async ({ lifetime, settled }) => {
			expect(await create(lifetime)).toMatchObject({ problem: { limit: { scope: "upstream" } } });
			await settled();
		});
		await onStage({ acquire }, async ({ lifetime, store, alarm }) => {
			expect(await create(lifetime)).toMatchObject({
				problem: { code: "rate_limited", limit: { scope: "upstream" }, retryAfterS: 1 },
			});
			expect(store.session).toBeUndefined();
			await expect.poll(alarm).toBeNull();
		});
		expect(asked()).toBe(1);
		expect(await reservations()).toEqual([]);
	});

	test("fails when its object restarts before the catalog has answered", async () => {
		let answer = Promise.withResolvers<never>().promise;
		const db = {
			prepare: (sql: string) => env.CATALOG.prepare(sql),
			async batch(all: D1PreparedStatement[]) {
				const results = await env.CATALOG.batch(all);
				await answer;
				return results;
			},
		} as unknown as D1Database;
		const acquire = () => Promise.reject(new Error("nobody waits for a browser"));
		const play = async ({ lifetime, restart }: Scene) => {
			void create(lifetime, {}, "interrupted");
			await expect.poll(reservations).toHaveLength(1);
			answer = Promise.resolve() as Promise<never>;
			const { lifetime: restarted, store } = restart();
			await restarted.tick();
			await expect
				.poll(() => store.session)
				.toMatchObject({
					state: "failed",
					closeReasonText: "The service restarted while the session was being started.",
				});
			await expect.poll(reservations).toEqual([]);
			const row = await env.CATALOG.prepare("SELECT state FROM sessions WHERE id = ?")
				.bind(store.session?.id)
				.first();
			expect(row).toEqual({ state: "failed" });
		};
		await onStage({ acquire }, play, { write: (session) => saveSession(env.CATALOG, session), db });
	});

	test("fails, in the catalog too, when the catalog's answer is lost", async () => {
		const db = {
			prepare: (sql: string) => env.CATALOG.prepare(sql),
			async batch(all: D1PreparedStatement[]) {
				await env.CATALOG.batch(all);
				throw new Error("the answer is lost");
			},
		} as unknown as D1Database;
		const play = async ({ lifetime, store, settled }: Scene) => {
			expect(await create(lifetime)).toMatchObject({ problem: { code: "catalog_unavailable" } });
			await settled();
			const row = await env.CATALOG.prepare("SELECT state, close_reason FROM sessions WHERE id = ?")
				.bind(store.session?.id)
				.first();
			expect(row).toEqual({ state: "failed", close_reason: "ProvisioningFailed" });
			expect(await reservations()).toEqual([]);
		};
		await onStage({}, play, { write: (session) => saveSession(env.CATALOG, session), db });
	});

	test("fails, and never hangs, when the browser port throws", async () => {
		const acquire = () => Promise.reject(new Error("a fault of ours"));
		await onStage({ acquire }, async ({ lifetime, store, settled }) => {
			expect(await create(lifetime)).toMatchObject({ problem: { code: "internal" } });
			await settled();
			expect(store.session).toMatchObject({ state: "failed", closeReason: "ProvisioningFailed" });
			expect(await reservations()).toEqual([]);
		});
	});
});

describe("a session that is begun", () => {
	const begin = (lifetime: Lifetime, account = "local") =>
		lifetime.startup.begin(crypto.randomUUID(), account, {
			keepAliveMs: 60_000,
			waitMs: 60_000,
			waitsForOthersOnly: true,
		});

	test("is listed before it has its browser", async () => {
		const browser = Promise.withResolvers<Result<string>>();
		await onStage({ acquire: () => browser.promise }, async ({ lifetime, store, settled }) => {
			expect(await begin(lifetime)).toMatchObject({ ok: true, value: { state: "creating" } });
			const row = await env.CATALOG.prepare("SELECT state FROM sessions WHERE id = ?")
				.bind(store.session?.id)
				.first();
			expect(row).toEqual({ state: "creating" });
			const arriving = lifetime.startup.arrived(60_000);
			browser.resolve(ok("late"));
			await arriving;
			expect(store.session).toMatchObject({ state: "running", browserId: "late" });
			await settled();
		});
	});

	test("waits for what time mends, and can be ended meanwhile", async () => {
		await writeOwnLimits(env.CATALOG, "slow", { acquisitionsPerSecond: 0.001, acquisitionBurst: 1 });
		await onStage({}, async ({ lifetime, settled }) => {
			expect((await begin(lifetime, "slow")).ok).toBe(true);
			await settled();
			await lifetime.end("NormalClosure", "done");
		});
		await onStage({}, async ({ lifetime, store, settled }) => {
			expect(await begin(lifetime, "slow")).toMatchObject({ ok: true, value: { state: "waiting" } });
			await lifetime.end("NormalClosure", "cancelled");
			await lifetime.startup.arrived(60_000);
			expect(await lifetime.use()).toMatchObject({ problem: { code: "session_ended" } });
			await settled();
			expect(store.session).toMatchObject({ state: "closed" });
		});
	});

	test("is refused at once where its account has no more sessions or no more time, and nothing stays of it", async () => {
		for (const limits of [{ maxConcurrentSessions: 0 }, { browserTimePerDayMs: 0 }]) {
			await writeOwnLimits(env.CATALOG, "full", limits);
			await onStage({}, async ({ lifetime, store, alarm }) => {
				const [name] = Object.keys(limits);
				expect(await begin(lifetime, "full")).toMatchObject({ problem: { limit: { name } } });
				expect(store.session).toBeUndefined();
				await expect.poll(alarm).toBeNull();
			});
		}
		expect(await reservations()).toEqual([]);
	});
});
