import { describe, expect, test, vi } from "vitest";
import type { CdpEvent } from "../../src/browser/cdp.ts";
import { ClientSessions } from "../../src/session/link/client-sessions.ts";
import { NetworkTap } from "../../src/session/link/network-tap.ts";
import { NetworkTaps } from "../../src/session/link/network-taps.ts";

const SESSION = "0123456789ABCDEF0123456789ABCDEF";
const OTHER = "FEDCBA9876543210FEDCBA9876543210";
const TARGET = "P";

const event = (requestId: string): CdpEvent => ({ method: "Network.loadingFinished", params: { requestId } });
const asTold = (requestId: string, sessionId = SESSION) => JSON.stringify({ ...event(requestId), sessionId });

/** Berth's own subscription, and what is heard. */
function scene() {
	const taps = new NetworkTaps();
	const heard: string[] = [];
	const ended = Promise.withResolvers<void>();
	const follower = {
		subscribe: vi.fn(),
		unsubscribe: vi.fn(() => ended.promise),
		hear: (told: CdpEvent) => heard.push((told.params as { requestId: string }).requestId),
	};
	/** An event on Berth's own connection. */
	const own = (requestId: string) => {
		taps.own(TARGET, event(requestId));
		follower.hear(event(requestId));
	};
	const sessions = new ClientSessions(undefined);
	for (const sessionId of [SESSION, OTHER])
		sessions.saw(
			JSON.stringify({
				method: "Target.attachedToTarget",
				params: { sessionId, targetInfo: { targetId: TARGET, type: "page" }, waitingForDebugger: false },
			}),
		);
	const tap = new NetworkTap(sessions, taps);
	const enable = (sessionId = SESSION) => {
		tap.sent(JSON.stringify({ id: 7, method: "Network.enable", params: {}, sessionId }));
		tap.saw(JSON.stringify({ id: 7, result: {}, sessionId }));
	};
	return { taps, heard, follower, own, tap, enable, endOwn: () => ended.resolve() };
}

test("without a client that has them on, the events come over Berth's own connection", () => {
	const { taps, follower } = scene();
	taps.follow(TARGET, follower);
	expect(follower.subscribe).toHaveBeenCalledOnce();
	expect(follower.unsubscribe).not.toHaveBeenCalled();
});

test("where a client has them on already, nothing is asked of Chrome", () => {
	const { taps, follower, enable, tap, heard } = scene();
	enable();
	taps.follow(TARGET, follower);
	tap.saw(asTold("1"));
	expect(follower.subscribe).not.toHaveBeenCalled();
	expect(heard).toEqual(["1"]);
});

test("each event is heard once, in order, while the two change over", async () => {
	const { taps, follower, enable, tap, heard, own, endOwn } = scene();
	taps.follow(TARGET, follower);
	own("1");
	enable();
	tap.saw(asTold("2"));
	own("2");
	own("3");
	tap.saw(asTold("3"));
	tap.saw(asTold("4"));
	expect(heard).toEqual(["1", "2", "3"]);
	endOwn();
	await expect.poll(() => heard).toEqual(["1", "2", "3", "4"]);
	tap.saw(asTold("5"));
	expect(heard).toEqual(["1", "2", "3", "4", "5"]);
});

test("another session of the client that has them on as well is not heard besides", async () => {
	const { taps, follower, enable, tap, heard } = scene();
	enable();
	taps.follow(TARGET, follower);
	enable(OTHER);
	tap.saw(asTold("1"));
	tap.saw(asTold("1", OTHER));
	expect(heard).toEqual(["1"]);
});

describe("Berth asks for them itself again", () => {
	const disable = JSON.stringify({ id: 8, method: "Network.disable", sessionId: SESSION });
	test.each<[string, (tap: NetworkTap) => void]>([
		["when the client turns them off", (tap) => tap.sent(disable)],
		["when it does so with escapes", (tap) => tap.sent(disable.replace("disable", "d\\u0069sable"))],
		[
			"when it writes what only Chrome can read",
			(tap) => tap.sent(disable.replace("disable", "d\\x69sable")),
		],
		["when it does so in a long message", (tap) => tap.sent(disable + " ".repeat(70_000))],
		["when it sends bytes", (tap) => tap.sent(new ArrayBuffer(8))],
		[
			"when it sends messages inside of messages",
			(tap) =>
				tap.sent(
					JSON.stringify({
						id: 9,
						method: "Target.sendMessageToTarget",
						params: { sessionId: SESSION, message: disable },
					}),
				),
		],
		[
			"when it detaches",
			(tap) =>
				tap.saw(
					JSON.stringify({
						method: "Target.detachedFromTarget",
						params: { sessionId: SESSION, targetId: TARGET },
					}),
				),
		],
		["when it leaves", (tap) => tap.close()],
	])("%s", (_, leave) => {
		const { taps, follower, enable, tap, heard, own } = scene();
		enable();
		taps.follow(TARGET, follower);
		leave(tap);
		expect(follower.subscribe).toHaveBeenCalledOnce();
		tap.saw(asTold("told to nobody"));
		own("1");
		expect(heard).toEqual(["1"]);
	});
});

test("a client that is refused is no source", () => {
	const { taps, follower, tap } = scene();
	tap.sent(JSON.stringify({ id: 7, method: "Network.enable", sessionId: SESSION }));
	tap.saw(JSON.stringify({ id: 7, error: { code: -32_000, message: "no" }, sessionId: SESSION }));
	taps.follow(TARGET, follower);
	expect(follower.subscribe).toHaveBeenCalledOnce();
});

test("who leaves while the two change over takes nothing along", async () => {
	const { taps, follower, enable, tap, heard, endOwn } = scene();
	taps.follow(TARGET, follower);
	enable();
	tap.saw(asTold("1"));
	tap.close();
	endOwn();
	await expect.poll(() => heard).toEqual(["1"]);
	expect(follower.subscribe).toHaveBeenCalledTimes(2);
});

test("while it is suspended, Berth asks for them itself", async () => {
	const { taps, follower, enable, tap, heard, endOwn } = scene();
	enable();
	taps.follow(TARGET, follower);
	taps.suspend();
	expect(follower.subscribe).toHaveBeenCalledOnce();
	tap.saw(asTold("1"));
	enable(OTHER);
	expect(follower.unsubscribe).not.toHaveBeenCalled();
	expect(heard).toEqual([]);
	taps.resume();
	endOwn();
	expect(follower.unsubscribe).toHaveBeenCalledOnce();
	await expect.poll(() => (tap.saw(asTold("2")), heard)).toContain("2");
});

test("nobody hears what is told once the follower has gone", () => {
	const { taps, follower, enable, tap, heard } = scene();
	enable();
	const unfollow = taps.follow(TARGET, follower);
	unfollow();
	tap.saw(asTold("1"));
	tap.close();
	expect(heard).toEqual([]);
	expect(follower.subscribe).not.toHaveBeenCalled();
});
