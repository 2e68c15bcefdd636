import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { Berth } from "./berth.ts";
import { type Pages, startPages } from "./pages.ts";
import { quick, rawQuick } from "./quick.ts";

// A Berth with a place for one quick action.

let berth: Berth;
let pages: Pages;
let account: Account;
/** Asked for, and not answered yet. */
const held = new Set<ServerResponse>();

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		Berth.start({ vars: { QUICK_BROWSERS: "1", QUICK_PAGES_PER_BROWSER: "1" } }),
		startPages({ "/": "<h1>Page", "/held": (_, response) => void held.add(response) }),
	]);
	account = await new Account(berth).withToken();
});
afterAll(() => Promise.all([berth.stop(), pages.stop()]));

const answerHeld = () => {
	for (const response of held) response.writeHead(200, { "content-type": "text/html" }).end("<h1>Held");
	held.clear();
};

test("one who does not wait for a place is refused, and one who waits gets it", async () => {
	const holding = quick(account, "content", { url: `${pages.url}/held`, gotoOptions: { timeout: 60_000 } });
	await expect.poll(() => held.size).toBe(1);

	const refused = await rawQuick(account, "content", { url: `${pages.url}/` }, "cacheTTL=0&wait_ms=0");
	expect(refused.status).toBe(429);
	expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
	expect(refused.headers.get("X-Browser-Ms-Used")).toBe("0");
	expect(await refused.json()).toMatchObject({
		success: false,
		errors: [{ code: 2001, message: "Rate limit exceeded" }],
	});

	const waiting = quick(account, "content", { url: `${pages.url}/` }, "cacheTTL=0&wait_ms=600000");
	answerHeld();
	expect(await holding).toMatchObject({ status: 200, body: { result: expect.stringContaining("Held") } });
	expect(await waiting).toMatchObject({ status: 200, body: { result: expect.stringContaining("Page") } });
});
