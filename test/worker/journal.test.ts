import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import type { JournalBounds, NewEntry } from "../../src/domain/entry.ts";
import { cutToLength } from "../../src/session/recorder/entry-length.ts";
import { Journal } from "../../src/session/recorder/journal.ts";
import { consoleText } from "../../src/session/recorder/remote-object.ts";

const BOUNDS = { maxEntries: 1_000, maxLength: 1_000_000, maxEntryLength: 10_000 };

const said = (text: string, level: "info" | "error" = "info", time = 1): NewEntry => ({
	time,
	kind: "console",
	level,
	text,
	detail: { type: "log" },
});

/** A journal on an object's real SQLite; `restart` gives the same after a restart of the object. */
function onJournal(
	play: (journal: Journal, restart: () => Journal) => void,
	bounds: Partial<JournalBounds> = {},
) {
	return runInDurableObject(env.SESSION.getByName(crypto.randomUUID()), (_, ctx) => {
		const open = () => new Journal(ctx.storage, { ...BOUNDS, ...bounds });
		play(open(), open);
	});
}

const all = { after: 0, limit: 10_000 };
const textsIn = (journal: Journal, query: object = {}) =>
	journal.read({ ...all, ...query }).entries.map(({ text }) => text);

describe("a journal", () => {
	test("numbers entries from 1, and goes on after a restart", () =>
		onJournal((journal, restart) => {
			journal.add(said("one"));
			journal.add(said("two", "info", 5));
			journal.flush();
			const later = restart();
			expect([later.lastSeq, later.lastTime]).toEqual([2, 5]);
			later.add(said("three"));
			expect(later.read(all).entries.map(({ seq, text }) => [seq, text])).toEqual([
				[1, "one"],
				[2, "two"],
				[3, "three"],
			]);
		}));

	test("gives pages, and tells whether there is a next one", () =>
		onJournal((journal) => {
			for (const text of ["a", "b", "c"]) journal.add(said(text));
			expect(journal.read({ after: 0, limit: 2 })).toMatchObject({ next: 2, dropped: 0 });
			expect(journal.read({ after: 2, limit: 1 }).next).toBeUndefined();
			expect(textsIn(journal, { after: 2 })).toEqual(["c"]);
			expect(textsIn(journal, { after: 99 })).toEqual([]);
		}));

	test("writes nothing down that looks like a credential, whatever kind of entry says it", () =>
		onJournal((journal) => {
			const detail = { event: "opened", type: "alert" } as const;
			journal.add(said("GET http://user:PW@a.test/?oobCode=abc with passcode=4711x"));
			journal.add({ ...said('alert: {"apiKey":"abc"}'), kind: "dialog", detail });
			journal.add(
				said(
					consoleText([
						{ type: "string", value: "password" },
						{ type: "string", value: "abc" },
					]),
				),
			);
			expect(textsIn(journal)).toEqual([
				"GET http://REDACTED@a.test/?oobCode=REDACTED with passcode=REDACTED",
				'alert: {"apiKey":"REDACTED"}',
				"password REDACTED",
			]);
		}));

	test("gives stretches, and tells how much there is", () =>
		onJournal((journal) => {
			for (const text of ["a", "b", "c"]) journal.add(said(text));
			const stretch = (offset: number | "all but newest", limit: number) => {
				const { entries, total } = journal.stretch({ kinds: ["console"], offset, limit });
				return [entries.map(({ text }) => text).join(""), total];
			};
			expect(stretch(0, 10)).toEqual(["abc", 3]);
			expect(stretch(1, 1)).toEqual(["b", 3]);
			expect(stretch(3, 1)).toEqual(["", 3]);
			expect(stretch("all but newest", 2)).toEqual(["bc", 3]);
			expect(stretch("all but newest", 9)).toEqual(["abc", 3]);
		}));

	test("remembers where pages went last, and how often, when the entries have gone", () =>
		onJournal(
			(journal, restart) => {
				for (let i = 1; i <= 300; i += 1) {
					const detail = { url: `http://site.test/${i}`, title: `Page ${i}`, isSameDocument: false };
					journal.add({ time: i, kind: "navigation", level: "info", text: "x".repeat(900), detail });
				}
				journal.flush();
				const latest = { navigations: 300, currentUrl: "http://site.test/300", currentTitle: "Page 300" };
				expect(journal.whereabouts).toEqual(latest);
				expect(restart().whereabouts).toEqual(latest);
				expect(journal.read(all).dropped).toBeGreaterThan(0);
				journal.reset();
				expect(journal.whereabouts).toEqual({ navigations: 0 });
			},
			{ maxEntries: 100 },
		));

	test("filters by kind, level and text", () =>
		onJournal((journal) => {
			journal.add(said("Hello"));
			journal.add(said("hello again", "error"));
			journal.add({ ...said("crash"), kind: "crash", detail: { event: "closed", type: "page", url: "" } });
			expect(textsIn(journal, { text: "HELLO" })).toEqual(["Hello", "hello again"]);
			expect(textsIn(journal, { levels: ["error"] })).toEqual(["hello again"]);
			expect(textsIn(journal, { kinds: ["crash"] })).toEqual(["crash"]);
			expect(journal.stretch({ kinds: ["console"], offset: 0, limit: 0 })).toEqual({ entries: [], total: 2 });
		}));

	test.each([
		["entries", { maxEntries: 100 }],
		["length", { maxLength: 12_000 }],
	])("keeps to its bound of %s: the oldest go, and how many is told", (_, bounds) =>
		onJournal((journal, restart) => {
			for (let i = 1; i <= 1_000; i += 1) {
				journal.add(said(`entry ${i}`));
				if (i % 20 === 0) journal.flush();
			}
			for (const each of [journal, restart()]) {
				const { entries, dropped } = each.read(all);
				expect(entries.length).toBeLessThanOrEqual(120);
				expect(entries.at(-1)?.text).toBe("entry 1000");
				expect(entries[0]?.seq).toBe(dropped + 1);
				expect(dropped + entries.length).toBe(1_000);
			}
		}, bounds),
	);

	test("writes a row for many entries", () =>
		runInDurableObject(env.SESSION.getByName(crypto.randomUUID()), (_, { storage }) => {
			const journal = new Journal(storage, BOUNDS);
			for (let i = 0; i < 500; i += 1) journal.add(said("entry"));
			journal.flush();
			expect(storage.sql.exec("SELECT count(*) AS rows FROM journal").one()).toEqual({ rows: 1 });
		}));

	test("is as new after its storage was emptied", () =>
		runInDurableObject(env.SESSION.getByName(crypto.randomUUID()), async (_, { storage }) => {
			const journal = new Journal(storage, BOUNDS);
			journal.add(said("before"));
			journal.flush();
			await storage.deleteAll();
			journal.reset();
			journal.add(said("after"));
			expect(journal.read(all).entries).toMatchObject([{ seq: 1, text: "after" }]);
		}));
});

