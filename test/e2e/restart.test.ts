import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, errorOf } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { stillRunning } from "./chromes.ts";

describe.each(["SIGTERM", "SIGKILL"])("after wrangler has ended by %s and was started again", (signal) => {
	let berth: Berth;
	let account: Account;
	let holder: Account;
	let asked: string;
	let unasked: string;
	let chromes: readonly number[];

	beforeAll(async () => {
		berth = await startBerth({ vars: { LEASE_MS: "10000" } });
		account = new Account(berth);
		holder = await account.withToken();
		const [first, second] = await Promise.all([account.create(), account.create()]);
		asked = first.sessionId;
		unasked = second.sessionId;
		const client = await account.connect(asked);
		chromes = berth.chromePids();
		if (signal === "SIGKILL") process.kill(berth.wranglerPid, "SIGKILL");
		await berth.restart();
		await client.closed;
	});
	afterAll(() => berth.stop());

	test("the Chromes of before are gone", async () => {
		expect(chromes).toHaveLength(2);
		await expect.poll(() => stillRunning(chromes)).toEqual([]);
	});

	test("a session of before answers 410: its Chrome has crashed", async () => {
		const answer = await account.fetch(`/browser/${asked}/json/list`);
		expect(answer.status).toBe(410);
		expect(await errorOf(answer)).toEqual({
			code: 2009,
			message: expect.stringContaining("ChromiumCrashed"),
		});
		expect(await account.session(asked)).toMatchObject({ closeReason: "ChromiumCrashed" });
	});

	test("a session that nobody asks for is ended as well", async () => {
		await expect.poll(() => account.sessions()).toEqual([]);
		expect(await account.session(unasked)).toMatchObject({ closeReason: "ChromiumCrashed" });
	});

	test("the figures of before are kept, and go on", async () => {
		const answer = await fetch(`${berth.url}/metrics`, { headers: account.headers });
		const lines = (await answer.text()).split("\n");
		expect(lines).toContain("berth_sessions_created_total 2");
		expect(lines).toContain("berth_session_startup_seconds_count 2");
		expect(lines).toContain("berth_connections_total 1");
		expect(lines).toContain('berth_sessions_ended_total{close_reason="ChromiumCrashed"} 2');
	});

	test("tokens of before are still good, and new sessions can be had", async () => {
		const { sessionId, targets } = await holder.create();
		const page = await CdpSocket.open(targets[0]?.webSocketDebuggerUrl ?? "");
		expect(await page.evaluate("6 * 7")).toBe(42);
		await holder.end(sessionId);
	});
});
