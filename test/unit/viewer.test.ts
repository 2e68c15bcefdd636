import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Frame, Viewer } from "../../src/session/frames/viewer.ts";

const frame = (timestamp: number): Frame => ({ image: "AAAA", width: 1, height: 1, timestamp });
const decoder = new TextDecoder();

/** What a reader takes next. */
async function take(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
	const { value } = await reader.read();
	return decoder.decode(value);
}

/** The next frame that a reader takes, past comments. */
async function takeFrame(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Frame> {
	for (;;) {
		const text = await take(reader);
		const at = text.indexOf("data: ");
		if (at >= 0) return JSON.parse(text.slice(at + 6)) as Frame;
	}
}

describe("a viewer", () => {
	beforeEach(() => vi.useFakeTimers());
	afterEach(() => vi.useRealTimers());

	test("that does not read is kept one event and one frame, the latest", async () => {
		const viewer = new Viewer(0, () => {});
		const reader = viewer.stream.getReader();
		expect(await take(reader)).toBe("retry: 1000\n\n");
		for (let at = 1; at <= 100; at += 1) {
			viewer.offer(frame(at));
			await vi.advanceTimersByTimeAsync(16);
		}
		expect((await takeFrame(reader)).timestamp).toBe(1);
		const second = takeFrame(reader);
		await vi.advanceTimersByTimeAsync(5_000);
		expect((await second).timestamp).toBe(100);
		expect(await take(reader)).toBe(":\n\n");
		viewer.end("NormalClosure", "over");
	});

	test("that was slow is sent frames more rarely, and again as often once it is fast", async () => {
		const viewer = new Viewer(0, () => {});
		const reader = viewer.stream.getReader();
		await take(reader);
		viewer.offer(frame(0));
		await vi.advanceTimersByTimeAsync(400);
		await take(reader);
		const taken: number[] = [];
		void (async () => {
			for (;;) {
				const { done, value } = await reader.read();
				if (done) return;
				if (decoder.decode(value).includes("event: frame")) taken.push(Date.now());
			}
		})();
		const showFor = async (ms: number, everyMs: number) => {
			taken.length = 0;
			for (let at = 0; at < ms; at += everyMs) {
				viewer.offer(frame(at));
				await vi.advanceTimersByTimeAsync(everyMs);
			}
			return taken.length;
		};
		expect(await showFor(2_000, 10)).toBeLessThan(6);
		await showFor(30_000, 200);
		expect(await showFor(2_000, 10)).toBeGreaterThan(50);
		viewer.end("NormalClosure", "over");
	});

	test("is shown what comes also after the clock was set back", async () => {
		const viewer = new Viewer(0, () => {});
		const reader = viewer.stream.getReader();
		await take(reader);
		viewer.offer(frame(1));
		expect((await takeFrame(reader)).timestamp).toBe(1);
		vi.setSystemTime(Date.now() - 7_200_000);
		viewer.offer(frame(2));
		const shown = takeFrame(reader);
		await vi.advanceTimersByTimeAsync(3_000);
		expect((await shown).timestamp).toBe(2);
		viewer.end("NormalClosure", "over");
	});

	test("that takes nothing for a minute has left", async () => {
		const onOver = vi.fn();
		const viewer = new Viewer(0, onOver);
		viewer.offer(frame(1));
		await vi.advanceTimersByTimeAsync(62_000);
		expect(onOver).toHaveBeenCalledTimes(1);
		await expect(viewer.stream.getReader().read()).rejects.toThrow("minute");
	});

	test("that cancels has left, once", async () => {
		const onOver = vi.fn();
		const viewer = new Viewer(0, onOver);
		await viewer.stream.cancel();
		viewer.offer(frame(1));
		viewer.end("NormalClosure", "over");
		expect(onOver).toHaveBeenCalledTimes(1);
	});

	test("whose stream is ended from this side is over too, once", async () => {
		const onOver = vi.fn();
		const viewer = new Viewer(0, onOver);
		viewer.end("NormalClosure", "over");
		viewer.end("NormalClosure", "over");
		await vi.advanceTimersByTimeAsync(62_000);
		expect(onOver).toHaveBeenCalledTimes(1);
	});
});
