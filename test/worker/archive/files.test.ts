import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ArtifactObjects } from "../../../src/artifacts/objects.ts";
import { ensureMigrated } from "../../../src/catalog/migrate.ts";
import { saveSession } from "../../../src/catalog/sessions.ts";
import type { NewArtifact } from "../../../src/domain/artifact.ts";
import { artifactLink } from "../../../src/links/artifact-token.ts";
import { signFrameToken } from "../../../src/links/frame-token.ts";
import { newSession } from "../../../src/session/life/lifecycle.ts";
import { linkSourceOf, ORIGIN } from "../berth.ts";

const sessionId = crypto.randomUUID();
const owner = { account: "files", sessionId };
const objects = new ArtifactObjects(env.ARTIFACTS);
const bytes = new TextEncoder().encode("0123456789");

async function put(more: Partial<NewArtifact> = {}): Promise<string> {
	const objectId = crypto.randomUUID();
	const file = { type: "download", name: "a.bin", contentType: "application/octet-stream", bytes } as const;
	await objects.put(owner, objectId, { ...file, ...more });
	return objectId;
}

const link = (objectId: string, expiresInMs?: number, id = sessionId): Promise<string> =>
	artifactLink({ ...linkSourceOf(id), expiresInMs }, objectId);

async function get(url: string, headers: Record<string, string> = {}, method = "GET") {
	const answer = await exports.default.fetch(url, { method, headers });
	const text = new TextDecoder().decode(await answer.arrayBuffer());
	return { status: answer.status, headers: answer.headers, text };
}

let objectId: string;
beforeAll(async () => {
	await ensureMigrated(env.CATALOG);
	const session = newSession(sessionId, "files", { keepAliveMs: 60_000, waitMs: 0 }, Date.now());
	await saveSession(env.CATALOG, session);
	objectId = await put();
});

