import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SilenceProbe } from "../../src/session/silence-probe.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now: 0 }));
afterEach(() => vi.useRealTimers());

/** A probe, and what it sent. */
function probing() {
	const sent: string[] = [];
	const probe = new SilenceProbe();
	const looksAlive = () => probe.isAnswering((message) => sent.push(message));
	return { probe, sent, looksAlive };
}

const replyTo = (message: string | undefined) => `{"id":${JSON.parse(message ?? "").id},"result":{}}`;

test("a browser that was asked nothing may be silent for ever", () => {
	const { sent, looksAlive } = probing();
	vi.setSystemTime(3_600_000);
	expect(looksAlive()).toBe(true);
	expect(sent).toEqual([]);
});

test("a browser that is silent after a command is asked for a sign of life, and its answer kept back", () => {
	const { probe, sent, looksAlive } = probing();
	probe.sent();
	vi.setSystemTime(4_999);
	looksAlive();
	expect(sent).toEqual([]);
	vi.setSystemTime(5_000);
	expect(looksAlive()).toBe(true);
	expect(sent).toHaveLength(1);
	expect(probe.received('{"method":"Page.loadEventFired"}')).toBe(false);
	expect(probe.received(replyTo(sent[0]))).toBe(true);
	expect(probe.received(replyTo(sent[0]))).toBe(false);
});

test("a command that takes long is no dead connection as long as the probe is answered", () => {
	const { probe, sent, looksAlive } = probing();
	probe.sent();
	vi.setSystemTime(5_000);
	looksAlive();
	probe.received(replyTo(sent[0]));
	vi.setSystemTime(60_000);
	expect(looksAlive()).toBe(true);
	expect(sent).toHaveLength(1);
});

test("a connection on which the probe is not answered is dead", () => {
	const { probe, looksAlive } = probing();
	probe.sent();
	vi.setSystemTime(5_000);
	looksAlive();
	vi.setSystemTime(14_999);
	expect(looksAlive()).toBe(true);
	vi.setSystemTime(15_000);
	expect(looksAlive()).toBe(false);
});

test("a client that goes on sending into a dead connection does not hide that it is dead", () => {
	const { probe, sent, looksAlive } = probing();
	for (let second = 0; second <= 20; second += 1) {
		vi.setSystemTime(second * 1000);
		probe.sent();
		looksAlive();
	}
	expect(sent).toHaveLength(1);
	expect(looksAlive()).toBe(false);
});

test("a connection that dies in the middle of an answer is noticed though the client waits in silence", () => {
	const { probe, sent, looksAlive } = probing();
	probe.sent();
	probe.received('{"method":"Runtime.consoleAPICalled"}');
	vi.setSystemTime(5_000);
	looksAlive();
	expect(sent).toHaveLength(1);
});

test("whatever the browser says shows that it is alive, and a late answer to the probe is kept back still", () => {
	const { probe, sent, looksAlive } = probing();
	probe.sent();
	vi.setSystemTime(5_000);
	looksAlive();
	vi.setSystemTime(14_000);
	probe.received('{"method":"Page.loadEventFired"}');
	vi.setSystemTime(18_000);
	expect(looksAlive()).toBe(true);
	expect(probe.received(replyTo(sent[0]))).toBe(true);
});
