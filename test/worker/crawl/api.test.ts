import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { app } from "../../../src/http/app.ts";
import { envFor } from "../../../src/http/caller.ts";
import { bearer, call, makeToken, ORIGIN } from "../berth.ts";
import { AT_ONCE, links, ScriptedSite, SITE } from "./stage.ts";

const site = new ScriptedSite({
	"/robots.txt": { body: `${AT_ONCE}\nDisallow: /private` },
	"/": `<title>Start</title>${links("/private", "/gone")}`,
	"https://slow.example/robots.txt": { body: "User-agent: *\nCrawl-delay: 3600" },
});
/** A site whose crawl goes on for long. */
const url = "https://slow.example/";

// Objects and tests share their globals.
beforeAll(() => void vi.stubGlobal("fetch", site.fetch));
afterAll(() => void vi.unstubAllGlobals());

const baseOf = (account: string) => `/client/v4/accounts/${account}/browser-rendering/crawl`;
const BASE = baseOf("local");

interface Failure {
	readonly errors: readonly {
		readonly code: number;
		readonly message: string;
		readonly error_chain?: object;
	}[];
}
interface Job {
	readonly result: {
		readonly id: string;
		readonly status: string;
		readonly total: number;
		readonly finished: number;
		readonly records: readonly { readonly url: string; readonly status: string }[];
	};
}

async function start(account = "local", fields: object = {}): Promise<string> {
	const body = JSON.stringify({ url, render: false, ...fields });
	const made = await call<{ success: boolean; result: string }>("POST", baseOf(account), { body });
	expect(made).toMatchObject({
		status: 200,
		body: { success: true, result: expect.stringMatching(/^[\da-f-]{36}$/) },
	});
	return made.body.result;
}

const read = async (id: string, account = "local") =>
	(await call<Job>("GET", `${baseOf(account)}/${id}`)).body.result;

describe("a crawl job over the API", () => {
	test("is started, read, listed and ends", async () => {
		const account = "crawl-walk";
		const first = `${SITE}/`;
		const id = await start(account, { url: first, formats: ["html", "markdown"] });
		await expect.poll(() => read(id, account)).toMatchObject({ status: "completed" });
		expect(await read(id, account)).toEqual({
			id,
			status: "completed",
			browserSecondsUsed: 0,
			total: 3,
			finished: 3,
			skipped: 0,
			records: [
				{
					url: first,
					status: "completed",
					html: expect.stringContaining("<title>Start</title>"),
					markdown: expect.stringContaining('title: "Start"'),
					metadata: { status: 200, title: "Start", url: first },
				},
				{ url: `${SITE}/private`, status: "disallowed" },
				{
					url: `${SITE}/gone`,
					status: "errored",
					html: "None",
					markdown: expect.any(String),
					metadata: { status: 404, title: "", url: `${SITE}/gone` },
				},
			],
		});
		const crawls = async () =>
			(await call<{ crawls: object[] }>("GET", `/berth/v1/crawls?account=${account}`)).body.crawls;
		const row = {
			id,
			account,
			url: first,
			status: "completed",
			total: 3,
			finished: 3,
			skipped: 0,
			browserMs: 0,
		};
		await expect
			.poll(crawls)
			.toEqual([{ ...row, createdAt: expect.any(Number), finishedAt: expect.any(Number) }]);
		expect((await call("GET", `/berth/v1/crawls/${id}`)).body).toMatchObject(row);
		const pages = (query = "") => call("GET", `/berth/v1/crawls/${id}/pages${query}`);
		expect((await pages("?limit=1")).body).toEqual({
			pages: [
				{
					seq: 1,
					url: first,
					status: "completed",
					size: expect.any(Number),
					metadata: { status: 200, title: "Start", url: first },
				},
			],
			cursor: "1",
		});
		expect((await pages("?status=disallowed")).body).toEqual({
			pages: [{ seq: 2, url: `${SITE}/private`, status: "disallowed", size: 0 }],
		});
		expect((await call("DELETE", `${baseOf(account)}/${id}`)).body).toEqual({
			success: true,
			result: { job_id: id, message: "The crawl job had ended: completed." },
		});
	});

	test("is cancelled at once", async () => {
		const id = await start();
		const cancelled = { job_id: id, message: "The crawl job is cancelled." };
		for (let times = 0; times < 2; times += 1)
			expect((await call("DELETE", `${BASE}/${id}`)).body).toEqual({ success: true, result: cancelled });
		expect(await read(id)).toMatchObject({
			status: "cancelled_by_user",
			total: 1,
			finished: 0,
			records: [{ url, status: "cancelled" }],
		});
	});

	test("is below both names of the product", async () => {
		const id = await start();
		const path = `/client/v4/accounts/local/browser-run/crawl/${id}?cacheTTL=5&limit=1&cursor=0&status=queued`;
		expect((await call("GET", path)).status).toBe(200);
		expect((await call("DELETE", `/client/v4/accounts/local/browser-run/crawl/${id}`)).status).toBe(200);
	});

	test("is one of so many of an account", async () => {
		const account = "crawl-many";
		const ids: string[] = [];
		for (let count = 0; count < 10; count += 1) ids.push(await start(account));
		const body = JSON.stringify({ url, render: false });
		const refused = await call<Failure>("POST", baseOf(account), { body });
		expect(refused.status).toBe(429);
		expect(refused.headers.get("retry-after")).toBe("60");
		expect(refused.body.errors).toMatchObject([
			{ message: "Rate limit exceeded", error_chain: [{ limit: "maxCrawlJobs", value: 10 }] },
		]);
		for (const id of ids) await call("DELETE", `${baseOf(account)}/${id}`);
		await call("DELETE", `${baseOf(account)}/${await start(account)}`);
	});
});

