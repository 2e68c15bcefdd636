import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Account, type ShownSession } from "./account.ts";
import { sizeOf } from "../size.ts";
import { type Berth, startBerth } from "./berth.ts";

const { sessions: SESSIONS, atATime: AT_A_TIME } = sizeOf({
	small: { sessions: 15, atATime: 5 },
	full: { sessions: 50, atATime: 10 },
});

let berth: Berth;
let account: Account;

beforeAll(async () => {
	berth = await startBerth();
	account = new Account(berth);
	const ways = [useAndDelete, useAndCloseBrowser, deleteAtOnce];
	let started = 0;
	const work = async () => {
		while (started < SESSIONS) {
			started += 1;
			await ways[started % ways.length]?.();
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, work));
}, 900_000);
afterAll(() => berth.stop());

/** As the official clients do, it tries again after a 503: many Chromes that start at once may be too many. */
const create = () =>
	vi.waitFor(() => account.create({ targets: "false" }), { timeout: 200_000, interval: 500 });

async function useAndDelete(): Promise<void> {
	const { sessionId } = await create();
	const client = await account.connect(sessionId);
	await client.send("Browser.getVersion");
	await account.end(sessionId);
	await client.closed;
}

async function useAndCloseBrowser(): Promise<void> {
	const { sessionId } = await create();
	const client = await account.connect(sessionId);
	client.request("Browser.close").catch(() => undefined);
	await client.closed;
}

async function deleteAtOnce(): Promise<void> {
	const { sessionId } = await create();
	await account.end(sessionId);
}

test(`${SESSIONS} sessions, ${AT_A_TIME} at a time, leave no Chrome behind`, async () => {
	await expect.poll(() => berth.chromePids()).toEqual([]);
});

test("they leave no active session behind, and all ended as they were asked to", async () => {
	expect(await account.sessions()).toEqual([]);
	const closed = await account.read<ShownSession[]>("/session?status=closed");
	const served = closed.filter(({ closeReason }) => closeReason !== "ProvisioningFailed");
	expect(served.map(({ closeReason }) => closeReason)).toEqual(Array(SESSIONS).fill("NormalClosure"));
});
