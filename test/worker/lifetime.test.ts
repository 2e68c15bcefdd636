import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { BrowserPort } from "../../src/browser/port.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { problem } from "../../src/domain/problem.ts";
import { ok, refuse, type Result } from "../../src/domain/result.ts";
import { answeringConnection } from "./scripted-browser.ts";
import { create, onStage, type Scene } from "./stage.ts";

beforeAll(() => ensureMigrated(env.CATALOG));

describe("a close that races an acquire", () => {
	test("wins, and the browser that comes is closed", async () => {
		const acquired = Promise.withResolvers<Result<string>>();
		const closed: string[] = [];
		const script: Partial<BrowserPort> = {
			acquire: () => acquired.promise,
			close: async (browserId) => closed.push(browserId) > 0,
		};
		await onStage(script, async ({ lifetime, store, settled }) => {
			const creating = create(lifetime);
			await expect.poll(() => store.session?.state).toBe("creating");
			await lifetime.end("NormalClosure", "DELETE");
			expect(store.session?.state).toBe("closing");
			acquired.resolve(ok("late"));
			expect(await creating).toMatchObject({ ok: false, problem: { code: "session_ended" } });
			await settled();
			expect(closed).toEqual(["late"]);
			expect(store.session).toMatchObject({ state: "closed", closeReason: "NormalClosure" });
		});
	});

	test("wins also when the acquire fails", async () => {
		const acquired = Promise.withResolvers<Result<string>>();
		await onStage({ acquire: () => acquired.promise }, async ({ lifetime, store, settled }) => {
			const creating = create(lifetime);
			await expect.poll(() => store.session?.state).toBe("creating");
			await lifetime.end("NormalClosure", "DELETE");
			acquired.resolve(refuse(problem("rate_limited", "Rate limit exceeded", 1)));
			expect(await creating).toMatchObject({ ok: false });
			await settled();
			expect(store.session).toMatchObject({ state: "closed", closeReason: "NormalClosure" });
		});
	});
});

describe("a clock that is set back", () => {
	test("does not keep a running session from renewing its browser's lease, nor ends it", async () => {
		let beats = 0;
		const connect = async () => {
			const { connection, far } = answeringConnection();
			far.addEventListener("message", ({ data }) => {
				if (String(data).includes("Browser.getVersion")) beats += 1;
			});
			return connection;
		};
		await onStage({ connect }, async ({ lifetime, store }) => {
			await create(lifetime);
			await expect.poll(() => store.session?.state).toBe("running");
			const now = Date.now();
			vi.useFakeTimers({ toFake: ["Date"], now: now - 7_200_000 });
			try {
				const before = beats;
				await lifetime.tick();
				expect(beats).toBeGreaterThan(before);
				expect(store.session?.state).toBe("running");
			} finally {
				vi.useRealTimers();
			}
		});
	});
});

describe("starting", () => {
	test("a refused acquire leaves a failed session with the reason", async () => {
		const acquire = async () => refuse(problem("rate_limited", "Rate limit exceeded", 1));
		await onStage({ acquire }, async ({ lifetime, store, settled, written }) => {
			expect(await create(lifetime)).toMatchObject({ problem: { code: "rate_limited" } });
			expect(store.session).toMatchObject({
				state: "failed",
				closeReason: "ProvisioningFailed",
				closeReasonText: "Rate limit exceeded",
			});
			await settled();
			expect(written.at(-1)?.state).toBe("failed");
		});
	});

	test("a restart in the middle of it ends as ProvisioningFailed", async () => {
		const acquire = () => new Promise<Result<string>>(() => {});
		await onStage({ acquire }, async ({ lifetime, store, restart, alarm }) => {
			void create(lifetime);
			await expect.poll(() => store.session?.state).toBe("creating");
			expect(await alarm()).not.toBeNull();
			const { lifetime: restarted } = restart();
			await restarted.tick();
			const reread = await restarted.use();
			expect(reread).toMatchObject({ problem: { message: expect.stringContaining("ProvisioningFailed") } });
		});
	});

	test("a session that the catalog does not take gets no browser", async () => {
		let acquired = 0;
		const acquire = async () => ok(`browser ${(acquired += 1)}`);
		const refusing = {
			prepare: (sql: string) => env.CATALOG.prepare(sql),
			batch: () => Promise.reject(new Error("D1 is down")),
		} as unknown as D1Database;
		const play = async ({ lifetime, store, alarm, settled }: Scene) => {
			expect(await create(lifetime)).toMatchObject({ problem: { code: "catalog_unavailable" } });
			await settled();
			expect(acquired).toBe(0);
			expect(store.session).toMatchObject({ state: "failed", closeReason: "ProvisioningFailed" });
			expect(await alarm()).not.toBeNull();
		};
		await onStage({ acquire }, play, { db: refusing });
	});
});

