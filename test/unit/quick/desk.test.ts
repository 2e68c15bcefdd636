import { describe, expect, test, vi } from "vitest";
import { problem } from "../../../src/domain/problem.ts";
import { ok, refuse, type Result } from "../../../src/domain/result.ts";
import { Desk, type Verdict } from "../../../src/quick/desk.ts";

const SETTINGS = { maxBrowsers: 2, pagesPerBrowser: 2, idleMs: 60_000, waitMs: 30_000 };

/** A desk whose browsers are numbers, and the actions that have a place at it. */
function stage({ settings = SETTINGS, start = async (): Promise<Result<true>> => ok(true) } = {}) {
	const ended: string[] = [];
	const kept: string[][] = [];
	let last = 0;
	const desk = new Desk({
		settings,
		start: async () => {
			const started = await start();
			return started.ok ? ok(`b${++last}`) : started;
		},
		end: (id) => ended.push(id),
		changed: (browsers) => kept.push(browsers.map(({ id }) => id)),
	});
	const seated: { readonly account: string; readonly browser: string; leave: (v?: Verdict) => void }[] = [];
	const lend = (account: string, { kind = "usual", waitMs = 30_000 } = {}) =>
		desk.lend({ account, kind, waitMs }, (browser) => {
			const { promise, resolve } = Promise.withResolvers<Verdict>();
			seated.push({ account, browser, leave: (verdict = "good") => resolve(verdict) });
			return promise;
		});
	const order = () => seated.map(({ account, browser }) => `${account} ${browser}`);
	return { lend, seated, order, ended, kept };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a browser is started for the first, and filled before there is another", async () => {
	const { lend, order } = stage();
	for (const account of ["a", "b", "c"]) void lend(account);
	await settle();
	expect(order()).toEqual(["a b1", "b b1", "c b2"]);
});

test("accounts take turns, however much one of them asks for", async () => {
	const { lend, seated, order } = stage();
	for (const account of ["a", "a", "a", "a", "a", "a", "b", "b"]) void lend(account);
	await settle();
	expect(order()).toEqual(["a b1", "b b1", "a b2", "b b2"]);
	for (const { leave } of [...seated]) leave();
	await settle();
	expect(order().slice(4)).toEqual(["a b1", "a b1", "a b2", "a b2"]);
});

test("a place that is not free in time is refused, and taken by nobody", async () => {
	const { lend, seated, order } = stage({ settings: { ...SETTINGS, maxBrowsers: 1, pagesPerBrowser: 1 } });
	void lend("a");
	await settle();
	expect(await lend("b", { waitMs: 0 })).toMatchObject({ problem: { code: "rate_limited" } });
	seated[0]?.leave();
	await settle();
	void lend("c");
	await settle();
	expect(order()).toEqual(["a b1", "c b1"]);
});

test("what a browser that is gone was doing is done once more in another", async () => {
	const { lend, seated, order, ended, kept } = stage();
	const lent = lend("a");
	await settle();
	seated[0]?.leave("lost");
	await settle();
	expect(order()).toEqual(["a b1", "a b2"]);
	seated[1]?.leave("lost");
	expect(await lent).toEqual(ok(undefined));
	expect(ended).toEqual([]);
	expect(kept.at(-1)).toEqual([]);
});

test("an action whose caller has left gives its place back", async () => {
	const { lend, order } = stage({ settings: { ...SETTINGS, maxBrowsers: 1, pagesPerBrowser: 1 } });
	const desk = new Desk({
		settings: { ...SETTINGS, maxBrowsers: 1, pagesPerBrowser: 1 },
		start: async () => ok("b1"),
		end: () => {},
		changed: () => {},
	});
	const terms = { account: "a", kind: "usual", waitMs: 1_000 };
	await expect(desk.lend(terms, () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
	expect(await desk.lend(terms, async () => "good")).toEqual(ok(undefined));
	void lend("a");
	await settle();
	expect(order()).toEqual(["a b1"]);
});

test("those who wait are refused with what their browser could not be started for", async () => {
	const why = problem("no_browser_available", "No browser.");
	const { lend } = stage({ start: async () => refuse(why) });
	expect(await Promise.all([lend("a"), lend("b")])).toEqual([refuse(why), refuse(why)]);
});

describe("kinds", () => {
	test("do not share, and an idle browser makes room for another kind", async () => {
		const { lend, seated, order, ended } = stage({ settings: { ...SETTINGS, maxBrowsers: 1 } });
		void lend("a", { kind: "one" });
		await settle();
		void lend("b", { kind: "other" });
		await settle();
		expect(order()).toEqual(["a b1"]);
		seated[0]?.leave();
		await settle();
		expect(order()).toEqual(["a b1", "b b2"]);
		expect(ended).toEqual(["b1"]);
	});
});

test("a browser that has served for long enough is replaced, and ends when its last action does", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	try {
		const { lend, seated, order, ended } = stage();
		void lend("a");
		void lend("b");
		await settle();
		vi.setSystemTime(Date.now() + 600_000);
		seated[0]?.leave();
		await settle();
		void lend("c");
		await settle();
		expect(order()).toEqual(["a b1", "b b1", "c b2"]);
		expect(ended).toEqual([]);
		seated[1]?.leave();
		await settle();
		expect(ended).toEqual(["b1"]);
	} finally {
		vi.useRealTimers();
	}
});

test("a browser that is about to end for being idle is not given out", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	try {
		const { lend, seated, order } = stage();
		void lend("a");
		await settle();
		seated[0]?.leave();
		await settle();
		vi.setSystemTime(Date.now() + 58_000);
		void lend("a");
		await settle();
		expect(order()).toEqual(["a b1", "a b2"]);
	} finally {
		vi.useRealTimers();
	}
});

test("who does not wait for a place waits for a browser to start all the same", async () => {
	const { promise: started, resolve } = Promise.withResolvers<Result<true>>();
	const { lend, order } = stage({
		settings: { ...SETTINGS, maxBrowsers: 1, pagesPerBrowser: 1 },
		start: () => started,
	});
	void lend("a", { waitMs: 0 });
	const second = lend("b", { waitMs: 0 });
	await new Promise((done) => setTimeout(done, 5));
	resolve(ok(true));
	expect(await second).toMatchObject({ problem: { code: "rate_limited" } });
	expect(order()).toEqual(["a b1"]);
});

test("browsers that went with a restart cost an action none of its tries", async () => {
	const gone = ["x1", "x2"].map((id) => ({ id, kind: "usual", startedAt: Date.now() }));
	const tried: string[] = [];
	const desk = new Desk(
		{ settings: SETTINGS, start: async () => ok("b1"), end: () => {}, changed: () => {} },
		gone,
	);
	const lent = await desk.lend({ account: "a", kind: "usual", waitMs: 1_000 }, async (id) => {
		tried.push(id);
		return id === "b1" ? "good" : "lost";
	});
	expect([lent, tried]).toEqual([ok(undefined), ["x1", "x2", "b1"]]);
});
