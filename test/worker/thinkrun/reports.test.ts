import { env, exports } from "cloudflare:workers";
import { abortAllDurableObjects } from "cloudflare:test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, DEVTOOLS } from "../berth.ts";
import { serveSites } from "../commands/site.ts";
import { pageOf, ThinkrunAccount } from "./account.ts";

interface Actions {
	readonly actions: readonly { readonly type: string; readonly error?: object }[];
	readonly total: number;
}
interface Artifacts {
	readonly artifacts: readonly { readonly objectId: string; readonly publicUrl: string }[];
	readonly total: number;
}
interface Health {
	readonly status: string;
	readonly sessionState: string;
	readonly browserResponsive: boolean;
	readonly currentUrl: string | null;
	readonly uptimeMs: number;
	readonly reason?: string;
}

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const account = new ThinkrunAccount();
let id = "";

const get = <T>(path: string) => account.get<T>("GET", `/${id}${path}`);

beforeAll(async () => {
	id = (await account.create()).sessionId;
	await account.drive(id, "wait", { ms: 0 });
	const socket = `ws://berth.test${DEVTOOLS.replace("local", account.id)}/browser/${id}`;
	await serveSites(socket, ({ pathname }) =>
		pathname === "/page"
			? {
					body: `<title>Page</title><link rel="icon" href="data:,"><script>
						console.log("said", 1); console.warn("careful"); setTimeout(() => { throw new Error("oops") });
						for (const path of ["/data?token=secret", "/missing"]) fetch(path).then((answer) => answer.text()); fetch("http://127.0.0.1:1/").catch(() => {});
					</script>`,
				}
			: pathname === "/data"
				? { body: "12345", headers: { "content-type": "text/plain" } }
				: undefined,
	);
});
afterAll(() => account.end(id));

test("a session tells what its pages wrote and asked for, what was done, and what was kept; also after its end and a restart", async () => {
	await account.drive(id, "navigate", { url: "http://site.test/page" });
	await account.drive(id, "screenshot");
	await account.refused("POST", `/${id}/click`, { selector: "#nothing", timeout: 100 });
	await account.get("POST", `/${id}/artifacts/notes.md`, {
		content: "# Notes",
		contentType: "text/markdown",
		metadata: { by: "me" },
	});

	const timestamp = expect.stringMatching(ISO);
	const logs = [
		{ level: "info", message: "said 1", timestamp },
		{ level: "warning", message: "careful", timestamp },
		{ level: "error", message: expect.stringContaining("oops"), timestamp },
		{ level: "error", message: expect.stringContaining("404"), timestamp },
		{ level: "error", message: expect.stringContaining("net::ERR"), timestamp },
	];
	const request = { method: "GET", timestamp, duration: expect.any(Number) };
	const requests = [
		{ ...request, url: "http://site.test/page", status: 200, size: expect.any(Number) },
		{ ...request, url: "http://site.test/data?token=REDACTED", status: 200, size: 5 },
		{ ...request, url: "http://site.test/missing", status: 404, size: 0 },
		{
			...request,
			url: "http://127.0.0.1:1/",
			status: null,
			size: null,
			error: expect.stringContaining("net::ERR"),
		},
	];
	const done = { timestamp, success: true, duration: expect.any(Number), cost: expect.any(Number) };
	const actions = [
		{ ...done, type: "wait", details: { ms: 0 } },
		{ ...done, type: "navigate", details: { url: "http://site.test/page" } },
		{ ...done, type: "screenshot", details: { artifact: expect.any(String) } },
		{
			...done,
			type: "click",
			success: false,
			details: { selector: "#nothing", timeout_ms: 100 },
			error: { code: "ELEMENT_NOT_FOUND", message: expect.stringContaining("#nothing") },
		},
	];
	const kept = {
		objectId: expect.any(String),
		publicUrl: expect.stringContaining("/artifacts/"),
		timestamp,
		size: expect.any(Number),
	};
	const artifacts = [
		{ ...kept, type: "screenshot", name: "screenshot.png", contentType: "image/png" },
		{ ...kept, type: "text", name: "notes.md", contentType: "text/markdown" },
	];
	const inAnyOrder = (list: object[]) => ({
		total: list.length,
		list: expect.arrayContaining(list),
	});
	const everything = async () => {
		const [console, network, acted, files] = await Promise.all([
			get<{ logs: object[]; total: number }>("/console"),
			get<{ requests: object[]; total: number }>("/network"),
			get<Actions>("/actions"),
			get<Artifacts>("/artifacts"),
		]);
		return {
			console: { total: console.total, list: console.logs },
			network: { total: network.total, list: network.requests },
			acted,
			files,
			text: await get<object>("/artifacts/notes.md"),
		};
	};
	const expected = {
		console: inAnyOrder(logs),
		network: inAnyOrder(requests),
		acted: { actions, total: actions.length },
		files: { artifacts, total: artifacts.length },
		text: {
			name: "notes.md",
			content: "# Notes",
			contentType: "text/markdown",
			createdAt: timestamp,
			metadata: { by: "me" },
		},
	};
	await expect.poll(everything).toEqual(expected);
	expect(await account.read(id)).toMatchObject({ actionCount: 4, screenshotCount: 1 });

	const [picture] = (await get<Artifacts>("/artifacts")).artifacts;
	const fetched = await exports.default.fetch(picture?.publicUrl ?? "");
	expect(fetched.headers.get("content-type")).toBe("image/png");
	expect((await fetched.arrayBuffer()).byteLength).toBeGreaterThan(100);

	await account.end(id);
	await account.reaches(id, "completed");
	expect(await everything()).toEqual(expected);
	await abortAllDurableObjects();
	expect(await everything()).toEqual(expected);
	expect(await account.read(id)).toMatchObject({ actionCount: 4, screenshotCount: 1, title: "Page" });

	expect(await get<Actions>("/actions?offset=1&limit=2")).toMatchObject({
		actions: actions.slice(1, 3),
		total: 4,
	});
	expect((await get<Artifacts>("/artifacts?offset=1")).artifacts).toHaveLength(1);
	expect(await get("/console?offset=4&limit=1")).toMatchObject({ logs: [{}], total: 5 });
	expect(await get("/console?offset=5")).toEqual({ logs: [], total: 5 });
	expect(await get("/network?limit=2")).toMatchObject({ requests: [{}, {}], total: 4 });

	expect((await account.ask("DELETE", `/${id}/artifacts/notes.md`)).status).toBe(204);
	expect((await account.refused("GET", `/${id}/artifacts/notes.md`)).code).toBe("ARTIFACT_NOT_FOUND");
	expect((await get<Artifacts>("/artifacts")).total).toBe(1);
	expect((await account.refused("POST", `/${id}/artifacts/late`, { content: "x" })).code).toBe(
		"SESSION_CLOSED",
	);
});

