import { expect, test } from "vitest";
import { SilenceProbe } from "../../src/session/relay/silence-probe.ts";

/** A probe, what it sent, and whether the connection is dead after so many checks. */
function probing() {
	const sent: string[] = [];
	const probe = new SilenceProbe();
	const isDeadAfter = (checks: number): boolean => {
		for (let check = 0; check < checks; check += 1)
			if (!probe.isAnswering((message) => sent.push(message))) return true;
		return false;
	};
	return { probe, sent, isDeadAfter };
}

const replyTo = (message: string | undefined) => `{"id":${JSON.parse(message ?? "").id},"result":{}}`;

test("a browser that was asked nothing may be silent for ever", () => {
	const { sent, isDeadAfter } = probing();
	expect(isDeadAfter(1000)).toBe(false);
	expect(sent).toEqual([]);
});

test("a browser that is silent after a command is asked for a sign of life, and its answer kept back", () => {
	const { probe, sent, isDeadAfter } = probing();
	probe.sent();
	isDeadAfter(1);
	expect(sent).toEqual([]);
	expect(isDeadAfter(1)).toBe(false);
	expect(sent).toHaveLength(1);
	expect(probe.received('{"method":"Page.loadEventFired"}')).toBe(false);
	expect(probe.received(replyTo(sent[0]))).toBe(true);
	expect(probe.received(replyTo(sent[0]))).toBe(false);
});

test("a command that takes long is no dead connection as long as the probe is answered", () => {
	const { probe, sent, isDeadAfter } = probing();
	probe.sent();
	isDeadAfter(2);
	probe.received(replyTo(sent[0]));
	expect(isDeadAfter(1000)).toBe(false);
	expect(sent).toHaveLength(1);
});

test("a connection on which the probe is not answered is dead", () => {
	const { probe, sent, isDeadAfter } = probing();
	probe.sent();
	expect(isDeadAfter(5)).toBe(false);
	expect(isDeadAfter(1)).toBe(true);
	expect(sent).toHaveLength(1);
});

test("a client that goes on sending into a dead connection does not hide that it is dead", () => {
	const { probe, isDeadAfter } = probing();
	const isDead = Array.from({ length: 6 }, () => {
		probe.sent();
		return isDeadAfter(1);
	});
	expect(isDead.at(-1)).toBe(true);
});

test("a connection that dies in the middle of an answer is noticed though the client waits in silence", () => {
	const { probe, isDeadAfter } = probing();
	probe.sent();
	probe.received('{"method":"Runtime.consoleAPICalled"}');
	expect(isDeadAfter(7)).toBe(true);
});

test("whatever the browser says shows that it is alive, and a late answer to the probe is kept back still", () => {
	const { probe, sent, isDeadAfter } = probing();
	probe.sent();
	isDeadAfter(5);
	probe.received('{"method":"Page.loadEventFired"}');
	expect(isDeadAfter(2)).toBe(false);
	expect(probe.received(replyTo(sent[0]))).toBe(true);
	expect(isDeadAfter(1000)).toBe(false);
});
