import { expect, test } from "vitest";
import { closeSocket } from "../../src/lib/sockets.ts";

async function closeOf(code: number, reason: string): Promise<{ code: number; reason: string }> {
	const { 0: near, 1: far } = new WebSocketPair();
	near.accept();
	far.accept();
	const closed = new Promise<{ code: number; reason: string }>((resolve) => {
		far.addEventListener("close", (event) => resolve({ code: event.code, reason: event.reason }));
	});
	closeSocket(near, code, reason);
	return closed;
}

test.each([
	[1000, 1000],
	[1001, 1001],
	[1009, 1009],
	[1011, 1011],
	[3000, 3000],
	[4999, 4999],
	[0, 1000],
	[1004, 1000],
	[1005, 1000],
	[1006, 1000],
	[1015, 1000],
	[5000, 1000],
])("code %i is sent as %i", async (code, sent) => {
	expect(await closeOf(code, "why")).toEqual({ code: sent, reason: "why" });
});

test("a reason is cut between characters at 123 bytes", async () => {
	const { reason } = await closeOf(1000, "é".repeat(100));
	expect(reason).toBe("é".repeat(61));
});

test("closing twice is no fault", () => {
	const { 0: near } = new WebSocketPair();
	near.accept();
	closeSocket(near);
	expect(() => closeSocket(near)).not.toThrow();
});
