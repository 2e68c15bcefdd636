import { describe, expect, test } from "vitest";
import type { EntryOf } from "../../src/domain/entry.ts";
import { loadsOf } from "../../src/ui/dashboard/session/waterfall.ts";

type NetworkEntry = EntryOf<"network">;

const request = (time: number, url: string, detail: Partial<NetworkEntry["detail"]> = {}): NetworkEntry => ({
	seq: time,
	time,
	kind: "network",
	level: "info",
	text: url,
	targetId: "tab",
	detail: { url, method: "GET", type: "Image", durationMs: 100, isFinished: true, ...detail },
});

const page = (time: number, url: string): EntryOf<"navigation"> => ({
	seq: time,
	time,
	kind: "navigation",
	level: "info",
	text: url,
	targetId: "tab",
	detail: { url, title: "", isSameDocument: false },
});

const grouped = (
	requests: readonly NetworkEntry[],
	pages: readonly EntryOf<"navigation">[],
	all = requests,
) =>
	loadsOf(requests, all, pages).map((load) => [
		load.page?.detail.url,
		...load.requests.map(({ text }) => text),
	]);

const asDocument = { type: "Document" } as const;

describe("requests are shown with the page that they were of", () => {
	const requests = [
		request(0, "/a", asDocument),
		request(30, "/a.png"),
		request(200, "/b", asDocument),
		request(260, "/b.png"),
	];
	const pages = [page(20, "/a"), page(250, "/b")];

	test("also where the next page comes at once, and is known of late", () => {
		expect(grouped(requests, pages)).toEqual([
			["/a", "/a", "/a.png"],
			["/b", "/b", "/b.png"],
		]);
		expect(grouped(requests, [page(20, "/a"), page(700, "/b")])).toEqual([
			["/a", "/a", "/a.png"],
			["/b", "/b", "/b.png"],
		]);
	});

	test("where their documents are searched away", () => {
		const [, a, , b] = requests as [NetworkEntry, NetworkEntry, NetworkEntry, NetworkEntry];
		expect(grouped([b, a], pages, requests)).toEqual([
			["/a", "/a.png"],
			["/b", "/b.png"],
		]);
	});

	test("with the address that led to it", () => {
		const redirect = request(0, "/old", { ...asDocument, redirectTo: "/a" });
		expect(grouped([redirect, request(40, "/a", asDocument)], [page(90, "/a")])).toEqual([
			["/a", "/old", "/a"],
		]);
	});

	test("those of a frame with the page that it is in, and those before any page by themselves", () => {
		const frame = request(60, "/frame", asDocument);
		expect(grouped([request(0, "/a", asDocument), frame], [page(20, "/a"), page(900, "/z")])).toEqual([
			["/a", "/a", "/frame"],
		]);
		expect(grouped([request(0, "/x")], [page(500, "/a")])).toEqual([[undefined, "/x"]]);
	});
});
