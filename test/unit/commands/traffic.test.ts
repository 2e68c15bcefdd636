import { EventEmitter } from "node:events";
import type { CDPSession } from "@cloudflare/puppeteer";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Traffic } from "../../../src/commands/traffic.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page's network, and whether it has been idle so far. */
function network() {
	const events = new EventEmitter();
	const traffic = new Traffic(events as unknown as CDPSession);
	let outcome = "";
	traffic.idle(10_000).then(
		() => (outcome = "idle"),
		(fault: Error) => (outcome = fault.message),
	);
	return {
		events,
		traffic,
		begin: (requestId: string, type = "Fetch") =>
			events.emit("Network.requestWillBeSent", { requestId, type }),
		finish: (requestId: string) => events.emit("Network.loadingFinished", { requestId }),
		fail: (requestId: string) => events.emit("Network.loadingFailed", { requestId }),
		async after(ms: number) {
			await vi.advanceTimersByTimeAsync(ms);
			return outcome;
		},
	};
}

test("a network is idle once it has been quiet for half a second", async () => {
	const { after } = network();
	expect(await after(499)).toBe("");
	expect(await after(1)).toBe("idle");
});

test("two requests may stay open, and three may not", async () => {
	const { begin, finish, fail, after } = network();
	for (const id of ["a", "b", "c"]) begin(id);
	expect(await after(5_000)).toBe("");
	finish("a");
	expect(await after(400)).toBe("");
	begin("d");
	expect(await after(1_000)).toBe("");
	fail("d");
	expect(await after(499)).toBe("");
	expect(await after(1)).toBe("idle");
});

test("a stream is no load, and a redirect no other request", async () => {
	const { begin, after } = network();
	for (const id of ["a", "b", "c"]) begin(id, "EventSource");
	for (const id of ["d", "d", "e"]) begin(id);
	expect(await after(500)).toBe("idle");
});

test("one that stays busy is given up when its time is over, and nothing is listened to any more", async () => {
	const { begin, after, traffic, events } = network();
	for (const id of ["a", "b", "c"]) begin(id);
	expect(await after(10_000)).toBe("the network was not idle within 10000 ms");
	traffic.end();
	expect(events.eventNames()).toEqual([]);
});
