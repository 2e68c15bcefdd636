import { expect, test } from "vitest";
import { BoundedSender } from "../../src/lib/bounded-sender.ts";

const MIB = 1024 * 1024;
const chunk = "x".repeat(MIB);

/** A socket that takes whatever is sent; `bufferedAmount` is there where the runtime tells it. */
const socketWith = (bufferedAmount?: () => number): WebSocket =>
	({
		send() {},
		get bufferedAmount() {
			return bufferedAmount?.();
		},
	}) as unknown as WebSocket;

/** How many MiB are sent until it is too much, up to `most`. */
function sentUntilTooMuch(sender: BoundedSender, most: number): number {
	let sent = 0;
	while (sent < most && sender.send(chunk)) sent += 1;
	return sent;
}

test("an end that reads may be sent any amount", () => {
	expect(sentUntilTooMuch(new BoundedSender(socketWith(() => 0)), 1000)).toBe(1000);
});

test("an end for which more than 40 MiB wait does not read", () => {
	let queued = 0;
	const socket = socketWith(() => queued);
	const sender = new BoundedSender(socket);
	queued = 40 * MIB;
	expect(sender.send(chunk)).toBe(true);
	queued += 1;
	expect(sender.send(chunk)).toBe(false);
});

test("one message of the largest size fits", () => {
	const largest = new ArrayBuffer(32 * MIB);
	expect(new BoundedSender(socketWith(() => largest.byteLength)).send(largest)).toBe(true);
});

test("where the runtime does not tell, an end that says nothing for 128 MiB does not read", () => {
	expect(sentUntilTooMuch(new BoundedSender(socketWith()), 1000)).toBe(128);
});

test("where the runtime does not tell, every word of the other end counts as a sign of life", () => {
	const sender = new BoundedSender(socketWith());
	for (let round = 0; round < 10; round += 1) {
		expect(sentUntilTooMuch(sender, 100)).toBe(100);
		sender.heard();
	}
});
