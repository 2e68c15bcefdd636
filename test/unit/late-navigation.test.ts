import { EventEmitter } from "node:events";
import type { CDPSession } from "@cloudflare/puppeteer";
import { describe, expect, test } from "vitest";
import { LateNavigation } from "../../src/commands/late-navigation.ts";

const WANTED = "http://site.test/wanted#part";

const begun = (loaderId: string, url: string, frameId = "main") =>
	["Network.requestWillBeSent", { requestId: loaderId, loaderId, frameId, request: { url } }] as const;
const shown = (loaderId: string, parentId?: string) =>
	["Page.frameNavigated", { frame: { loaderId, parentId } }] as const;
const failed = (loaderId: string) => ["Network.loadingFailed", { requestId: loaderId }] as const;

const WANTED_COMES = [begun("1", "http://site.test/wanted"), shown("1")] as const;
const NEXT = begun("2", "http://site.test/next");

type Happening = readonly [string, object];

/** Whether there is a late navigation after what happens while an address is opened. */
function isLateAfter(happenings: readonly Happening[]): boolean {
	const client = new EventEmitter();
	// Both have `on` and `off` alike.
	const late = new LateNavigation(client as unknown as CDPSession, "main", WANTED);
	for (const [event, params] of happenings) client.emit(event, params);
	late.end();
	expect(client.eventNames()).toEqual([]);
	return late.isThere;
}

const CASES: readonly (readonly [string, boolean, readonly Happening[]])[] = [
	["one that was begun before the document came", true, [WANTED_COMES[0], NEXT, WANTED_COMES[1]]],
	["one that has come after the document", true, [WANTED_COMES[0], NEXT, WANTED_COMES[1], shown("2")]],
	["none where nothing else was begun", false, WANTED_COMES],
	["none where the document itself begins one", false, [...WANTED_COMES, NEXT, shown("2")]],
	["none where that one fails", false, [WANTED_COMES[0], NEXT, WANTED_COMES[1], failed("2")]],
	["none where that one comes first", false, [NEXT, shown("2"), ...WANTED_COMES]],
	[
		"none where the document is redirected",
		false,
		[WANTED_COMES[0], begun("1", "http://b.test/"), shown("1")],
	],
	["none where the late one is the document", false, [WANTED_COMES[0], shown("0"), shown("1")]],
	[
		"none where a frame begins one",
		false,
		[WANTED_COMES[0], begun("2", "http://b.test/", "child"), shown("1"), shown("2", "main")],
	],
];

describe("beside an address that is opened, the page that is left", () => {
	test.each(CASES)("has %s", (_, isLate, happenings) => {
		expect(isLateAfter(happenings)).toBe(isLate);
	});
});
