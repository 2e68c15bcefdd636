import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import {
	bearer,
	call,
	createSession,
	deleteSession,
	DEVTOOLS,
	makeToken,
	ORIGIN,
	type SessionBody,
} from "../berth.ts";
import {
	evaluate,
	firstTab,
	pageOf,
	readRecording,
	recordingPath,
	type ShownRecording,
	textOf,
} from "./recorded.ts";

afterEach(async () => {
	const { body } = await call<SessionBody[]>("GET", `${DEVTOOLS}/session`);
	await Promise.all(body.map(({ sessionId }) => deleteSession(sessionId)));
});

const cloudflarePath = (sessionId: string, product = "browser-run", account = "local") =>
	`/client/v4/accounts/${account}/${product}/recording/${sessionId}`;

interface Recorded {
	readonly sessionId: string;
	readonly duration: number;
	readonly events: Readonly<Record<string, readonly { readonly type: number }[]>>;
}

/** A session whose page has been recorded, and the tab. */
async function recordedSession(): Promise<{ sessionId: string; tab: string }> {
	const { sessionId } = await createSession("keep_alive=600000&recording=true");
	const { id, client } = await firstTab(sessionId);
	await client.send("Page.navigate", { url: pageOf("<p>on record") });
	await expect.poll(() => textOf(sessionId)).toContain("on record");
	await evaluate(client, "document.body.append('last words')");
	return { sessionId, tab: id };
}

const keysOf = async (sessionId: string) =>
	(await env.ARTIFACTS.list({ prefix: `local/${sessionId}/` })).objects.map(({ key }) => key);

