import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Pages, startPages } from "./pages.ts";
import { quick } from "./quick.ts";
import { SharedBerth } from "./shared-berth.ts";

// What a quick action leaves in its browser is there for no other.

let berth: SharedBerth;
let pages: Pages;
let account: Account;

/** Leaves something in every place that a page has, and says so. */
const leaving = `<!doctype html><title>leaving</title><script type="module">
document.cookie = "left=1; max-age=1000";
localStorage.left = "1";
await new Promise((resolve) => {
	const opening = indexedDB.open("left", 1);
	opening.onupgradeneeded = () => opening.result.createObjectStore("left");
	opening.onsuccess = resolve;
});
await (await caches.open("left")).put("/left", new Response("left"));
await navigator.serviceWorker.register("/worker.js");
await navigator.serviceWorker.ready;
await fetch("/cached");
document.body.append("done");
document.body.id = "done";
</script><body>`;

/** Shows what is there. */
const looking = `<!doctype html><title>looking</title><script type="module">
const found = {
	cookie: document.cookie,
	storage: localStorage.left ?? null,
	databases: (await indexedDB.databases()).length,
	caches: await caches.keys(),
	workers: (await navigator.serviceWorker.getRegistrations()).length,
};
await fetch("/cached");
document.body.textContent = JSON.stringify(found);
document.body.id = "done";
</script><body>`;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/leaving": leaving,
			"/looking": looking,
			// Each opens the next, four in all.
			"/opening": `<!doctype html><title>opening</title><script>
const depth = Number(location.search.slice(1) || 0);
if (depth < 3) open("/opening?" + (depth + 1));
else localStorage.opened = "all";
</script>`,
			"/worker.js": (_, response) =>
				void response
					.writeHead(200, { "content-type": "text/javascript" })
					.end("oninstall = () => skipWaiting(); onactivate = (event) => event.waitUntil(clients.claim());"),
			"/cached": (_, response) =>
				void response.writeHead(200, { "cache-control": "max-age=1000" }).end("kept"),
			"/private": (request, response) => {
				const isKnown = request.headers.authorization !== undefined;
				const headers = isKnown ? {} : { "www-authenticate": "Basic realm=private" };
				response
					.writeHead(isKnown ? 200 : 401, { "content-type": "text/html", ...headers })
					.end("<h1>Private");
			},
		}),
	]);
	account = await new Account(berth).withToken();
});
afterAll(async () => {
	await berth.leave();
	await pages.stop();
});

const waitForSelector = { selector: "#done" };
const look = async (who: Account, fields: object = {}) => {
	const elements = [{ selector: "body" }];
	const body = { url: `${pages.url}/looking`, elements, waitForSelector, ...fields };
	const { body: answer } = await quick(who, "scrape", body);
	const [found] = answer.result as { results: { text: string }[] }[];
	return JSON.parse(found?.results[0]?.text ?? "null") as unknown;
};

const NOTHING = { cookie: "", storage: null, databases: 0, caches: [], workers: 0 };

test("neither the same account nor another finds what an action has left", async () => {
	const other = await new Account(berth).withToken();
	const left = await quick(account, "content", { url: `${pages.url}/leaving`, waitForSelector });
	expect(left.body.result).toContain("done");
	const cached = () => pages.requests.filter((path) => path === "/cached").length;
	const before = cached();
	expect(await Promise.all([look(account), look(other)])).toEqual([NOTHING, NOTHING]);
	expect(cached()).toBe(before + 2);
});

test("a password that one action has given is asked for again", async () => {
	const body = { url: `${pages.url}/private` };
	const authenticate = { username: "me", password: "secret" };
	expect((await quick(account, "content", { ...body, authenticate })).body.meta?.status).toBe(200);
	expect((await quick(account, "content", body)).body.meta?.status).toBe(401);
});

test("in a session an action is the one who is signed in there, and leaves no tab", async () => {
	const { sessionId } = await account.create();
	const session_id = sessionId;
	const left = await quick(account, "content", { url: `${pages.url}/leaving`, waitForSelector, session_id });
	expect(left.body).toMatchObject({ success: true, result: expect.stringContaining("done") });
	expect(await look(account, { session_id })).toMatchObject({ cookie: "left=1", storage: "1" });
	expect(await look(account)).toEqual(NOTHING);
	const waits = { url: `${pages.url}/opening`, waitForTimeout: 1_000, session_id };
	expect((await quick(account, "content", waits)).body.success).toBe(true);
	const tabs = async () => (await account.targets(sessionId)).filter(({ type }) => type === "page");
	await expect.poll(async () => (await tabs()).length).toBe(1);
	await account.end(sessionId);
	const ended = await quick(account, "content", { html: "<p>", session_id });
	expect([ended.status, ended.body.errors?.[0]?.code]).toEqual([410, 2009]);
});

test("a session of another account is an unknown one", async () => {
	const other = await new Account(berth).withToken();
	const { sessionId } = await other.create();
	const foreign = await quick(account, "content", { html: "<p>", session_id: sessionId });
	const unknown = await quick(account, "content", { html: "<p>", session_id: crypto.randomUUID() });
	expect(foreign.status).toBe(404);
	expect(foreign).toEqual(unknown);
});