describe("a crawl job is refused", () => {
	test.each([
		["with guardrails, which it would not keep", { guardrails: { allowedDomains: ["slow.example"] } }, 403],
		["without", {}, 200],
	])("or not over a binding %s", async (_, bounds, status) => {
		const caller = envFor(env, { account: "local", right: "write", ...bounds });
		const init = { method: "POST", body: JSON.stringify({ url, render: false }) };
		const started = await app.request(`${ORIGIN}${BASE}`, init, caller);
		expect(started.status).toBe(status);
		const { result } = await started.json<{ result?: string }>();
		if (result !== undefined) await call("DELETE", `${BASE}/${result}`);
	});

	test("with everything that is wrong with it, each with its place", async () => {
		const body = JSON.stringify({ url, depth: -1, options: { includePatterns: [1] } });
		expect((await call<Failure>("POST", BASE, { body })).body).toEqual({
			success: false,
			errors: [
				{ code: 2004, message: expect.any(String), path: ["depth"] },
				{ code: 2004, message: expect.any(String), path: ["options", "includePatterns", 0] },
			],
		});
	});

	test.each([
		["without an address", {}, 400, /string/],
		["with an unknown field", { url, limits: 5 }, 400, /unknown field "limits"\. Did you mean limit\?/],
		["of more pages than are set", { url, limit: 10_001 }, 400, /MAX_CRAWL_PAGES/],
		[
			"with waits of a browser that it has none of",
			{ url, render: false, waitForTimeout: 1 },
			400,
			/render: false/,
		],
		["of a private host", { url: "http://192.168.0.1/" }, 400, /ALLOW_PRIVATE_CDP/],
		["of the machine", { url: "http://localhost:1234/" }, 400, /ALLOW_PRIVATE_CDP/],
		["of a cloud's metadata", { url: "http://169.254.169.254/" }, 400, /ALLOW_PRIVATE_CDP/],
		["of Berth itself", { url: "http://localhost/" }, 400, /this Berth/],
		["that needs a model", { url, formats: ["json"], jsonOptions: { prompt: "p" } }, 501, /model/],
	])("%s", async (_, fields, status, message) => {
		const refused = await call<Failure>("POST", BASE, { body: JSON.stringify(fields) });
		expect(refused.status).toBe(status);
		expect(refused.body).toMatchObject({
			success: false,
			errors: [{ code: expect.any(Number), message: expect.stringMatching(message) }],
		});
	});

	test.each([
		["POST", "?wait=1", 400],
		["POST", "?cacheTTL=86401", 400],
		["GET", "/none", 404],
		["DELETE", "/none", 404],
		["GET", "", 405],
		["PUT", "/none", 405],
		["GET", "/none?status=done", 400],
		["GET", "/none?limit=0", 400],
		["GET", "/none?cursor=x", 400],
	])("%s %s: %i", async (method, rest, status) => {
		const body = method === "POST" ? { body: JSON.stringify({ url }) } : {};
		expect((await call(method, BASE + rest, body)).status).toBe(status);
	});
});

test("a crawl job of another account is an unknown one, and a read token starts and cancels none", async () => {
	const id = await start("crawl-theirs");
	const headers = bearer((await makeToken({ account: "crawl-mine", right: "write" })).token);
	for (const [method, path] of [
		["GET", `${baseOf("crawl-mine")}/${id}`],
		["DELETE", `${baseOf("crawl-mine")}/${id}`],
		["GET", `/berth/v1/crawls/${id}`],
		["GET", `/berth/v1/crawls/${id}/pages`],
	] as const)
		expect(await call(method, path, { headers })).toMatchObject({ status: 404 });
	expect((await call("GET", `${baseOf("crawl-theirs")}/${id}`, { headers })).status).toBe(403);
	expect((await call("GET", "/berth/v1/crawls?account=crawl-theirs", { headers })).status).toBe(403);
	expect((await call("GET", "/berth/v1/crawls", { headers })).body).toEqual({ crawls: [] });
	const reader = bearer((await makeToken({ account: "crawl-theirs", right: "read" })).token);
	expect((await call("GET", `${baseOf("crawl-theirs")}/${id}`, { headers: reader })).status).toBe(200);
	expect((await call("DELETE", `${baseOf("crawl-theirs")}/${id}`, { headers: reader })).status).toBe(403);
	const body = JSON.stringify({ url });
	expect((await call("POST", baseOf("crawl-theirs"), { headers: reader, body })).status).toBe(403);
	await call("DELETE", `${baseOf("crawl-theirs")}/${id}`);
});

test("the audit log has who started a crawl job and who cancelled it", async () => {
	const account = "crawl-audited";
	const id = await start(account);
	await call("DELETE", `${baseOf(account)}/${id}`);
	const entries = async () =>
		(await call<{ entries: object[] }>("GET", `/berth/v1/audit?account=${account}`)).body.entries;
	await expect.poll(entries).toMatchObject([
		{ action: "crawl.cancel", account, subject: id, status: 200 },
		{ action: "crawl.start", account, subject: id, status: 200 },
	]);
});
