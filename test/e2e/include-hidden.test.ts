import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;
let account: Account;
let pages: Awaited<ReturnType<typeof startPages>>;

const words = "We went to the sea, and stayed for a while. ".repeat(12);

beforeAll(async () => {
	berth = await SharedBerth.join();
	account = await new Account(berth).withToken();
	pages = await startPages({
		"/trip": `<title>A trip</title><style>.h{display:none}</style>
			<article><h1>A trip</h1><p>${words}</p><p class="h">Folded in</p><p>${words}</p></article>`,
	});
});
afterAll(async () => {
	await berth.leave();
	await pages.stop();
});

async function ask(method: string, path: string, body?: object): Promise<string> {
	const answer = await fetch(`${berth.url}${path}`, {
		method,
		headers: { "x-api-key": account.token },
		...(body && { body: JSON.stringify(body) }),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
	return text;
}

interface Created {
	readonly session_id: string;
}

async function observed(more: object): Promise<string> {
	const { session_id } = JSON.parse(await ask("POST", "/v1/scrape", { url: `${pages.url}/trip` })) as Created;
	return ask("POST", "/observe", { session_id, use_image: false, ...more });
}

test.each([
	["/v1/scrape", (more: object) => ask("POST", "/v1/scrape", { url: `${pages.url}/trip`, ...more })],
	["/v1/crawl", (more: object) => ask("POST", "/v1/crawl", { url: `${pages.url}/trip`, limit: 1, ...more })],
	["/observe", observed],
])("%s gives what nobody sees only where it is asked for", async (_, read) => {
	const [seen, all] = [await read({}), await read({ include_hidden: true })];
	expect(seen).toContain("We went to the sea");
	expect(seen).not.toContain("Folded in");
	expect(all).toContain("Folded in");
});
