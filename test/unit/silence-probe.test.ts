import { expect, test } from "vitest";
import { SilenceProbe } from "../../src/session/relay/silence-probe.ts";

/** A probe, what it sent, and whether the connection is suspect after so many checks. */
function probing() {
	const sent: string[] = [];
	const probe = new SilenceProbe();
	const isSuspectAfter = (checks: number): boolean => {
		for (let check = 0; check < checks; check += 1) probe.check((message) => sent.push(message));
		return probe.isSuspect;
	};
	return { probe, sent, isSuspectAfter };
}

const replyTo = (message: string | undefined) => `{"id":${JSON.parse(message ?? "").id},"result":{}}`;

test("a browser that was asked nothing, and says nothing, may be silent for ever", () => {
	const { sent, isSuspectAfter } = probing();
	expect(isSuspectAfter(1000)).toBe(false);
	expect(sent).toEqual([]);
});

test("a browser that is silent after a command is asked for a sign of life, and its answer kept back", () => {
	const { probe, sent, isSuspectAfter } = probing();
	probe.sent();
	expect(isSuspectAfter(1)).toBe(false);
	expect(sent).toHaveLength(1);
	expect(probe.received('{"method":"Page.loadEventFired"}')).toBe(false);
	expect(probe.received(replyTo(sent[0]))).toBe(true);
	expect(probe.received(replyTo(sent[0]))).toBe(false);
});

test("a connection on which the probe is not answered is suspect, and is asked once only", () => {
	const { probe, sent, isSuspectAfter } = probing();
	probe.sent();
	expect(isSuspectAfter(3)).toBe(false);
	expect(isSuspectAfter(1)).toBe(true);
	expect(isSuspectAfter(10)).toBe(true);
	expect(sent).toHaveLength(1);
});

test("a connection is suspect no longer once something comes in", () => {
	const { probe, sent, isSuspectAfter } = probing();
	probe.sent();
	expect(isSuspectAfter(5)).toBe(true);
	probe.received(replyTo(sent[0]));
	expect(probe.isSuspect).toBe(false);
	expect(isSuspectAfter(4)).toBe(false);
});

test("an answer that took long to write, and did not arrive, is noticed though probes before it were answered", () => {
	const { probe, sent, isSuspectAfter } = probing();
	probe.sent();
	for (let silence = 0; silence < 5; silence += 1) {
		isSuspectAfter(1);
		probe.received(replyTo(sent.at(-1)));
		expect(isSuspectAfter(1)).toBe(false);
	}
	expect(sent).toHaveLength(5);
	expect(isSuspectAfter(4)).toBe(true);
});

test("an event that did not arrive is noticed though the client asked nothing", () => {
	const { probe, isSuspectAfter } = probing();
	probe.received('{"method":"Runtime.consoleAPICalled"}');
	expect(isSuspectAfter(5)).toBe(true);
});

test("a client that goes on sending into a dead connection does not hide that it is dead", () => {
	const { probe, isSuspectAfter } = probing();
	const isDead = Array.from({ length: 4 }, () => {
		probe.sent();
		return isSuspectAfter(1);
	});
	expect(isDead).toEqual([false, false, false, true]);
});

test("no sign of life is still to come once each was given, however late", () => {
	const { probe, sent, isSuspectAfter } = probing();
	probe.sent();
	isSuspectAfter(1);
	probe.ask((message) => sent.push(message));
	expect(probe.isAnswered).toBe(false);
	for (const message of sent) expect(probe.received(replyTo(message))).toBe(true);
	expect(probe.isAnswered).toBe(true);
});
