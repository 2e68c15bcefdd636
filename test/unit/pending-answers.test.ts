import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PendingAnswers } from "../../src/browser/pending-answers.ts";
import { ok, type Result } from "../../src/domain/result.ts";

const late = ok("late");

/** Commands that wait, and what became of them. */
class Commands {
	readonly pending = new PendingAnswers();
	readonly answers = new Map<number, Result<unknown>[]>();

	send(id: number, timeoutMs: number): void {
		const settle = (answer: Result<unknown>) =>
			void this.answers.set(id, [...(this.answers.get(id) ?? []), answer]);
		this.pending.add(id, settle, timeoutMs, late);
	}
}

describe("commands that wait for their answers", () => {
	let commands: Commands;
	beforeEach(() => {
		vi.useFakeTimers();
		commands = new Commands();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	test("have one timer, however many they are", () => {
		for (let id = 1; id <= 20_000; id += 1) commands.send(id, 10_000 + (id % 7));
		expect(vi.getTimerCount()).toBe(1);
		vi.advanceTimersByTime(10_100);
		expect(commands.answers.size).toBe(20_000);
		expect(commands.pending.size).toBe(0);
		expect(vi.getTimerCount()).toBe(0);
	});

	test("wait for no longer than their time once more where the clock is set back", () => {
		commands.send(1, 3_000);
		vi.setSystemTime(Date.now() - 7_200_000);
		commands.send(2, 1_000);
		vi.advanceTimersByTime(1_100);
		expect([...commands.answers.keys()]).toEqual([2]);
		vi.advanceTimersByTime(3_100);
		expect(commands.answers.get(1)).toEqual([late]);
	});

	test("each wait until their own deadline, in whatever order they were sent", () => {
		commands.send(1, 3_000);
		commands.send(2, 1_000);
		commands.send(3, 2_000);
		const lateAfter = (ms: number) => {
			vi.advanceTimersByTime(ms);
			return [...commands.answers.keys()];
		};
		expect(lateAfter(999)).toEqual([]);
		expect(lateAfter(100)).toEqual([2]);
		expect(lateAfter(1_000)).toEqual([2, 3]);
		expect(lateAfter(1_000)).toEqual([2, 3, 1]);
	});

	test("are answered once, in time or not at all", () => {
		commands.send(1, 1_000);
		commands.pending.settle(1, ok("in time"));
		commands.pending.settle(1, ok("again"));
		commands.pending.settle(7, ok("never asked"));
		vi.advanceTimersByTime(5_000);
		expect(commands.answers.get(1)).toEqual([ok("in time")]);
		expect(vi.getTimerCount()).toBe(0);
	});

	test("are all answered when the connection is gone", () => {
		for (const id of [1, 2, 3]) commands.send(id, 1_000);
		commands.pending.settleAll(ok("gone"));
		expect([...commands.answers.values()]).toEqual([[ok("gone")], [ok("gone")], [ok("gone")]]);
		expect(vi.getTimerCount()).toBe(0);
	});
});
