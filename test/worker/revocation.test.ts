import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { forgetSession, saveSession } from "../../src/catalog/sessions.ts";
import { app } from "../../src/http/app.ts";
import { artifactLink } from "../../src/links/artifact-token.ts";
import { replayLink } from "../../src/links/replay-token.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";
import {
	ADMIN,
	bearer,
	call,
	connect,
	type Created,
	createSession,
	deleteSession,
	DEVTOOLS,
	linkSourceOf,
	makeToken,
	ORIGIN,
	type TestClient,
	type Token,
} from "./berth.ts";
import { FrameStream, requestStream } from "./frame-stream.ts";
import { EventReader } from "./open-event-stream.ts";

let session: Created;
beforeAll(async () => {
	session = await createSession("keep_alive=600000&targets=true");
});
afterAll(() => deleteSession(session.sessionId));

const revoke = async (path: string): Promise<void> => {
	const { status } = await call("DELETE", path);
	expect(status).toBe(204);
};
const revokeToken = ({ id }: Token) => revoke(`/berth/v1/tokens/${id}`);
const revokeLinks = () => revoke(`/berth/v1/sessions/${session.sessionId}/links`);

const socketUrl = () => session.webSocketDebuggerUrl.replace(/^wss?:..[^/]+/, ORIGIN);

interface LiveView {
	readonly webSocketDebuggerUrl: string;
}

async function liveView(token: string, body: object = {}): Promise<string> {
	const path = `${DEVTOOLS}/browser/${session.sessionId}/live_view`;
	const init = { headers: bearer(token), body: JSON.stringify(body) };
	const { body: view } = await call<LiveView>("POST", path, init);
	return view.webSocketDebuggerUrl;
}

async function frames(
	headers: Record<string, string>,
	query: Record<string, string> = {},
): Promise<FrameStream> {
	const response = await requestStream({ session_id: session.sessionId, ...query }, { headers });
	if (response.status !== 200 || response.body === null) throw new Error(`no stream: ${response.status}`);
	return new FrameStream(response.body).read();
}

async function frameTokenOf(token: string): Promise<string> {
	const path = `/sessions/${session.sessionId}/frame-token`;
	return (await call<{ frame_token: string }>("POST", path, { headers: bearer(token) })).body.frame_token;
}

const upgradeStatus = async (url: string): Promise<number> =>
	(await call("GET", url.replace(/^wss?:..[^/]+/, ""), { headers: { Upgrade: "websocket" } })).status;

const claimsOf = (url: string): Record<string, unknown> => {
	const payload = /eyJ[\w-]+\.([\w-]+)\./.exec(url)?.[1] ?? "";
	return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as Record<string, unknown>;
};

const answers = async (client: TestClient): Promise<boolean> =>
	"result" in (await client.send("Browser.getVersion"));

