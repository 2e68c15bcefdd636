import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Schedule } from "../../src/session/life/schedule.ts";

const HOUR_MS = 3_600_000;

/** A schedule whose alarm is only written down. */
function aSchedule() {
	const alarms: number[] = [];
	const onLate = vi.fn();
	const storage = {
		setAlarm: async (time: number | Date) => void alarms.push(Number(time)),
		deleteAlarm: async () => {},
	};
	return { alarms, onLate, schedule: new Schedule(storage, onLate) };
}

describe("an alarm", () => {
	beforeEach(() => vi.useFakeTimers());
	afterEach(() => vi.useRealTimers());

	test("is only ever moved to an earlier time", async () => {
		const { alarms, schedule } = aSchedule();
		const now = Date.now();
		for (const inMs of [60_000, 90_000, 30_000]) await schedule.arm(now + inMs);
		expect(alarms).toEqual([now + 60_000, now + 30_000]);
	});

	test("that a clock set back keeps from ringing is stood in for by a timer", async () => {
		const { onLate, schedule } = aSchedule();
		await schedule.arm(Date.now() + 60_000);
		vi.setSystemTime(Date.now() - 2 * HOUR_MS);
		await vi.advanceTimersByTimeAsync(89_000);
		expect(onLate).not.toHaveBeenCalled();
		await vi.advanceTimersByTimeAsync(2_000);
		expect(onLate).toHaveBeenCalledTimes(1);
	});

	test("that rings in time, or is taken back, needs no timer", async () => {
		const { onLate, schedule } = aSchedule();
		await schedule.arm(Date.now() + 60_000);
		schedule.rang();
		await schedule.arm(Date.now() + 60_000);
		await schedule.arm(undefined);
		expect(vi.getTimerCount()).toBe(0);
		expect(onLate).not.toHaveBeenCalled();
	});

	test("that is days away keeps nothing in memory", async () => {
		const { schedule } = aSchedule();
		await schedule.arm(Date.now() + 24 * HOUR_MS);
		expect(vi.getTimerCount()).toBe(0);
	});
});
