import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Holder, type Stance, Starts } from "../../src/session/link/starts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const popup = { targetId: "P", type: "page", parentId: "T", newPage: "through its tab" as const };
const worker = { targetId: "W", type: "service_worker", parentId: undefined };

class Client implements Holder {
	stance: Stance;
	constructor(stance: Stance) {
		this.stance = stance;
	}
	stanceOn(): Stance {
		return this.stance;
	}
}

function scene(stance: Stance) {
	const starts = new Starts();
	const holder = new Client(stance);
	starts.add(holder);
	return { starts, holder, run: vi.fn() };
}

test("a target that nobody holds begins at once", () => {
	const { starts, run } = scene("leaves alone");
	starts.whenFree(popup, run);
	expect(run).toHaveBeenCalledOnce();
	expect(vi.getTimerCount()).toBe(0);
});

test("a target that a client holds begins when that detaches from it, and not before", () => {
	const { starts, holder, run } = scene("holds");
	starts.whenFree(popup, run);
	vi.advanceTimersByTime(3_600_000);
	expect(run).not.toHaveBeenCalled();
	holder.stance = "leaves alone";
	vi.advanceTimersByTime(500);
	expect(run).toHaveBeenCalledOnce();
	expect(vi.getTimerCount()).toBe(0);
});

test("a popup that its client has begun is not begun again", () => {
	const { starts, holder, run } = scene("holds");
	starts.whenFree(popup, run);
	holder.stance = "has begun";
	vi.advanceTimersByTime(10_000);
	expect(run).not.toHaveBeenCalled();
	expect(vi.getTimerCount()).toBe(0);
});

test("a client that could hold a target is waited for, and not for ever", () => {
	const { starts, run } = scene("may hold");
	starts.whenFree(popup, run);
	vi.advanceTimersByTime(4_000);
	expect(run).not.toHaveBeenCalled();
	vi.advanceTimersByTime(1_500);
	expect(run).toHaveBeenCalledOnce();
});

test("a target begins when the client that holds it has left", () => {
	const { starts, holder, run } = scene("holds");
	starts.whenFree(popup, run);
	vi.advanceTimersByTime(500);
	starts.remove(holder);
	vi.advanceTimersByTime(1_500);
	expect(run).toHaveBeenCalledOnce();
});

test.each(["tab", "iframe", "worker", "page"])(
	"a %s that is not a popup's begins at once, whoever holds it",
	(type) => {
		const { starts, run } = scene("holds");
		starts.whenFree({ ...worker, type }, run);
		expect(run).toHaveBeenCalledOnce();
		expect(vi.getTimerCount()).toBe(0);
	},
);

test.each(["shared_worker", "service_worker"])(
	"a %s begins a moment after its client has had it begin",
	(type) => {
		const { starts, holder, run } = scene("holds");
		starts.whenFree({ ...worker, type }, run);
		vi.advanceTimersByTime(3_600_000);
		holder.stance = "has begun";
		vi.advanceTimersByTime(50);
		expect(run).not.toHaveBeenCalled();
		vi.advanceTimersByTime(50);
		expect(run).toHaveBeenCalledOnce();
		expect(vi.getTimerCount()).toBe(0);
	},
);

test("a connection does not wait for itself", () => {
	const { starts, holder, run } = scene("holds");
	starts.whenFree(popup, run, holder);
	expect(run).toHaveBeenCalledOnce();
});

test("a target that has gone is not begun", () => {
	const { starts, holder, run } = scene("holds");
	const forget = starts.whenFree(popup, run);
	forget();
	holder.stance = "leaves alone";
	vi.advanceTimersByTime(10_000);
	expect(run).not.toHaveBeenCalled();
	expect(vi.getTimerCount()).toBe(0);
});