describe("an artifact's link", () => {
	test("gives the artifact to whoever has it, and lets it do nothing", async () => {
		const { status, headers, text } = await get(await link(objectId));
		expect([status, text]).toEqual([200, "0123456789"]);
		expect(Object.fromEntries(headers)).toMatchObject({
			"content-type": "application/octet-stream",
			"content-length": "10",
			"content-disposition": "attachment; filename=a.bin",
			"content-security-policy": expect.stringContaining("sandbox; default-src 'none'"),
			"x-content-type-options": "nosniff",
			"referrer-policy": "no-referrer",
			"cross-origin-resource-policy": "cross-origin",
			"cache-control": "private, no-cache",
			"access-control-allow-origin": "*",
			"accept-ranges": "bytes",
			etag: expect.stringMatching(/^"\w+"$/),
		});
	});

	test.each<[string, () => Promise<string>]>([
		["that has expired", () => link(objectId, -1_000)],
		["without a token", async () => `${ORIGIN}/artifacts/${sessionId}/${objectId}`],
		["with a token that is none", async () => `${ORIGIN}/artifacts/${sessionId}/${objectId}?token=x`],
		[
			"that is signed with another secret",
			async () => artifactLink({ ...linkSourceOf(sessionId), secret: "another-secret-of-16" }, objectId),
		],
		[
			"with a token for something else of the session",
			async () => {
				const token = await signFrameToken(linkSourceOf(sessionId), 60_000);
				return `${ORIGIN}/artifacts/${sessionId}/${objectId}?token=${token}`;
			},
		],
		[
			"for another artifact",
			async () => (await link(crypto.randomUUID())).replace(/[^/]+\?/, `${objectId}?`),
		],
		[
			"for another session",
			async () =>
				(await link(objectId, undefined, crypto.randomUUID())).replace(
					/artifacts\/[^/]+/,
					`artifacts/${sessionId}`,
				),
		],
		[
			"that was changed",
			async () => (await link(objectId)).replace(/.$/, (last) => (last === "A" ? "Q" : "A")),
		],
		[
			"unsigned",
			async () => {
				const head = btoa('{"alg":"none"}').replaceAll("=", "");
				const body = btoa(`{"aud":"berth:artifact","sid":"${sessionId}","oid":"${objectId}"}`).replaceAll(
					"=",
					"",
				);
				return `${ORIGIN}/artifacts/${sessionId}/${objectId}?token=${head}.${body}.`;
			},
		],
	])("%s is refused like any other", async (_, url) => {
		const { status, text, headers } = await get(await url());
		expect(status).toBe(403);
		expect(JSON.parse(text)).toEqual({
			error: { code: "forbidden", message: "This link has expired, or was never valid." },
		});
		expect(headers.get("cache-control")).toBe("no-store");
	});

	test("of what is gone is a 404", async () => {
		const removed = await put();
		await objects.delete(owner, removed);
		for (const headers of [{}, { Range: "bytes=0-1" }]) {
			const { status, text } = await get(await link(removed), headers);
			expect([status, JSON.parse(text)]).toEqual([
				404,
				{ error: { code: "artifact_not_found", message: "Artifact not found." } },
			]);
		}
		expect((await get(await link(objectId, undefined, crypto.randomUUID()))).status).toBe(404);
	});

	test("takes GET and HEAD alone, and pages of any origin may use it", async () => {
		const url = await link(objectId);
		for (const method of ["POST", "PUT", "DELETE"])
			expect(await get(url, {}, method)).toMatchObject({ status: 405 });
		const preflight = { Origin: "https://a.test", "Access-Control-Request-Method": "GET" };
		const { status, headers } = await get(url, preflight, "OPTIONS");
		expect([status, headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
	});
});

describe("parts", () => {
	test.each([
		["bytes=2-4", "234", "bytes 2-4/10"],
		["bytes=7-", "789", "bytes 7-9/10"],
		["bytes=-2", "89", "bytes 8-9/10"],
		["bytes=0-99", "0123456789", "bytes 0-9/10"],
	])("%s", async (range, part, told) => {
		const { status, text, headers } = await get(await link(objectId), { Range: range });
		expect([status, text, headers.get("content-range")]).toEqual([206, part, told]);
		expect(headers.get("content-length")).toBe(String(part.length));
	});

	test("there are none beyond the end", async () => {
		const { status, text, headers } = await get(await link(objectId), { Range: "bytes=10-" });
		expect([status, text, headers.get("content-range")]).toEqual([416, "", "bytes */10"]);
		expect(headers.get("content-security-policy")).toContain("sandbox");
	});

	test.each(["bytes=0-1,3-4", "bytes=4-2", "chars=0-1"])("%s is the whole", async (range) => {
		const { status, text } = await get(await link(objectId), { Range: range });
		expect([status, text]).toEqual([200, "0123456789"]);
	});

	test("of what may have changed are the whole", async () => {
		const url = await link(objectId);
		const etag = (await get(url)).headers.get("etag") ?? "";
		const range = { Range: "bytes=0-1" };
		expect(await get(url, { ...range, "If-Range": etag })).toMatchObject({ status: 206, text: "01" });
		expect(await get(url, { ...range, "If-Range": '"x"' })).toMatchObject({
			status: 200,
			text: "0123456789",
		});
	});
});

test("what a cache has is not sent again", async () => {
	const url = await link(objectId);
	const etag = (await get(url)).headers.get("etag") ?? "";
	for (const method of ["GET", "HEAD"]) {
		const { status, text } = await get(url, { "If-None-Match": etag }, method);
		expect([status, text]).toEqual([304, ""]);
		expect((await get(url, { "If-None-Match": '"x"' }, method)).status).toBe(200);
	}
});

test("HEAD tells the same without the content", async () => {
	const url = await link(objectId);
	const [head, whole] = [await get(url, {}, "HEAD"), await get(url)];
	expect([head.status, head.text]).toEqual([200, ""]);
	expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(whole.headers));
	expect((await get(url, { Range: "bytes=0-1" }, "HEAD")).status).toBe(200);
});

describe("only pictures without scripts are shown in place", () => {
	test.each([
		["image/png", "inline"],
		["image/jpeg", "inline"],
		["image/svg+xml", "attachment"],
		["text/html", "attachment"],
		["application/pdf", "attachment"],
		["text/html; charset=utf-8", "attachment"],
	])("%s: %s", async (contentType, disposition) => {
		const { headers } = await get(await link(await put({ contentType })));
		expect(headers.get("content-type")).toBe(contentType);
		expect(headers.get("content-disposition")).toBe(`${disposition}; filename=a.bin`);
	});
});

test.each([
	["hällo €.txt", `attachment; filename="h?llo ?.txt"; filename*=UTF-8''h%C3%A4llo%20%E2%82%AC.txt`],
	['a"b\\c.txt', `attachment; filename="a\\"b\\\\c.txt"`],
	["a; filename=b.exe", `attachment; filename="a; filename=b.exe"`],
	["100%25.txt", expect.stringMatching(/^attachment; filename=100%25.txt; filename\*=UTF-8''100%2525.txt$/)],
	["日本語.pdf", expect.stringContaining("filename*=UTF-8''%E6%97%A5%E6%9C%AC%E8%AA%9E.pdf")],
])("the name %j is a safe one", async (name, disposition) => {
	const { headers } = await get(await link(await put({ name })));
	expect(headers.get("content-disposition")).toEqual(disposition);
});