describe("a named text", () => {
	test("takes the place of the one before, named in the path or in the body", async () => {
		const { sessionId } = await account.create();
		const at = (path: string) => `/${sessionId}/artifacts${path}`;
		await account.get("POST", at("/a"), { content: "1" });
		expect(await account.get("POST", at(""), { name: "a", content: "2" })).toMatchObject({
			name: "a",
			content: "2",
		});
		expect(await account.get("POST", at("/a"), { name: "a", content: "\ud800" })).toMatchObject({
			content: "\ufffd",
		});
		expect(await account.get("POST", at("/a"), { name: "a", content: "3" })).toMatchObject({ content: "3" });
		expect(await account.get("GET", at("/a"))).toEqual({
			name: "a",
			content: "3",
			contentType: "text/plain",
			createdAt: expect.stringMatching(ISO),
		});
		expect((await account.get<Artifacts>("GET", at(""))).total).toBe(1);
		for (const [path, body, field] of [
			["/a%3Ab", { content: "x" }, "name"],
			["/a", { name: "b", content: "x" }, "name"],
			["", { content: "x" }, "name"],
			["/a", {}, "content"],
			["/a", { content: "x", contentType: "text" }, "contentType"],
			["/a", { content: "x", type: "text" }, "type"],
			["/a", { content: "x", metadata: "m" }, "metadata"],
		] as const) {
			const refused = await account.refused("POST", at(path), body);
			expect(refused).toMatchObject({
				status: 400,
				code: "INVALID_REQUEST",
				error: expect.stringContaining(field),
			});
		}
		const most = await account.ask("POST", at("/long"), { content: "é".repeat(250_000) });
		expect(most.status).toBe(200);
		const long = await account.refused("POST", at("/longer"), { content: "x".repeat(500_001) });
		expect(long).toMatchObject({ status: 413, code: "PAYLOAD_TOO_LARGE" });
		expect((await account.refused("PUT", at("/a"), {})).status).toBe(405);
		await account.end(sessionId);
	});
});

describe("health", () => {
	const health = (session: string) => account.get<Health>("GET", `/${session}/health`);

	test("asks the page, and is no use of the session", async () => {
		const { sessionId } = await account.create({ initialPrompt: pageOf("<title>Well</title>") });
		expect(await health(sessionId)).toMatchObject({
			status: "unhealthy",
			sessionState: "creating",
			browserResponsive: false,
			uptimeMs: 0,
			reason: expect.stringContaining("starting"),
		});
		await account.reaches(sessionId, "running");
		const idleDeadline = async () => {
			const described = await env.SESSION.getByName(sessionId).describe();
			return described.ok && described.value.idleDeadline;
		};
		const before = await idleDeadline();
		expect(await health(sessionId)).toEqual({
			status: "healthy",
			sessionState: "running",
			browserResponsive: true,
			currentUrl: pageOf("<title>Well</title>"),
			uptimeMs: expect.any(Number),
		});
		expect(await idleDeadline()).toBe(before);
		await account.end(sessionId);
		await account.reaches(sessionId, "completed");
		const closed = await health(sessionId);
		expect(closed).toMatchObject({
			status: "closed",
			sessionState: "completed",
			browserResponsive: false,
			reason: expect.stringContaining("NormalClosure"),
		});
		expect((await health(sessionId)).uptimeMs).toBe(closed.uptimeMs);
	});

	test("tells of a page that does not answer", async () => {
		const { sessionId } = await account.create();
		const url = pageOf("<script>setTimeout(() => { for (;;); }, 100)</script>");
		// Whether that is answered before the page is busy does not matter.
		await account.ask("POST", `/${sessionId}/navigate`, { url, timeout: 5000 });
		await expect
			.poll(() => health(sessionId))
			.toMatchObject({
				status: "unhealthy",
				sessionState: "running",
				browserResponsive: true,
				reason: expect.stringContaining("did not answer"),
			});
		await account.end(sessionId);
	});

	test("is well without a page", async () => {
		const { sessionId } = await account.create();
		await account.drive(sessionId, "wait", { ms: 0 });
		const devtools = DEVTOOLS.replace("local", account.id);
		const { body: tabs } = await call<{ id: string }[]>("GET", `${devtools}/browser/${sessionId}/json/list`);
		for (const tab of tabs) await call("DELETE", `${devtools}/browser/${sessionId}/json/close/${tab.id}`);
		await expect.poll(() => health(sessionId)).toMatchObject({ status: "healthy" });
		await account.end(sessionId);
	});
});