describe("an entry that is too long", () => {
	const headers = [{ name: "x", value: "v".repeat(400) }];
	const request: NewEntry = {
		time: 1,
		kind: "network",
		level: "info",
		text: "GET /",
		detail: {
			url: "/",
			method: "GET",
			type: "XHR",
			isFinished: true,
			requestHeaders: headers,
			responseHeaders: headers,
		},
	};

	test.each([
		["a long text", said("x".repeat(50_000)), 2_000],
		["a text that grows when it is written down", said("\u0001".repeat(50_000)), 2_000],
		["headers", request, 700],
		["both kinds of headers", request, 300],
		[
			"a stack",
			{ ...said("x"), detail: { type: "log", stack: Array.from({ length: 90 }, () => "f (x:1:1)") } },
			300,
		],
	] as const)("is cut: %s", (_, entry, length) => {
		const text = cutToLength({ ...(entry as NewEntry), seq: 1 }, length);
		expect(text.length).toBeLessThanOrEqual(length);
		expect(JSON.parse(text)).toMatchObject({ seq: 1, kind: entry.kind, isCut: true });
	});

	test("is left alone when it is not", () => {
		expect(JSON.parse(cutToLength({ ...request, seq: 1 }, 10_000))).toEqual({ ...request, seq: 1 });
	});
});

test.each([
	[[{ type: "string", value: "plain" }], "plain"],
	[[{ type: "number", value: 3 }, { type: "undefined" }], "3 undefined"],
	[[{ type: "number", unserializableValue: "-0", description: "-0" }], "-0"],
	[
		[
			{ type: "string", value: "%s is %d%%" },
			{ type: "string", value: "it" },
			{ type: "number", value: 5 },
		],
		"it is 5%",
	],
	[
		[
			{ type: "string", value: "%cstyled" },
			{ type: "string", value: "color: red" },
			{ type: "boolean", value: true },
		],
		"styled true",
	],
	[[{ type: "string", value: "50% of %s" }], "50% of %s"],
	[
		[
			{ type: "object", description: "Array(2)" },
			{ type: "object", value: null },
		],
		"Array(2) null",
	],
])("a console prints %j as %s", (args, text) => {
	expect(consoleText(args)).toBe(text);
});
