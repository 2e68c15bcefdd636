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

test.each([
	["does not tell", socketWith()],
	["sees nothing waiting", socketWith(() => 0)],
])("an end that says nothing for 128 MiB does not read, where the runtime %s", (_, socket) => {
	expect(sentUntilTooMuch(new BoundedSender(socket), 1000)).toBe(128);
});

test("every word of the other end is a sign of life", () => {
	const sender = new BoundedSender(socketWith(() => 0));
	for (let round = 0; round < 10; round += 1) {
		expect(sentUntilTooMuch(sender, 100)).toBe(100);
		sender.heard();
	}
});
