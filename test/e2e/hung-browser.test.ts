import { afterAll, beforeAll, describe, test } from "vitest";
import { Account, errorOf } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";

let berth: Berth;

beforeAll(async () => {
	berth = await startBerth({ vars: { ANSWER_TIMEOUT_MS: "1000", LEASE_MS: "10000" } });
});
afterAll(() => berth.stop());

/** A session with a client, whose Chrome is stopped. */
async function stoppedChrome() {
	const account = new Account(berth);
	const { sessionId } = await account.create();
	const client = await account.connect(sessionId);
	const pid = await client.browserPid();
	process.kill(pid, "SIGSTOP");
	return { account, sessionId, client, pid };
}

// Each waits for Berth to give its Chrome up, so they wait together.
describe.concurrent("a Chrome that is stopped and never answers", () => {
	test("makes calls answer 503 until the session has ended, and 410 then", async ({ expect }) => {
		const { account, sessionId } = await stoppedChrome();
		const statuses = new Set<number>();
		const answered = async () => {
			const answer = await account.fetch(`/browser/${sessionId}/json/list`);
			statuses.add(answer.status);
			return { status: answer.status, message: (await errorOf(answer)).message };
		};
		expect(await answered()).toEqual({ status: 503, message: "The browser did not answer in time." });
		await expect.poll(answered).toEqual({ status: 410, message: expect.stringContaining("ConnectionError") });
		expect([...statuses]).toEqual([503, 410]);
	});

	test("ends the session as a ConnectionError, and closes its clients with 1011", async ({ expect }) => {
		const { account, sessionId, client } = await stoppedChrome();
		expect(await client.closed).toEqual({
			code: 1011,
			reason: expect.stringMatching(/^ConnectionError: The browser could not be reached any more/),
		});
		expect(await account.session(sessionId)).toMatchObject({
			closeReason: "ConnectionError",
			endTime: expect.any(Number),
		});
		await expect.poll(() => account.sessions()).toEqual([]);
	});

	test("is taken away in the end", async ({ expect }) => {
		const { client, pid } = await stoppedChrome();
		await client.closed;
		await expect.poll(() => berth.chromePids()).not.toContain(pid);
	});
});

test("a Chrome that hangs for a moment only keeps its session", async ({ expect }) => {
	const { account, sessionId, client, pid } = await stoppedChrome();
	expect((await account.fetch(`/browser/${sessionId}/json/list`)).status).toBe(503);
	process.kill(pid, "SIGCONT");
	expect(await client.send("Browser.getVersion")).toHaveProperty("product");
	expect(await account.targets(sessionId)).toHaveLength(1);
	await account.end(sessionId);
});
