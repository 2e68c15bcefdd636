import { expect, test } from "vitest";
import type { Entry } from "../../src/domain/entry.ts";
import { harFrom, type NetworkEntry } from "../../src/http/berth/har.ts";

const request = (time: number, targetId = "tab", type = "XHR"): NetworkEntry => ({
	seq: time,
	time,
	kind: "network",
	level: "info",
	text: "",
	targetId,
	detail: { url: `https://a.test/?at=${time}`, method: "GET", type, isFinished: true },
});

const navigation = (seq: number, time: number, { targetId = "tab", isSameDocument = false } = {}): Entry => ({
	seq,
	time,
	kind: "navigation",
	level: "info",
	text: "https://a.test/",
	targetId,
	detail: { url: "https://a.test/", title: "", isSameDocument },
});

async function read(requests: readonly NetworkEntry[], navigations: readonly Entry[]) {
	let text = "";
	for await (const piece of harFrom(requests, navigations)) text += piece;
	return JSON.parse(text) as {
		log: { pages: object[]; entries: { pageref?: string; request: { queryString: object[] } }[] };
	};
}

const pageOf = async (asked: NetworkEntry, navigations: readonly Entry[]) =>
	(await read([asked], navigations)).log.entries[0]?.pageref;

test.each<[string, NetworkEntry, readonly Entry[], string | undefined]>([
	["without pages of none", request(5), [], undefined],
	["before the first page of none", request(5), [navigation(1, 6)], undefined],
	["the last that has begun", request(5), [navigation(1, 1), navigation(2, 5), navigation(3, 6)], "page_2"],
	["no page of another tab", request(5), [navigation(1, 1, { targetId: "other" })], undefined],
	[
		"no move within a document",
		request(5),
		[navigation(1, 1), navigation(2, 2, { isSameDocument: true })],
		"page_1",
	],
	["a document's own", request(5, "tab", "Document"), [navigation(1, 1), navigation(2, 900)], "page_2"],
	["pages that are not in order", request(5), [navigation(2, 6), navigation(1, 1)], "page_1"],
])("a request's page is: %s", async (_, asked, navigations, expected) => {
	expect(await pageOf(asked, navigations)).toBe(expected);
});

test("requests are in order of time, and their addresses taken apart", async () => {
	const { log } = await read([request(2), request(1)], []);
	expect(log.entries.map((entry) => entry.request.queryString)).toEqual([
		[{ name: "at", value: "1" }],
		[{ name: "at", value: "2" }],
	]);
});

test("a full log gives others turns", async () => {
	let turns = 0;
	const other = setInterval(() => (turns += 1));
	const times = Array.from({ length: 10_000 }, (_, at) => at);
	const { log } = await read(
		times.map((time) => request(time, "worker")),
		times.map((time) => navigation(time, time)),
	);
	clearInterval(other);
	expect(log.entries).toHaveLength(10_000);
	expect(turns).toBeGreaterThan(5);
});