test("an idle hour takes sixty alarms and a dozen writes to the catalog", async () => {
	const start = Date.now();
	vi.useFakeTimers({ toFake: ["Date"], now: start });
	let batches = 0;
	const db = {
		prepare: (sql: string) => env.CATALOG.prepare(sql),
		batch: (all: D1PreparedStatement[]) => {
			batches += 1;
			return env.CATALOG.batch(all);
		},
	} as D1Database;
	const play = async ({ lifetime, written, alarm, settled }: Scene) => {
		await create(lifetime, { keepAliveMs: 7_200_000 });
		await settled();
		batches = 0;
		const writtenBefore = written.length;
		let alarms = 0;
		for (let due = await alarm(); due !== null && due < start + 3_600_000; due = await alarm()) {
			vi.setSystemTime(due);
			await lifetime.tick();
			alarms += 1;
		}
		expect(alarms).toBeLessThanOrEqual(61);
		expect(batches + written.length - writtenBefore).toBeLessThanOrEqual(13);
		await lifetime.end("NormalClosure", "DELETE");
		await settled();
	};
	await onStage({}, play, { db }).finally(() => vi.useRealTimers());
});

describe("ending", () => {
	test("a reason that the catalog refused is written when the alarm rings", async () => {
		let isDown = false;
		const write = () => (isDown ? Promise.reject(new Error("D1 is down")) : Promise.resolve());
		const play = async ({ lifetime, store, written, alarm, settled }: Scene) => {
			await create(lifetime);
			await settled();
			isDown = true;
			await lifetime.end("BrowserIdle", "idle");
			await settled();
			expect(store.session?.closeReason).toBe("BrowserIdle");
			expect(written.some(({ closeReason }) => closeReason !== undefined)).toBe(false);
			expect(await alarm()).not.toBeNull();
			isDown = false;
			await lifetime.tick();
			expect(written.at(-1)).toMatchObject({ closeReason: "BrowserIdle", state: "closed" });
			// What is left is to forget it, long after.
			expect(await alarm()).not.toBeNull();
		};
		await onStage({}, play, { write });
	});

	test("the first reason stays, whatever comes after it", async () => {
		await onStage({}, async ({ lifetime, store }) => {
			await create(lifetime);
			await Promise.all([lifetime.end("ChromiumCrashed", "crash"), lifetime.end("NormalClosure", "DELETE")]);
			expect(store.session?.closeReason).toBe("ChromiumCrashed");
		});
	});

	test("a browser that does not close is tried again from the alarm", async () => {
		let tries = 0;
		const close = async () => {
			tries += 1;
			return tries > 1;
		};
		await onStage({ close }, async ({ lifetime, store, settled, alarm }) => {
			await create(lifetime);
			await settled();
			await lifetime.end("NormalClosure", "DELETE");
			await settled();
			expect(store.session?.state).toBe("closing");
			expect(await alarm()).not.toBeNull();
			await lifetime.tick();
			expect(store.session?.state).toBe("closed");
		});
	});

	test("a browser that is gone is a crash, one out of reach a lost connection", async () => {
		const endOf = async (script: Partial<BrowserPort>) => {
			let reason: string | undefined;
			await onStage(script, async ({ lifetime, store }) => {
				await create(lifetime);
				await expect.poll(() => store.session?.closeReason).toBeDefined();
				reason = store.session?.closeReason;
			});
			return reason;
		};
		expect(await endOf({ connect: async () => ({ kind: "gone" }) })).toBe("ChromiumCrashed");
		expect(await endOf({ connect: async () => ({ kind: "unreachable", detail: "?" }) })).toBe(
			"ConnectionError",
		);
	});
});

test("a session is forgotten only when what was kept of it is gone, which is tried again", async () => {
	let isDown = true;
	const discard = () => (isDown ? Promise.reject(new Error("R2 is down")) : Promise.resolve());
	const play = async ({ lifetime, store, alarm, settled }: Scene) => {
		await create(lifetime);
		await lifetime.end("NormalClosure", "DELETE");
		await settled();
		const due = (store.session?.endTime ?? 0) + 30 * 86_400_000;
		vi.useFakeTimers({ toFake: ["Date"], now: due });
		await lifetime.tick();
		expect(store.session?.state).toBe("closed");
		expect(await alarm()).toBe(due + 600_000);
		vi.setSystemTime(due + 1_000);
		isDown = false;
		await lifetime.tick();
		expect(store.session?.state).toBe("closed");
		vi.setSystemTime(due + 600_000);
		await lifetime.tick();
		expect(store.session).toBeUndefined();
	};
	await onStage({}, play, { discard }).finally(() => vi.useRealTimers());
});
