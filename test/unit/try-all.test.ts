import { expect, test, vi } from "vitest";
import { tryAll } from "../../src/lib/try-all.ts";

const bounds = { atATime: 2, tries: 3, patiencePerTryMs: 1_000, patienceMs: 60_000 };

test("does each once where it succeeds, a few at a time", async () => {
	let underWay = 0;
	let most = 0;
	const work = vi.fn(async () => {
		underWay += 1;
		most = Math.max(most, underWay);
		await Promise.resolve();
		underWay -= 1;
	});
	expect(await tryAll([1, 2, 3, 4, 5], work, bounds)).toEqual([]);
	expect(work).toHaveBeenCalledTimes(5);
	expect(most).toBe(2);
});

test("tries again what failed, and gives what never succeeded", async () => {
	const tried = new Map<string, number>();
	const work = async (each: string) => {
		const count = (tried.get(each) ?? 0) + 1;
		tried.set(each, count);
		if (each === "never" || count < 3) throw new Error("not this time");
	};
	expect(await tryAll(["late", "never"], work, bounds)).toEqual(["never"]);
	expect(Object.fromEntries(tried)).toEqual({ late: 3, never: 3 });
});

test("gives what never answers, in bounded time", async () => {
	const hang = () => new Promise<never>(() => {});
	const patience = { ...bounds, patiencePerTryMs: 10, patienceMs: 50 };
	expect(await tryAll([1, 2, 3, 4, 5, 6, 7, 8], hang, patience)).toContain(8);
});

test("has nothing to do where there is nothing", async () => {
	expect(await tryAll([], async () => {}, bounds)).toEqual([]);
});
