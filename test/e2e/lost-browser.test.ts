import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { Browsr } from "./browsr.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { OwnChrome } from "./own-chrome.ts";

// What a client is told when its browser's side fails, by what has really happened there.

/** A frame of an opcode that there is none of. */
const NONSENSE = new Uint8Array([0x83, 0x01, 0x41]);
const LOST = { code: 1011, reason: "The connection to the browser was lost." };

let berth: Berth;
let account: Account;
let browsr: Browsr;
let chrome: OwnChrome;

beforeAll(async () => {
	berth = await startBerth({ vars: { ALLOW_PRIVATE_CDP: "true", ANSWER_TIMEOUT_MS: "3000" } });
	account = new Account(berth);
	browsr = new Browsr(account);
	chrome = await OwnChrome.start();
});
afterAll(async () => {
	await berth.stop();
	await chrome.kill();
});

interface Connected {
	readonly id: string;
	readonly browser: CdpSocket;
	readonly page: CdpSocket;
}

/** A session over the gateway with two clients: of the browser, and of a page. */
async function connected(gateway: Gateway): Promise<Connected> {
	const { session_id: id } = await browsr.start({ cdp_url: gateway.url });
	const browser = await account.connect(id);
	const [tab] = await account.targets(id);
	const page = await CdpSocket.open(tab?.webSocketDebuggerUrl ?? "");
	expect(await page.evaluate("6 * 7")).toBe(42);
	return { id, browser, page };
}

/** The session has gone on, and takes clients. */
async function livesOn({ id }: Connected): Promise<void> {
	const again = await account.connect(id);
	expect(await again.send("Browser.getVersion")).toHaveProperty("product");
	await again.close();
	await browsr.end(id);
}

describe("a client whose browser is reached through a gateway is told", () => {
	test.each<[string, (gateway: Gateway) => void]>([
		["hangs up", (gateway) => gateway.cut()],
		["talks nonsense", (gateway) => gateway.write(NONSENSE)],
	])("that the connection was lost, with 1011, when the gateway %s", async (_, fail) => {
		await using gateway = await startGateway({ upstream: () => chrome.socketUrl });
		const session = await connected(gateway);
		fail(gateway);
		expect(await Promise.all([session.browser.closed, session.page.closed])).toEqual([LOST, LOST]);
		await livesOn(session);
	});

	test("of a message over 32 MiB with 1009, on the connection that it was for", async () => {
		await using gateway = await startGateway({ upstream: () => chrome.socketUrl });
		const session = await connected(gateway);
		session.page.evaluate('"x".repeat(33_554_432)').catch(() => undefined);
		expect(await session.page.closed).toEqual({
			code: 1009,
			reason: "A message over 32 MiB can't pass: ask for less at once.",
		});
		expect(await session.browser.send("Browser.getVersion")).toHaveProperty("product");
		await livesOn(session);
	});

	test("of a target that is closed with 1000", async () => {
		await using gateway = await startGateway({ upstream: () => chrome.socketUrl });
		const session = await connected(gateway);
		const { targetId } = await session.browser.send("Target.createTarget", { url: "about:blank" });
		const listed = (await account.targets(session.id)).find(({ id }) => id === targetId);
		const page = await CdpSocket.open(listed?.webSocketDebuggerUrl ?? "");
		await session.browser.send("Target.closeTarget", { targetId });
		expect(await page.closed).toEqual({ code: 1000, reason: "Target closed." });
		await livesOn(session);
	});

	test("why the session has ended, when the browser is killed", async () => {
		await using doomed = await OwnChrome.start();
		await using gateway = await startGateway({ upstream: () => doomed.socketUrl });
		const session = await connected(gateway);
		process.kill(await session.browser.browserPid(), "SIGKILL");
		const closings = await Promise.all([session.browser.closed, session.page.closed]);
		const { closeReason, closeReasonText } = await account.session(session.id);
		for (const closing of closings)
			expect(closing).toEqual({ code: 1011, reason: `${closeReason}: ${closeReasonText}`.slice(0, 123) });
	});
});
