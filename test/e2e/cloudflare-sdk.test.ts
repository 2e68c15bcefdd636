import Cloudflare, { APIError } from "cloudflare";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;

beforeAll(async () => {
	berth = await SharedBerth.join();
});
afterAll(() => berth.leave());

/** The SDK as its users set it up, in an account of its own. */
async function client() {
	const account = await new Account(berth).withToken();
	const { devtools } = new Cloudflare({ baseURL: `${berth.url}/client/v4`, apiToken: account.token })
		.browserRendering;
	return {
		account,
		account_id: account.id,
		browser: devtools.browser,
		session: devtools.session,
	};
}

/** The refusal that a call of the SDK ends in. */
async function refusalOf(call: Promise<unknown>): Promise<APIError> {
	const outcome = await call.catch((error: unknown) => error);
	if (outcome instanceof APIError) return outcome;
	throw new Error(`Not refused: ${JSON.stringify(outcome)}`);
}

describe("a session that exists", () => {
	let sdk: Awaited<ReturnType<typeof client>>;
	let id: string;

	beforeAll(async () => {
		sdk = await client();
		const { account_id } = sdk;
		({ sessionId: id } = await sdk.browser.create({ account_id, keep_alive: 600_000 }));
	});
	afterAll(() => sdk.browser.delete(id, { account_id: sdk.account_id }));

	test("version tells which browser it is, and Berth's own socket", async () => {
		const { account, account_id } = sdk;
		expect(await sdk.browser.version(id, { account_id })).toEqual({
			Browser: expect.stringContaining("Chrom"),
			"Protocol-Version": expect.stringMatching(/^\d/),
			"User-Agent": expect.stringContaining("Mozilla"),
			"V8-Version": expect.any(String),
			"WebKit-Version": expect.any(String),
			webSocketDebuggerUrl: account.socket(`/browser/${id}`),
		});
	});

	test("protocol describes the domains", async () => {
		const { domains, version } = await sdk.browser.protocol(id, { account_id: sdk.account_id });
		expect(domains?.map(({ domain }) => domain)).toContain("Page");
		expect(version).toEqual({ major: expect.any(String), minor: expect.any(String) });
	});

	test("targets.list shows a page, with signed links to it", async () => {
		const [target] = await sdk.browser.targets.list(id, { account_id: sdk.account_id });
		expect(target).toMatchObject({ type: "page", url: "about:blank" });
		const host = new URL(berth.url).host;
		const socket = `${host}/api/devtools/browser/${id}/page/${target?.id}?jwt=`;
		expect(target?.webSocketDebuggerUrl).toContain(`ws://${socket}`);
		expect(target?.devtoolsFrontendUrl).toContain(`${berth.url}/ui/view?ws=${socket}`);
	});

	test("targets.create opens a tab with the page that was asked for", async () => {
		const { account_id } = sdk;
		const url = "data:text/html,<title>Hello</title>";
		const made = await sdk.browser.targets.create(id, { account_id, url });
		expect(made).toMatchObject({ type: "page", url, title: "Hello" });
	});

	test("targets.create without an address opens a blank tab", async () => {
		const made = await sdk.browser.targets.create(id, { account_id: sdk.account_id });
		expect(made).toMatchObject({ type: "page", url: "about:blank" });
	});

	test("targets.get shows one tab", async () => {
		const { account_id } = sdk;
		const made = await sdk.browser.targets.create(id, { account_id });
		const shown = await sdk.browser.targets.get(made.id, { account_id, session_id: id });
		expect(shown).toMatchObject({ id: made.id, type: "page" });
	});

	test("targets.get of an unknown tab is a NotFoundError", async () => {
		const { account_id } = sdk;
		const refusal = await refusalOf(sdk.browser.targets.get("ABCDEF", { account_id, session_id: id }));
		expect(refusal).toBeInstanceOf(Cloudflare.NotFoundError);
		expect(refusal.errors).toEqual([{ code: 2010, message: "Target not found." }]);
	});

	test("targets.activate brings a tab to the front", async () => {
		const { account_id } = sdk;
		const { Browser } = await sdk.browser.version(id, { account_id });
		// A headless shell shows all its tabs at once.
		const inBackground = Browser.startsWith("HeadlessChrome/") ? "visible" : "hidden";
		const back = await sdk.browser.targets.create(id, { account_id });
		await sdk.browser.targets.create(id, { account_id });
		const page = await CdpSocket.open(back.webSocketDebuggerUrl ?? "");
		await expect.poll(() => page.evaluate("document.visibilityState")).toBe(inBackground);
		const answer = await sdk.browser.targets.activate(back.id, { account_id, session_id: id });
		expect(answer).toEqual({ message: "Target activated" });
		await expect.poll(() => page.evaluate("document.visibilityState")).toBe("visible");
		await page.close();
	});

	test("targets.close closes a tab", async () => {
		const { account, account_id } = sdk;
		const made = await sdk.browser.targets.create(id, { account_id });
		const answer = await sdk.browser.targets.close(made.id, { account_id, session_id: id });
		expect(answer).toEqual({ message: "Target is closing" });
		await expect.poll(() => account.targets(id)).not.toContainEqual(expect.objectContaining({ id: made.id }));
	});

	test("liveView.create links to a tab, and the link opens a socket to it", async () => {
		const { account_id } = sdk;
		const { id: targetId } = await sdk.browser.targets.create(id, { account_id });
		const view = await sdk.browser.liveView.create(id, { account_id, targetId, mode: "tab" });
		expect(view).toMatchObject({ id: targetId, options: { mode: "tab" } });
		const page = await CdpSocket.open(view.webSocketDebuggerUrl);
		expect(await page.evaluate("6 * 7")).toBe(42);
		await page.close();
	});

	test("liveView.create without a tab takes the first page", async () => {
		const view = await sdk.browser.liveView.create(id, { account_id: sdk.account_id });
		const pages = await sdk.account.targets(id);
		expect(pages.map((page) => page.id)).toContain(view.id);
		expect(view.options).toEqual({ mode: "devtools" });
	});

	test("session.get shows the session", async () => {
		const shown = await sdk.session.get(id, { account_id: sdk.account_id });
		expect(shown).toMatchObject({
			sessionId: id,
			startTime: expect.any(Number),
			lastUpdated: expect.any(Number),
			webSocketDebuggerUrl: sdk.account.socket(`/browser/${id}`),
			devtoolsFrontendUrl: expect.stringContaining(`${berth.url}/ui/view?ws=`),
		});
	});

	test("session.list is an array with the session in it", async () => {
		const listed = await sdk.session.list({ account_id: sdk.account_id, limit: 10, offset: 0 });
		expect(listed.map(({ sessionId }) => sessionId)).toEqual([id]);
	});

	const plainGets = {
		connect: () => sdk.browser.connect(id, { account_id: sdk.account_id }),
		launch: () => sdk.browser.launch({ account_id: sdk.account_id, keep_alive: 60_000 }),
		"page.get": () =>
			sdk.browser.page.get("ABC", {
				account_id: sdk.account_id,
				session_id: id,
				"cf-brapi-guardrails": Buffer.from('{"mode":"readonly"}').toString("base64url"),
			}),
	};
	test.each(Object.entries(plainGets))("%s, which is no upgrade, is told to make one", async (_, call) => {
		const refusal = await refusalOf(call());
		expect(refusal.status).toBe(426);
		expect(refusal.errors).toEqual([{ code: 2006, message: expect.stringContaining("WebSocket") }]);
	});
});

