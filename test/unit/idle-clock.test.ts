import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IdleClock } from "../../src/session/life/idle-clock.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";
import { SessionStore, type StoreStorage } from "../../src/session/store.ts";

const KEEP_ALIVE_MS = 60_000;

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

/** A clock of a session that has just started; `restarted` is the same after a restart of its object. */
function clock(isAwaited = () => false) {
	const kept = new Map<string, unknown>();
	const kv = {
		get: (key: string) => structuredClone(kept.get(key)),
		put: (key: string, value: unknown) => void kept.set(key, value),
		delete: (key: string) => kept.delete(key),
	} as StoreStorage["kv"];
	const storage: StoreStorage = { kv, deleteAll: async () => kept.clear() };
	const store = new SessionStore(storage);
	store.session = newSession("s", "local", { keepAliveMs: KEEP_ALIVE_MS, waitMs: 0 }, Date.now());
	return {
		clock: new IdleClock(store, isAwaited),
		restarted: () => new IdleClock(new SessionStore(storage)),
	};
}

test("a use puts the deadline off by the whole window", () => {
	const { clock: idle } = clock();
	vi.setSystemTime(1_030_000);
	idle.touch();
	expect(idle.deadline).toBe(1_030_000 + KEEP_ALIVE_MS);
});

test("a use that takes longer than the window is no idleness, and the window starts at its end", async () => {
	const { clock: idle } = clock();
	const use = Promise.withResolvers<void>();
	const done = idle.during(use.promise);
	vi.setSystemTime(1_000_000 + 2 * KEEP_ALIVE_MS);
	expect(idle.deadline).toBeGreaterThan(Date.now());
	use.resolve();
	await done;
	expect(idle.deadline).toBe(1_000_000 + 3 * KEEP_ALIVE_MS);
});

test("an answer that a client waits for is no idleness, and the window starts when nobody waits any more", () => {
	let isAwaited = true;
	const { clock: idle, restarted } = clock(() => isAwaited);
	vi.setSystemTime(1_000_000 + 5 * KEEP_ALIVE_MS);
	expect(idle.deadline).toBe(1_000_000 + 6 * KEEP_ALIVE_MS);
	idle.writeDown();
	isAwaited = false;
	expect(idle.deadline).toBe(1_000_000 + 6 * KEEP_ALIVE_MS);
	expect(restarted().deadline).toBeGreaterThanOrEqual(1_000_000 + 6 * KEEP_ALIVE_MS);
});

test("a use that fails counts like one that succeeds", async () => {
	const { clock: idle } = clock();
	vi.setSystemTime(1_010_000);
	await expect(idle.during(Promise.reject(new Error("no")))).rejects.toThrow("no");
	expect(idle.deadline).toBe(1_010_000 + KEEP_ALIVE_MS);
});

test("after a restart the deadline is never earlier than it was, nor much later", () => {
	const { clock: idle, restarted } = clock();
	for (let second = 0; second <= 40; second += 1) {
		vi.setSystemTime(1_000_000 + second * 1000);
		idle.touch();
		if (second % 2 === 0) idle.writeDown();
	}
	const lastUse = 1_040_000;
	vi.setSystemTime(1_055_000);
	const { deadline } = restarted();
	expect(deadline).toBeGreaterThanOrEqual(lastUse + KEEP_ALIVE_MS);
	expect(deadline).toBeLessThanOrEqual(lastUse + KEEP_ALIVE_MS + 12_500);
});

test("a clock that is set back gives the session a whole window once more, and no longer a life than that", () => {
	const { clock: idle } = clock();
	vi.setSystemTime(9_000_000);
	idle.touch();
	vi.setSystemTime(1_800_000);
	expect(idle.deadline).toBe(1_800_000 + KEEP_ALIVE_MS);
	vi.setSystemTime(1_830_000);
	expect(idle.deadline).toBe(1_800_000 + KEEP_ALIVE_MS);
});

test("a use after the clock was set back is written down as any other", () => {
	const { clock: idle, restarted } = clock();
	vi.setSystemTime(9_000_000);
	idle.touch();
	idle.writeDown();
	vi.setSystemTime(1_800_000);
	idle.touch();
	idle.writeDown();
	vi.setSystemTime(1_850_000);
	expect(restarted().deadline).toBeLessThanOrEqual(1_812_500 + KEEP_ALIVE_MS);
});