describe("revoking a token", () => {
	test("closes its sockets and those of its links, and leaves everybody else's open", async () => {
		const [token, other] = [await makeToken({ right: "write" }), await makeToken({ right: "write" })];
		const direct = await connect(socketUrl(), bearer(token.token));
		const signed = await connect(await liveView(token.token), {});
		const [foreign, admins] = [await connect(socketUrl(), bearer(other.token)), await connect(socketUrl())];
		await revokeToken(token);
		const end = { code: 1008, reason: "The token that this was opened with was revoked." };
		expect(await Promise.all([direct.closed, signed.closed])).toEqual([end, end]);
		expect(await Promise.all([answers(foreign), answers(admins)])).toEqual([true, true]);
	});

	test("ends its event streams and live frames with an event that says why", async () => {
		const token = await makeToken({ right: "read" });
		const events = await EventReader.open(session.sessionId, bearer(token.token));
		const direct = await frames(bearer(token.token));
		const signed = await frames({}, { token: await frameTokenOf(token.token) });
		await revokeToken(token);
		const end = { reason: "TokenRevoked", text: "The token that this was opened with was revoked." };
		await expect.poll(() => [events.end, direct.end, signed.end]).toEqual([end, end, end]);
		await expect.poll(() => [events.isClosed, direct.isClosed, signed.isClosed]).toEqual([true, true, true]);
	});

	test("takes the links that it made, and those that were made with them", async () => {
		const token = await makeToken({ right: "write" });
		const url = await liveView(token.token);
		const client = await connect(url, {});
		const { result } = await client.send("Cloudflare.getLiveView");
		const child = String(result?.["webSocketDebuggerUrl"]);
		expect(await upgradeStatus(child)).toBe(101);
		const frameToken = await frameTokenOf(token.token);
		await revokeToken(token);
		expect(await Promise.all([url, child].map(upgradeStatus))).toEqual([401, 401]);
		expect((await requestStream({ session_id: session.sessionId, token: frameToken })).status).toBe(401);
	});

	test("takes its links to artifacts and replays", async () => {
		const token = await makeToken({ right: "read" });
		const source = { ...linkSourceOf(session.sessionId), admission: { tokenId: token.id } };
		const artifact = (await artifactLink(source, crypto.randomUUID())).replace(ORIGIN, "");
		const replay = bearer((await replayLink(source)).split("#token=")[1] ?? "");
		const log = `/berth/v1/sessions/${session.sessionId}/log`;
		const statuses = async () => [
			(await call("GET", artifact, { headers: {} })).status,
			(await call("GET", log, { headers: replay })).status,
		];
		expect(await statuses()).toEqual([404, 200]);
		await revokeToken(token);
		expect(await statuses()).toEqual([401, 401]);
	});

	test("leaves no connection open that was let in just before, in a hundred tries at once", async () => {
		const tries = Array.from({ length: 100 }, async (_, each) => {
			const token = await makeToken({ right: "read" });
			const connecting = connect(socketUrl(), bearer(token.token)).catch(() => undefined);
			// Some are revoked on their way in, some a moment later.
			if (each % 4 !== 0) await new Promise((resolve) => setTimeout(resolve, each % 25));
			await revokeToken(token);
			return connecting;
		});
		const opened = (await Promise.all(tries)).filter((client) => client !== undefined);
		const ends = await Promise.all(opened.map((client) => client.closed));
		expect(ends.every(({ code }) => code === 1008)).toBe(true);
	});

	test("leaves neither socket nor link of a session that was just being started with it", async () => {
		const tries = [0, 20, 60, 120, 250, 400].map(async (afterMs) => {
			const token = await makeToken({ right: "write" });
			const headers = bearer(token.token);
			const launching = connect(`${ORIGIN}${DEVTOOLS}/browser?keep_alive=60000`, headers).catch(
				() => undefined,
			);
			const path = `${DEVTOOLS}/browser?keep_alive=60000&targets=true`;
			const creating = call<Partial<Created>>("POST", path, { headers });
			await new Promise((resolve) => setTimeout(resolve, afterMs));
			await revokeToken(token);
			const { body } = await creating;
			const link = body.targets?.[0]?.webSocketDebuggerUrl;
			return {
				// Of the socket, if there was one: it closes by itself.
				end: await (await launching)?.closed,
				link: link === undefined ? 401 : await upgradeStatus(link),
			};
		});
		for (const { end, link } of await Promise.all(tries)) {
			expect(link).toBe(401);
			expect(end?.code ?? 1008).toBe(1008);
		}
		const { body } = await call<{ sessions: { id: string }[] }>("GET", "/berth/v1/sessions?status=active");
		const left = body.sessions.filter(({ id }) => id !== session.sessionId);
		await Promise.all(left.map(({ id }) => deleteSession(id)));
	});

	test("that no object heard of is noticed by itself", async () => {
		const token = await makeToken({ right: "write" });
		const client = await connect(socketUrl(), bearer(token.token));
		await env.CATALOG.prepare("UPDATE tokens SET revoked_at = 1 WHERE id = ?").bind(token.id).run();
		expect(await client.closed).toMatchObject({ code: 1008, reason: /revoked/ });
	});

	test("says so where a session can't be reached, and holds all the same", async () => {
		const token = await makeToken({ right: "write", account: "unreachable" });
		const row = newSession(
			crypto.randomUUID(),
			"unreachable",
			{ keepAliveMs: 60_000, waitMs: 0 },
			Date.now(),
		);
		await saveSession(env.CATALOG, { ...row, state: "running" });
		const revokeOnce = vi.fn(async () => Promise.reject(new Error("the object is overloaded")));
		const deaf = { ...env, SESSION: { getByName: () => ({ revokeToken: revokeOnce }) } };
		const init = { method: "DELETE", headers: ADMIN };
		const answer = await app.request(`${ORIGIN}/berth/v1/tokens/${token.id}`, init, deaf);
		expect(answer.status).toBe(503);
		expect(await answer.text()).toContain(
			"The token is revoked. Running sessions that could not be reached: 1.",
		);
		expect(revokeOnce).toHaveBeenCalledTimes(3);
		const path = "/berth/v1/whoami";
		expect((await call("GET", path, { headers: bearer(token.token) })).status).toBe(401);
		await forgetSession(env.CATALOG, row.id);
	});

	test("does not end the sessions that it made", async () => {
		const token = await makeToken({ right: "write" });
		const made = await call<Created>("POST", `${DEVTOOLS}/browser?keep_alive=60000`, {
			headers: bearer(token.token),
		});
		await revokeToken(token);
		const path = `/berth/v1/sessions/${made.body.sessionId}`;
		expect((await call("GET", path)).body).toMatchObject({ state: "running" });
		await deleteSession(made.body.sessionId);
	});
});