test("create with targets gives the session and its first page", async () => {
	const { account, account_id, browser } = await client();
	const made = await browser.create({
		account_id,
		targets: true,
		keep_alive: 60_000,
		recording: false,
		lab: false,
	});
	expect(made).toEqual({
		sessionId: expect.stringMatching(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/),
		webSocketDebuggerUrl: account.socket(`/browser/${made.sessionId}`),
		targets: [expect.objectContaining({ type: "page", url: "about:blank" })],
	});
	await browser.delete(made.sessionId, { account_id });
});

test("create with guardrails keeps the browser to its hosts", async () => {
	const { account_id, browser } = await client();
	const guardrails = { allowedDomains: ["*.example.com"] };
	const { sessionId } = await browser.create({ account_id, guardrails });
	const refusal = await refusalOf(
		browser.create({ account_id, guardrails: { allowedDomainSets: ["no-such-set"] } }),
	);
	expect(refusal.status).toBe(400);
	expect(refusal.errors).toEqual([{ code: 2004, message: expect.stringContaining("no-such-set") }]);
	await browser.delete(sessionId, { account_id });
});

test("delete ends a session, and a second one finds it ended", async () => {
	const { account_id, browser, session } = await client();
	const { sessionId } = await browser.create({ account_id });
	expect(await browser.delete(sessionId, { account_id })).toEqual({ status: "closing" });
	await expect.poll(() => browser.delete(sessionId, { account_id })).toEqual({ status: "closed" });
	expect(await session.get(sessionId, { account_id })).toMatchObject({ closeReason: "NormalClosure" });
});

