import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { type RefusedUpgrade, refusedUpgrade } from "./cdp-socket.ts";
import { EventReader } from "./event-reader.ts";

const MOST = 3;
const READONLY = {
	"cf-brapi-guardrails": Buffer.from(JSON.stringify({ mode: "readonly" })).toString("base64url"),
};

let berth: Berth;
let account: Account;

beforeAll(async () => {
	berth = await startBerth({ vars: { MAX_CONNECTIONS: String(MOST) } });
	account = new Account(berth);
});
afterAll(() => berth.stop());

const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
	Promise.all(Array.from({ length: count }, work));

const get = (path: string): Promise<Response> =>
	fetch(`${berth.url}${path}`, { headers: { ...account.headers, "X-Berth-Account": account.id } });
const frames = (id: string): Promise<Response> => get(`/stream/sse?session_id=${id}`);
const events = (id: string): Promise<Response> => get(`/berth/v1/sessions/${id}/events`);
const refused = (id: string, headers = {}): Promise<RefusedUpgrade> =>
	refusedUpgrade(account.socket(`/browser/${id}`), { ...account.headers, ...headers });

const FULL = {
	status: 429,
	headers: { "retry-after": expect.stringMatching(/^\d+$/) },
	body: { success: false, errors: [{ code: 2033, message: expect.stringContaining(`${MOST} clients`) }] },
};

test("a session takes so many clients at once, and the others are told why not", async () => {
	const { sessionId, targets } = await account.create();
	const tries = await times(MOST + 4, () => account.connect(sessionId).catch(() => undefined));
	const clients = tries.filter((client) => client !== undefined);
	expect(clients).toHaveLength(MOST);
	expect(await refused(sessionId)).toMatchObject(FULL);

	// Of a tab too, where a page that was refused a socket asks why.
	const tab = targets[0]?.webSocketDebuggerUrl ?? "";
	expect(await refusedUpgrade(tab)).toMatchObject(FULL);
	expect((await fetch(tab.replace("ws", "http"))).status).toBe(429);
	for (const client of clients) expect(await client.send("Browser.getVersion")).toHaveProperty("product");
	await account.end(sessionId);
});

test("a place is free again once its client leaves, or is gone", async () => {
	const { sessionId } = await account.create();
	const [leaving, dropped] = await times(MOST, () => account.connect(sessionId));
	await leaving?.close();
	await expect.poll(() => account.connect(sessionId).catch(() => undefined)).toBeDefined();
	expect(await refused(sessionId)).toMatchObject(FULL);
	dropped?.socket.terminate();
	await expect.poll(() => account.connect(sessionId).catch(() => undefined)).toBeDefined();
	await account.end(sessionId);
});

test("who is refused takes no place", async () => {
	const { sessionId } = await account.create();
	const unknown = account.socket(`/browser/${sessionId}/page/${"A".repeat(32)}`);
	for (let round = 0; round < 2; round += 1) {
		const answers = await times(MOST, () => refusedUpgrade(unknown, account.headers));
		for (const { status } of answers) expect(status).toBe(404);
	}
	await times(MOST, () => account.connect(sessionId));
	await account.end(sessionId);
});

test("those who watch share places of their own, and keep nobody out who drives", async () => {
	const { sessionId } = await account.create();
	const watching = await account.connect(sessionId, READONLY);
	const picture = await EventReader.open(frames(sessionId));
	await EventReader.open(events(sessionId));
	expect((await refused(sessionId, READONLY)).status).toBe(429);
	const noPicture = await frames(sessionId);
	expect(noPicture.status).toBe(429);
	expect(await noPicture.json()).toEqual({
		code: "too_many_connections",
		error: expect.stringContaining("viewers"),
	});
	const noEvents = await events(sessionId);
	expect(noEvents.status).toBe(429);
	expect(await noEvents.json()).toMatchObject({ error: { code: "too_many_connections" } });

	const driver = await account.connect(sessionId);
	const handoff = await driver.request("Cloudflare.handoff", { instructions: "Look" });
	expect(handoff).toHaveProperty("result.handoffId");

	await picture.cancel();
	const again = async () => (await frames(sessionId)).status;
	await expect.poll(again).toBe(200);
	watching.socket.terminate();
	await expect.poll(() => account.connect(sessionId, READONLY).catch(() => undefined)).toBeDefined();
	await account.end(sessionId);
});

test("after the end what happened can be read, however many were watching", async () => {
	const { sessionId } = await account.create();
	const pictures = await times(MOST, () => EventReader.open(frames(sessionId)));
	await account.end(sessionId);
	for (const picture of pictures) await picture.until(({ name }) => name === "end");
	await expect
		.poll(async () => {
			const reader = await EventReader.open(events(sessionId)).catch(() => undefined);
			return (await reader?.until(({ name }) => name === "end"))?.name;
		})
		.toBe("end");
	const readers = MOST + 1;
	for (let read = 0; read < readers; read += 1) {
		const reader = await EventReader.open(events(sessionId));
		await reader.until(({ name }) => name === "end");
		expect(await reader.isDone()).toBe(true);
	}
});

test("a client of one session takes no place in another", async () => {
	const sessions = await times(2, () => account.create());
	for (const { sessionId } of sessions) {
		const clients = await times(MOST, () => account.connect(sessionId));
		expect(clients).toHaveLength(MOST);
	}
	for (const { sessionId } of sessions) await account.end(sessionId);
});
