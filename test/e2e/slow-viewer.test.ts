import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createParser } from "eventsource-parser";
import { expect, onTestFinished, test } from "vitest";
import { frameLinksOf } from "../../src/links/frame-links.ts";
import { Account } from "./account.ts";
import { startBerth } from "./berth.ts";

const SIGNING_SECRET = "signing-secret-of-the-slow-viewer";
/** Noise, which no picture format makes small: a frame is over a megabyte. */
const NOISE = `data:text/html,<body style="margin:0"><canvas id=c width=800 height=600></canvas><script>
	const g = c.getContext("2d"), d = g.createImageData(800, 600);
	(function step() {
		for (let i = 0; i < d.data.length; i += 65536) crypto.getRandomValues(new Uint8Array(d.data.buffer, i, Math.min(65536, d.data.length - i)));
		for (let i = 3; i < d.data.length; i += 4) d.data[i] = 255;
		g.putImageData(d, 0, 0); requestAnimationFrame(step);
	})()
</script>`.replaceAll(/\s+/g, " ");
/** What the sockets, and wrangler's own proxy between them, may hold of a stream that nobody reads; bytes. */
const MOST_UNDER_WAY = 120_000_000;

interface Seen {
	/** When it was taken; epoch milliseconds. */
	readonly timestamp: number;
	readonly bytes: number;
}

/** The frames that come at an address, and the stream that they come in. */
async function watch(url: string): Promise<{ readonly frames: Seen[]; readonly stream: IncomingMessage }> {
	const [stream] = (await once(get(url), "response")) as [IncomingMessage];
	onTestFinished(() => void stream.destroy());
	const frames: Seen[] = [];
	const parser = createParser({
		onEvent: ({ event, data }) => {
			if (event !== "frame") return;
			const { timestamp } = JSON.parse(data) as { timestamp: number };
			frames.push({ timestamp, bytes: data.length });
		},
	});
	stream.setEncoding("utf8").on("data", (text: string) => parser.feed(text));
	await expect.poll(() => frames.length).toBeGreaterThan(2);
	return { frames, stream };
}

const bytesIn = (frames: readonly Seen[]) => frames.reduce((sum, { bytes }) => sum + bytes, 0);

test("a viewer that stops reading gets a few frames of that time, and then the present ones", async () => {
	const berth = await startBerth({ vars: { SIGNING_SECRET } });
	onTestFinished(() => berth.stop());
	const account = new Account(berth);
	const { sessionId } = await account.create({ record: "false" });
	const { id: targetId } = await account.openTab(sessionId, NOISE);
	const links = await frameLinksOf({
		origin: berth.url,
		secret: SIGNING_SECRET,
		sessionId,
		targetId,
		admission: {},
		generation: 0,
	});
	const slow = await watch(links.sse_url);
	expect(slow.frames.at(-1)?.bytes).toBeGreaterThan(1_000_000);
	const quick = await watch(links.sse_url);

	slow.stream.pause();
	const pausedAt = Date.now();
	const during = (until: number) => (frame: Seen) => frame.timestamp > pausedAt && frame.timestamp < until;
	// Others are not held up by it: they see all along what it does not take.
	await expect
		.poll(() => bytesIn(quick.frames.filter(during(Infinity))), { timeout: 240_000 })
		.toBeGreaterThan(2 * MOST_UNDER_WAY);
	const resumedAt = Date.now();
	slow.stream.resume();
	await expect.poll(() => (slow.frames.at(-1)?.timestamp ?? 0) > resumedAt).toBe(true);
	expect(bytesIn(slow.frames.filter(during(resumedAt)))).toBeLessThan(MOST_UNDER_WAY);
});