describe("an account at its limit", () => {
	let sdk: Awaited<ReturnType<typeof client>>;

	beforeAll(async () => {
		sdk = await client();
		const answer = await fetch(`${berth.url}/berth/v1/accounts/${sdk.account_id}/limits`, {
			method: "PUT",
			headers: { Authorization: `Bearer ${berth.adminToken}` },
			body: '{"maxConcurrentSessions": 1}',
		});
		if (!answer.ok) throw new Error(`No limits: ${answer.status}`);
	});

	test("create is a RateLimitError that says which limit", async () => {
		const { account_id, browser } = sdk;
		const { sessionId } = await browser.create({ account_id });
		const refusal = await refusalOf(browser.create({ account_id }, { maxRetries: 0 }));
		expect(refusal).toBeInstanceOf(Cloudflare.RateLimitError);
		expect(refusal.errors).toMatchObject([{ code: 2001, message: "Rate limit exceeded" }]);
		expect(JSON.stringify(refusal.error)).toContain('"limit":"maxConcurrentSessions"');
		await browser.delete(sessionId, { account_id });
	});

	test("create with the SDK's own retries succeeds once a session has ended", async () => {
		const { account_id, browser } = sdk;
		const { sessionId } = await browser.create({ account_id });
		const creating = browser.create({ account_id });
		await browser.delete(sessionId, { account_id });
		const later = await creating;
		expect(later.sessionId).not.toBe(sessionId);
		await browser.delete(later.sessionId, { account_id });
	});

	test("create with wait_ms waits for its turn", async () => {
		const { account_id, browser } = sdk;
		const { sessionId } = await browser.create({ account_id });
		const creating = browser.create({ account_id }, { query: { wait_ms: 60_000 }, maxRetries: 0 });
		await expect.poll(async () => (await sdk.session.list({ account_id })).length).toBe(2);
		await browser.delete(sessionId, { account_id });
		await browser.delete((await creating).sessionId, { account_id });
	});
});

test("session.get of an unknown session is a NotFoundError", async () => {
	const { account_id, session } = await client();
	const refusal = await refusalOf(session.get(randomUUID(), { account_id }));
	expect(refusal).toBeInstanceOf(Cloudflare.NotFoundError);
	expect(refusal.errors).toEqual([{ code: 2007, message: "Session not found." }]);
});

test("a call on an ended session is refused at once, with the reason", async () => {
	const { account_id, browser } = await client();
	const { sessionId } = await browser.create({ account_id });
	await browser.delete(sessionId, { account_id });
	const refusal = await refusalOf(browser.targets.list(sessionId, { account_id }));
	expect(refusal.status).toBe(410);
	expect(refusal.errors[0]?.message).toContain("NormalClosure");
});

test("a key with the e-mail that it was made with signs in", async () => {
	const account = new Account(berth);
	const { token } = await account.withToken({ email: "ada@example.com" });
	const sdk = new Cloudflare({
		baseURL: `${berth.url}/client/v4`,
		apiToken: null,
		apiKey: token,
		apiEmail: "Ada@Example.com",
	});
	expect(await sdk.browserRendering.devtools.session.list({ account_id: account.id })).toEqual([]);
});

test("a key with another e-mail is an AuthenticationError", async () => {
	const account = new Account(berth);
	const { token } = await account.withToken({ email: "ada@example.com" });
	const sdk = new Cloudflare({
		baseURL: `${berth.url}/client/v4`,
		apiToken: null,
		apiKey: token,
		apiEmail: "eve@example.com",
	});
	const refusal = await refusalOf(sdk.browserRendering.devtools.session.list({ account_id: account.id }));
	expect(refusal).toBeInstanceOf(Cloudflare.AuthenticationError);
	expect(refusal.errors).toEqual([{ code: 10000, message: "Authentication error" }]);
});

test("user.tokens.verify finds a token good", async () => {
	const { token } = await new Account(berth).withToken();
	const sdk = new Cloudflare({ baseURL: `${berth.url}/client/v4`, apiToken: token });
	expect(await sdk.user.tokens.verify()).toMatchObject({ id: expect.any(String), status: "active" });
});

describe("the requests of the SDK for Python", () => {
	test.each(["browser-rendering", "browser-run"])("are taken below %s", async (product) => {
		const account = await new Account(berth).withToken();
		const base = `${berth.url}/client/v4/accounts/${account.id}/${product}/devtools`;
		const json = { ...account.headers, Accept: "application/json", "Content-Type": "application/json" };
		const created = await fetch(`${base}/browser?keep_alive=60000&lab=false&recording=true&targets=true`, {
			method: "POST",
			headers: json,
			body: "{}",
		});
		expect(created.status).toBe(200);
		const { sessionId, targets } = (await created.json()) as { sessionId: string; targets: { id: string }[] };

		const view = await fetch(`${base}/browser/${sessionId}/live_view`, {
			method: "POST",
			headers: json,
			body: JSON.stringify({ targetId: targets[0]?.id, guardrails: { mode: "readonly" } }),
		});
		expect(await view.json()).toMatchObject({
			options: { mode: "devtools", guardrails: { mode: "readonly" } },
		});
		const opened = await fetch(`${base}/browser/${sessionId}/json/new`, { method: "PUT", headers: json });
		expect(await opened.json()).toMatchObject({ type: "page" });
		const ended = await fetch(`${base}/browser/${sessionId}`, { method: "DELETE", headers: json });
		expect(await ended.json()).toEqual({ status: "closing" });
	});
});