describe("a token that expires", () => {
	test("takes its sockets and streams with it, and makes no link that outlives it", async () => {
		const expiresAt = Date.now() + 3_000;
		const { token } = await makeToken({ right: "write", expiresAt });
		const [client, events] = [
			await connect(socketUrl(), bearer(token)),
			await EventReader.open(session.sessionId, bearer(token)),
		];
		const made = await liveView(token, { expiresInMs: 3_600_000 });
		const over = await client.send("Cloudflare.getLiveView", { expiresInMs: 3_600_000 });
		for (const url of [made, String(over.result?.["webSocketDebuggerUrl"])])
			expect(Number(claimsOf(url)["exp"]) * 1000).toBeLessThanOrEqual(expiresAt);
		expect(await client.closed).toEqual({
			code: 1008,
			reason: "The token that this was opened with has expired.",
		});
		await expect.poll(() => events.end).toMatchObject({ reason: "TokenExpired" });
	});
});

describe("a link", () => {
	test("begets none that is good for longer than itself", async () => {
		const { token } = await makeToken({ right: "write" });
		const url = await liveView(token, { expiresInMs: 60_000 });
		const client = await connect(url, {});
		const { result } = await client.send("Cloudflare.getLiveView", { expiresInMs: 3_600_000 });
		const child = String(result?.["webSocketDebuggerUrl"]);
		expect(Number(claimsOf(child)["exp"])).toBeLessThanOrEqual(Number(claimsOf(url)["exp"]));
	});

	test("dies with all others of its session, with what was opened by them; what a token opened stays", async () => {
		const token = await makeToken({ right: "write" });
		const url = await liveView(token.token);
		const [direct, signed] = [await connect(socketUrl(), bearer(token.token)), await connect(url, {})];
		const stream = await frames({}, { token: await frameTokenOf(token.token) });
		await revokeLinks();
		expect(await signed.closed).toEqual({ code: 1008, reason: "The links of this session were revoked." });
		await expect.poll(() => stream.end).toMatchObject({ reason: "LinksRevoked" });
		expect(await upgradeStatus(url)).toBe(401);
		expect(await answers(direct)).toBe(true);
		expect(await upgradeStatus(await liveView(token.token))).toBe(101);
		const { result } = await direct.send("Cloudflare.getLiveView");
		expect(await upgradeStatus(String(result?.["webSocketDebuggerUrl"]))).toBe(101);
	});

	test.each([
		["read", 403],
		["write", 204],
	])("may be revoked with a token to %s: %i", async (right, status) => {
		const { token } = await makeToken({ right });
		const path = `/berth/v1/sessions/${session.sessionId}/links`;
		expect((await call("DELETE", path, { headers: bearer(token) })).status).toBe(status);
		const { token: stranger } = await makeToken({ right, account: "stranger" });
		const foreign = await call("DELETE", path, { headers: bearer(stranger) });
		expect(foreign.status).toBe(right === "read" ? 403 : 404);
	});
});
