import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
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
/** While nobody reads: at thirty frames a second this would be some hundred of them. */
const PAUSE_MS = 8_000;

test("a viewer that stops reading gets a few frames of that time, and then the present ones", async () => {
	const berth = await startBerth({ vars: { SIGNING_SECRET } });
	onTestFinished(() => berth.stop());
	const account = new Account(berth);
	const { sessionId } = await account.create({ record: "false" });
	const { id: targetId } = await account.openTab(sessionId, NOISE);
	const links = await frameLinksOf({ origin: berth.url, secret: SIGNING_SECRET, sessionId, targetId });
	const answering = get(links.sse_url);
	const [stream] = (await once(answering, "response")) as [IncomingMessage];
	onTestFinished(() => void stream.destroy());

	const frames: { readonly timestamp: number; readonly bytes: number }[] = [];
	const parser = createParser({
		onEvent: ({ event, data }) => {
			if (event !== "frame") return;
			const { timestamp } = JSON.parse(data) as { timestamp: number };
			frames.push({ timestamp, bytes: data.length });
		},
	});
	stream.setEncoding("utf8").on("data", (text: string) => parser.feed(text));
	await expect.poll(() => frames.length).toBeGreaterThan(2);
	expect(frames.at(-1)?.bytes).toBeGreaterThan(1_000_000);

	stream.pause();
	const pausedAt = Date.now();
	await sleep(PAUSE_MS);
	stream.resume();
	const resumedAt = Date.now();
	await expect.poll(() => (frames.at(-1)?.timestamp ?? 0) > resumedAt).toBe(true);
	const missed = frames.filter(({ timestamp }) => timestamp > pausedAt && timestamp < resumedAt);
	const bytes = missed.reduce((sum, frame) => sum + frame.bytes, 0);
	// What the sockets, and wrangler's own proxy between them, hold; a buffer that grew would have several times that.
	expect(bytes).toBeLessThan(60_000_000);
});