describe("a recording", () => {
	test("is Cloudflare's once the session has ended, with the last that was seen", async () => {
		const { sessionId, tab } = await recordedSession();
		for (const product of ["browser-run", "browser-rendering"])
			expect(await call("GET", cloudflarePath(sessionId, product))).toMatchObject({
				status: 404,
				body: { success: false, errors: [{ code: 2029, message: expect.stringContaining("not ended") }] },
			});
		await deleteSession(sessionId);
		for (const product of ["browser-run", "browser-rendering"]) {
			const { status, headers, body } = await call<{ success: boolean; result: Recorded }>(
				"GET",
				cloudflarePath(sessionId, product),
			);
			expect([status, headers.get("content-type"), body.success]).toEqual([200, "application/json", true]);
			expect(body.result).toMatchObject({ sessionId, duration: expect.any(Number) });
			expect(body.result.duration).toBeGreaterThan(0);
			expect(Object.keys(body.result.events)).toEqual([tab]);
			expect(JSON.stringify(body.result.events)).toContain("last words");
		}
		expect((await readRecording(sessionId)).body.state).toBe("ended");
	});

	test("is an artifact like others, by a link that ends", async () => {
		const { sessionId, tab } = await recordedSession();
		const { body } = await call<{
			artifacts: { objectId: string; type: string; size: number; publicUrl: string }[];
		}>("GET", `/berth/v1/sessions/${sessionId}/artifacts`);
		expect(body.artifacts).toMatchObject([
			{ objectId: "recording", type: "recording", name: "recording.json" },
		]);
		const [artifact] = body.artifacts;
		const answer = await exports.default.fetch(artifact?.publicUrl ?? "");
		const file = await answer.json<Recorded>();
		expect(JSON.stringify(file.events[tab])).toContain("on record");
		expect(Object.fromEntries(answer.headers)).toMatchObject({
			"content-type": "application/json",
			"content-disposition": "attachment; filename=recording.json",
			"content-security-policy": expect.stringContaining("sandbox"),
		});
		const forged = `${ORIGIN}/artifacts/${sessionId}/recording?token=x`;
		expect((await exports.default.fetch(forged)).status).toBe(403);
		const head = await exports.default.fetch(artifact?.publicUrl ?? "", { method: "HEAD" });
		expect([head.status, await head.text()]).toEqual([200, ""]);
		const thinkrun = await call<{ artifacts: object[] }>("GET", `/api/sessions/${sessionId}/artifacts`);
		expect(thinkrun.body.artifacts).toMatchObject([{ objectId: "recording", type: "recording" }]);
	});

	test.each([
		["itself", (id: string) => recordingPath(id)],
		["as an artifact", (id: string) => `/berth/v1/sessions/${id}/artifacts/recording`],
	])("can be deleted, %s, while the session goes on", async (_, pathOf) => {
		const { sessionId, tab } = await recordedSession();
		const { publicUrl } = (await readRecording(sessionId)).body;
		expect((await keysOf(sessionId)).length).toBeGreaterThan(0);
		const { token } = await makeToken({ right: "read" });
		expect((await call("DELETE", pathOf(sessionId), { headers: bearer(token) })).status).toBe(403);
		expect((await call("DELETE", pathOf(sessionId))).status).toBe(204);
		expect(await keysOf(sessionId)).toEqual([]);
		for (const path of [
			recordingPath(sessionId),
			`${recordingPath(sessionId)}/${tab}`,
			cloudflarePath(sessionId),
		])
			expect((await call("GET", path)).status, path).toBe(404);
		expect((await exports.default.fetch(publicUrl)).status).toBe(404);
		expect(
			(await call<{ total: number }>("GET", `/berth/v1/sessions/${sessionId}/artifacts`)).body.total,
		).toBe(0);
		const { client } = await firstTab(sessionId);
		await evaluate(client, "document.body.append('off the record')");
		await deleteSession(sessionId);
		expect(await keysOf(sessionId)).toEqual([]);
	});

	test("goes with its session", async () => {
		const { sessionId } = await recordedSession();
		await deleteSession(sessionId);
		await expect
			.poll(async () => (await call<{ state: string }>("GET", `/berth/v1/sessions/${sessionId}`)).body.state)
			.toBe("closed");
		expect((await keysOf(sessionId)).length).toBeGreaterThan(0);
		await env.SESSION.getByName(sessionId).forget();
		expect(await keysOf(sessionId)).toEqual([]);
		expect((await readRecording(sessionId)).status).toBe(404);
	});

	test("is nothing of another account's, nor of whoever has no token", async () => {
		const { sessionId, tab } = await recordedSession();
		const { token } = await makeToken({ account: "stranger", right: "write" });
		const unknown = crypto.randomUUID();
		for (const [method, path] of [
			["GET", ""],
			["GET", `/${tab}`],
			["DELETE", ""],
		] as const) {
			const mine = await call(method, recordingPath(sessionId) + path, { headers: bearer(token) });
			const nobodys = await call(method, recordingPath(unknown) + path, { headers: bearer(token) });
			expect([mine.status, mine.body], path).toEqual([404, nobodys.body]);
			expect((await call(method, recordingPath(sessionId) + path, { headers: {} })).status).toBe(401);
		}
		const stranger = { headers: bearer(token) };
		expect((await call("GET", cloudflarePath(sessionId), stranger)).status).toBe(403);
		expect((await call("GET", cloudflarePath(sessionId, "browser-run", "stranger"), stranger)).status).toBe(
			404,
		);
		expect((await call("GET", cloudflarePath(sessionId), { headers: {} })).status).toBe(401);
		expect((await readRecording(sessionId)).status).toBe(200);
	});

	test("is read with a token that may only read", async () => {
		const { sessionId } = await recordedSession();
		const { token } = await makeToken({ right: "read" });
		expect((await call("GET", recordingPath(sessionId), { headers: bearer(token) })).status).toBe(200);
	});

	test("is told of by its chunks, a page at a time, and says what it does not take", async () => {
		const { sessionId, tab } = await recordedSession();
		const path = `${recordingPath(sessionId)}/${tab}`;
		const { body } = await call<{ tab: string; next?: number; events: { type: number }[] }>(
			"GET",
			`${path}?after=0&limit=1`,
		);
		expect(body.tab).toBe(tab);
		// The page's address, and all that it shows.
		expect(body.events.map(({ type }) => type)).toEqual(expect.arrayContaining([4, 2]));
		expect((await call("GET", `${path}?after=999`)).body).toEqual({ tab, events: [] });
		expect((await call("GET", `${recordingPath(sessionId)}/none`)).body).toEqual({ tab: "none", events: [] });
		for (const query of ["limit=0", "limit=501", "after=-1", "from=1"])
			expect((await call("GET", `${path}?${query}`)).status, query).toBe(400);
		expect((await call("GET", `${recordingPath(sessionId)}?expiresInMs=1`)).status).toBe(400);
		for (const method of ["PUT", "POST"])
			expect((await call(method, recordingPath(sessionId))).status).toBe(405);
		expect((await call("DELETE", path)).status).toBe(405);
		expect((await call("POST", cloudflarePath(sessionId))).status).toBe(405);
	});

	test("comes with a link to its replay, whose token is for it alone", async () => {
		const { sessionId } = await recordedSession();
		const { body } = await call<ShownRecording>("GET", `${recordingPath(sessionId)}?expiresInMs=60000`);
		expect(body.replayUrl).toMatch(new RegExp(`^${ORIGIN}/ui/replay\\?session=${sessionId}#token=`));
		const token = body.replayUrl.split("#token=")[1] ?? "";
		const other = await createSession();
		expect((await call("GET", recordingPath(sessionId), { headers: bearer(token) })).status).toBe(200);
		expect((await call("GET", recordingPath(other.sessionId), { headers: bearer(token) })).status).toBe(401);
		expect((await call("GET", `${DEVTOOLS}/session`, { headers: bearer(token) })).status).toBe(401);
	});
});