describe("input", () => {
	test.each<[query: string, field: string]>([
		["?limit=0", "limit"],
		["?limit=101", "limit"],
		["?offset=-1", "offset"],
		["?offset=10001", "offset"],
		["?limit=1e1", "limit"],
		["?includeTerminated=yes", "includeTerminated"],
		["?status=running", "status"],
	])("of the list, %s, is refused by name", async (query, field) => {
		const refused = await account.refused("GET", query);
		expect(refused).toMatchObject({
			status: 400,
			code: "INVALID_REQUEST",
			error: expect.stringContaining(field),
		});
	});

	test.each(["/actions?limit=1001", "/artifacts?limit=all", "/console?limit=0", "/network?offset=x"])(
		"%s is refused by name",
		async (path) => {
			const refused = await account.refused("GET", `/${id}${path}`);
			expect(refused).toMatchObject({
				status: 400,
				code: "INVALID_REQUEST",
				error: expect.stringMatching(/^(limit|offset): /),
			});
		},
	);

	test.each<[body: unknown, field: string]>([
		[{ initialPrompt: "" }, "initialPrompt"],
		[{ initialPrompt: 7 }, "initialPrompt"],
		[{ initialPrompt: "https://[" }, "initialPrompt"],
		[{ prompt: "x" }, "prompt"],
		[{ options: { browser: "firefox" } }, "options.browser"],
		[{ options: { headless: true } }, "headless"],
		[{ options: { viewport: { width: 0, height: 1 } } }, "options.viewport.width"],
		[{ options: { viewport: { width: 1, height: 10_001 } } }, "options.viewport.height"],
		[{ options: { viewport: { width: 1.5, height: 1 } } }, "options.viewport.width"],
		[{ options: { viewport: { width: 1 } } }, "options.viewport.height"],
		[{ options: { viewport: { width: 1, height: 1, scale: 2 } } }, "scale"],
		[{ options: [] }, "options"],
		["{", ""],
		["[]", ""],
		["null", ""],
	])("of a create, %j, is refused by name", async (body, field) => {
		const refused = await account.refused("POST", "", body);
		expect(refused).toMatchObject({
			status: 400,
			code: "INVALID_REQUEST",
			retryable: false,
			error: expect.stringContaining(field),
		});
	});

	test.each([
		["PUT", "", "GET, POST"],
		["POST", "/x", "GET, DELETE"],
		["POST", "/x/health", "GET"],
		["POST", "/x/actions", "GET"],
		["DELETE", "/x/artifacts", "GET, POST"],
		["POST", "/x/console", "GET"],
		["POST", "/x/network", "GET"],
		["GET", "/x/navigate", "POST"],
	])("%s %s is a 405 that says what is allowed", async (method, path, allowed) => {
		expect(await account.refused(method, path)).toMatchObject({ status: 405, code: "METHOD_NOT_ALLOWED" });
		expect((await account.ask(method, path)).headers.get("Allow")).toBe(allowed);
	});

	test("where there is no route is a 404 of this API", async () => {
		for (const path of ["/x/nothing", "/x/artifacts/a/b"])
			expect(await account.refused("GET", path)).toMatchObject({ status: 404, code: "NOT_FOUND" });
	});
});

test("a session that never came up says so to who drives it", async () => {
	const headers = { Authorization: "Bearer admin-token-of-the-tests", "X-Berth-Account": account.id };
	const body = JSON.stringify({ headless: true, cdp_url: "https://nowhere.invalid" });
	expect((await call("POST", "/sessions", { headers, body })).status).toBe(502);
	const { sessions } = await account.get<{ sessions: { sessionId: string; status: string }[] }>(
		"GET",
		"?includeTerminated=true&limit=1",
	);
	expect(sessions).toMatchObject([{ status: "failed" }]);
	expect(await account.refused("POST", `/${sessions[0]?.sessionId}/snapshot`)).toMatchObject({
		status: 503,
		code: "PROVISIONING_FAILED",
		retryable: true,
	});
});
