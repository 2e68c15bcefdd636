import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { sizeOf } from "../size.ts";

const MAX_BYTES = 32 * 1024 * 1024;
/** What a client may leave unread, and the length of each message that it is sent. */
const MAX_UNREAD_BYTES = 128 * 1024 * 1024;
const MESSAGE_LENGTH = 1_000_000;

let berth: Berth;

beforeAll(async () => {
	berth = await startBerth();
});
afterAll(() => berth.stop());

/** A session, with a socket to its page. */
async function sessionWithPage() {
	const account = new Account(berth);
	const { sessionId, targets } = await account.create();
	const [tab] = targets;
	const openPage = () => CdpSocket.open(tab?.webSocketDebuggerUrl ?? "");
	return { account, sessionId, openPage, page: await openPage() };
}

const textOf = (length: number): string => `"x".repeat(${length})`;
/** A command of exactly so many bytes. */
const commandOf = (bytes: number): string => {
	const command = (comment: string) =>
		JSON.stringify({ id: 9, method: "Runtime.evaluate", params: { expression: `1/*${comment}*/` } });
	return command("x".repeat(bytes - command("").length));
};

test.each([3, 12])("a body of %i MB is answered with 413, however it is sent on", async (megabytes) => {
	const { headers } = new Account(berth);
	const body = "x".repeat(megabytes * 1_000_000);
	const answer = await fetch(`${berth.url}/berth/v1/tokens`, { method: "POST", headers, body });
	expect(answer.status).toBe(413);
	expect(await answer.json()).toMatchObject({ error: { code: "payload_too_large" } });
});

describe.concurrent("a message", () => {
	test("of 31 MiB from the page passes", async () => {
		const { account, sessionId, page } = await sessionWithPage();
		const text = await page.evaluate(textOf(31 * 1024 * 1024));
		expect(String(text).length).toBe(31 * 1024 * 1024);
		await account.end(sessionId);
	});

	test("of 32 MiB from the client passes", async () => {
		const { account, sessionId, page } = await sessionWithPage();
		expect(await page.exchange(9, commandOf(MAX_BYTES))).toMatchObject({ result: { result: { value: 1 } } });
		await account.end(sessionId);
	});

	test("over 32 MiB from the client closes only its socket", async () => {
		const { account, sessionId, page, openPage } = await sessionWithPage();
		const other = await openPage();
		page.exchange(9, commandOf(MAX_BYTES + 1)).catch(() => undefined);
		// The runtime refuses it while it still comes in: the client may see the connection break before it reads why.
		const { code, reason } = await page.closed;
		expect(`${code} ${reason}`).toMatch(/^1006 $|^1009 .*(?:32 MiB|too large)/);
		expect(await other.evaluate("6 * 7")).toBe(42);
		await account.end(sessionId);
	});

	test("over 32 MiB from the page closes only the socket it was for, with 1009", async () => {
		const { account, sessionId, page, openPage } = await sessionWithPage();
		const other = await openPage();
		page.evaluate(textOf(MAX_BYTES)).catch(() => undefined);
		expect(await page.closed).toEqual({
			code: 1009,
			reason: expect.stringContaining("32 MiB can't pass: ask for less at once."),
		});
		expect(await other.evaluate("6 * 7")).toBe(42);
		expect(await (await openPage()).evaluate("6 * 7")).toBe(42);
		await account.end(sessionId);
	});
});

describe("a page that logs more than 32 MiB at once", () => {
	const logging = (length: number) => ({ expression: `setTimeout(() => console.log(${textOf(length)})); 1` });

	// Twice the length shows nothing that this one does not, and takes twice the time.
	test.each(sizeOf({ small: [33], full: [33, 64] }))(
		"of %i MiB closes those who listen with 1009, and the session goes on",
		async (mebibytes) => {
			const { account, sessionId, page, openPage } = await sessionWithPage();
			const [other, sending] = [await openPage(), await openPage()];
			await sending.send("Runtime.enable");
			await page.send("Runtime.enable");
			await other.send("Runtime.evaluate", logging(mebibytes * 1024 * 1024));
			const isClosed = { code: 1009, reason: expect.stringContaining("32 MiB") };
			const keepSending = setInterval(() => void sending.request("Page.enable").catch(() => undefined), 300);
			expect(await Promise.all([page.closed, sending.closed])).toEqual([isClosed, isClosed]);
			clearInterval(keepSending);

			expect(await other.evaluate("6 * 7")).toBe(42);
			// The session's own connection has had the message too, and would have it again from each page's past.
			await expect
				.poll(async () => {
					await other.evaluate("console.log('logged after it')");
					const log = `${berth.url}/berth/v1/sessions/${sessionId}/log?limit=1000`;
					return (await fetch(log, { headers: account.headers })).text();
				})
				.toContain("logged after it");
			expect(await account.openTab(sessionId, "data:text/html,<title>Fine</title>")).toMatchObject({
				title: "Fine",
			});
			await account.end(sessionId);
		},
	);
});

describe("a client that does not read", () => {
	/** Makes the page log so many megabytes to a client that listens and has stopped reading. */
	async function stuckClient(megabytes: number) {
		const { account, sessionId, page, openPage } = await sessionWithPage();
		const other = await openPage();
		await page.send("Runtime.enable");
		page.socket.pause();
		for (let sent = 0; sent < megabytes; sent += 1)
			await other.evaluate(`console.log(${textOf(MESSAGE_LENGTH)})`);
		return { account, sessionId, page, other };
	}

	test("is closed with 1008 and kept nothing more for, and the session lives on", async () => {
		const { account, sessionId, page, other } = await stuckClient(160);
		const { connectionStartTime } = await account.session(sessionId);
		await other.close();
		await expect.poll(() => account.session(sessionId)).not.toHaveProperty("connectionId");
		expect(connectionStartTime).toEqual(expect.any(Number));
		const answer = await fetch(`${berth.url}/berth/v1/sessions/${sessionId}`, { headers: account.headers });
		const { bytesToClients } = (await answer.json()) as { readonly bytesToClients: number };
		expect(bytesToClients).toBeLessThan(MAX_UNREAD_BYTES + 4 * MESSAGE_LENGTH);

		page.socket.resume();
		expect(await page.closed).toEqual({
			code: 1008,
			reason: "This client does not read what the browser sends.",
		});
		expect(await account.targets(sessionId)).toHaveLength(1);
		await account.end(sessionId);
	});
});
