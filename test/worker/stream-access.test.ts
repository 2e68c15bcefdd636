import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameLinksOf } from "../../src/links/frame-links.ts";
import { signAccess } from "../../src/links/access-token.ts";
import { verifyFrameToken } from "../../src/links/frame-token.ts";
import { ADMIN, bearer, createSession, deleteSession, linkSourceOf, makeToken, ORIGIN } from "./berth.ts";
import { frameToken, requestStream, watch } from "./frame-stream.ts";

const SECRET = "signing-secret-of-the-tests";

let sessionId: string;
beforeAll(async () => {
	({ sessionId } = await createSession());
});
afterAll(() => deleteSession(sessionId));

interface Refusal {
	readonly status: number;
	readonly body: { readonly error: string; readonly code: string };
}

async function refusal(query: Record<string, string>, init: RequestInit = {}): Promise<Refusal> {
	const response = await requestStream(query, init);
	expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
	return { status: response.status, body: await response.json() };
}

describe("a stream is refused", () => {
	test("without any token", async () => {
		const body = { error: "Authentication error", code: "unauthenticated" };
		expect(await refusal({ session_id: sessionId })).toEqual({ status: 401, body });
	});

	test("with a token that has expired, or is for another session, or for something else", async () => {
		const expired = await frameToken(sessionId, -10_000);
		const [missing, other] = [crypto.randomUUID(), await frameToken(crypto.randomUUID())];
		const access = await signAccess(linkSourceOf(sessionId), {
			targetId: "",
			mode: "full",
			expiresInMs: 60_000,
		});
		expect(await refusal({ session_id: sessionId, token: expired })).toMatchObject({ status: 401 });
		expect(await refusal({ session_id: sessionId, token: access })).toMatchObject({ status: 401 });
		expect(await refusal({ session_id: sessionId, token: "" })).toMatchObject({ status: 401 });
		expect(await refusal({ session_id: sessionId, token: other })).toMatchObject({
			status: 403,
			body: { code: "forbidden" },
		});
		expect(await refusal({ session_id: missing, token: await frameToken(missing) })).toMatchObject({
			status: 404,
			body: { code: "session_not_found" },
		});
	});

	test("to another account's token, as if there were no such session", async () => {
		const { token } = await makeToken({ account: "stranger", right: "write" });
		expect(await refusal({ session_id: sessionId }, { headers: bearer(token) })).toMatchObject({
			status: 404,
		});
	});

	test("when the session has ended", async () => {
		const ended = await createSession();
		await deleteSession(ended.sessionId);
		const token = await frameToken(ended.sessionId);
		expect(await refusal({ session_id: ended.sessionId, token })).toMatchObject({
			status: 410,
			body: { code: "session_ended", error: expect.stringContaining("NormalClosure") },
		});
	});

	test.each([
		[{ session_id: "" }, "session_id"],
		[{ width: "0" }, "width"],
		[{ width: "wide" }, "width"],
		[{ height: "100000" }, "height"],
		[{ with_boxes: "maybe" }, "with_boxes"],
		[{ format: "gif" }, "format"],
		[{ format: "jpeg", quality: "101" }, "quality"],
		[{ quality: "50" }, "quality"],
	])("with %o, naming what is wrong", async (query, name) => {
		const { status, body } = await refusal({ session_id: sessionId, ...query }, { headers: ADMIN });
		expect({ status, code: body.code }).toEqual({ status: 400, code: "invalid_request" });
		expect(body.error).toMatch(new RegExp(`^${name}: `));
	});

	test("with a parameter that there is not", async () => {
		const query = { session_id: sessionId, with_box: "true" };
		const error = 'unknown field "with_box". Did you mean with_boxes?';
		const body = { error, code: "invalid_request" };
		expect(await refusal(query, { headers: ADMIN })).toEqual({ status: 400, body });
	});

	test("by any method but GET", async () => {
		const query = { session_id: sessionId, token: await frameToken(sessionId) };
		expect(await refusal(query, { method: "POST" })).toMatchObject({ status: 405 });
		expect((await requestStream(query, { method: "HEAD" })).status).toBe(405);
	});
});

test("a stream is open to a token of the session's account, one that may only read included", async () => {
	const { token } = await makeToken({ account: "local", right: "read" });
	const response = await requestStream({ session_id: sessionId }, { headers: bearer(token) });
	expect(response.status).toBe(200);
	expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
	expect(response.headers.get("cache-control")).toContain("no-store");
	expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
	await response.body?.cancel();
});

test("a stream may have in its address what clients in web pages add", async () => {
	const query = { session_id: sessionId, _: "1796067600000", lastEventId: "5" };
	const response = await requestStream(query, { headers: ADMIN });
	expect(response.status).toBe(200);
	await response.body?.cancel();
});

test("an open stream outlives its token", async () => {
	const token = await frameToken(sessionId, 1_000);
	const stream = await watch(sessionId, { token });
	await expect.poll(() => verifyFrameToken(SECRET, token)).toBeUndefined();
	const { comments } = stream;
	await expect.poll(() => stream.comments).toBeGreaterThan(comments);
	await stream.leave();
});

test("pages of any origin may ask", async () => {
	const headers = { Origin: "https://elsewhere.example", "Access-Control-Request-Method": "GET" };
	const response = await requestStream({ session_id: sessionId }, { method: "OPTIONS", headers });
	expect(response.status).toBe(204);
	expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
	expect(response.headers.get("Access-Control-Allow-Methods")).toBe("GET");
});

test("the links to a session's frames open them, and a page that shows them", async () => {
	const grant = linkSourceOf(sessionId);
	const links = await frameLinksOf(grant);
	expect(links.sse_url).toBe(`${ORIGIN}/stream/sse?session_id=${sessionId}&token=${links.frame_token}`);
	expect(links).not.toHaveProperty("frame_url");
	expect(await verifyFrameToken(SECRET, links.frame_token)).toMatchObject({ sessionId });
	const { frame_url } = await frameLinksOf({ ...grant, targetId: "T" });
	expect(frame_url).toContain(`${ORIGIN}/ui/view?mode=tab&ws=`);
});
