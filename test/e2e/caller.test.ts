import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DevServer } from "../../scripts/dev-server.ts";
import { readDevVars } from "../../scripts/dev-vars.ts";
import { devVarsFile, prepare } from "../../scripts/prepare.ts";
import { Account, type CreatedSession, errorOf } from "./account.ts";
import { chromesBelow } from "./chromes.ts";
import { type Pages, startPages } from "./pages.ts";
import { blockOn, snippetsIn } from "./snippets.ts";

// Two Workers in one `wrangler dev`, as docs/guides/workers.md shows it: requests come to the caller, which has Berth
// by a service binding. The documentation's own Workers are modules of the caller.

const folder = mkdtempSync(join(tmpdir(), "berth-caller-"));
// The guide to the browser binding shows an example, which examples.test.ts runs.
const shown = snippetsIn("ts").filter(({ path }) => path !== "docs/guides/workers-binding.md");
let server: DevServer;
let pages: Pages;
/** Berth as seen by the caller's callers. */
let account: Account;

beforeAll(async () => {
	prepare();
	pages = await startPages({ "/": "<!doctype html><title>Example</title><h1>Example</h1><p>A page.</p>" });
	const token = readDevVars(devVarsFile)?.["ADMIN_TOKEN"] ?? "";
	writeCaller(token);
	const configs = ["-c", join(folder, "wrangler.toml"), "-c", "wrangler.toml"];
	server = new DevServer([...configs, "--port", "0", "--persist-to", join(folder, "state")], "pipe");
	const { port } = await server.ready;
	account = new Account({ url: `http://localhost:${port}`, adminToken: token });
});
afterAll(async () => {
	await server.stop();
	await pages.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** The caller's configuration is the documentation's. A header says which of its Workers gets a request. */
function writeCaller(token: string): void {
	const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
	write("wrangler.toml", `${blockOn("docs/guides/workers.md", "toml")}\n[vars]\nBERTH_TOKEN = "${token}"\n`);
	for (const [at, { code }] of shown.entries())
		write(`shown${at}.ts`, code.replaceAll("https://example.com", pages.url));
	const names = shown.map((_, at) => `shown${at}`);
	write(
		"index.ts",
		`import caller from ${JSON.stringify(join(import.meta.dirname, "caller/caller.ts"))};
${names.map((name) => `import ${name} from "./${name}.ts";`).join("\n")}
const workers: Record<string, { fetch(request: Request, env: object): Promise<Response> }> = { ${names.join(", ")} };
export default {
	fetch: (request: Request, env: object) => (workers[request.headers.get("x-worker") ?? ""] ?? caller).fetch(request, env),
};
`,
	);
}

/** The answer of the Worker that a page shows. */
function askShown(path: string, address: string): Promise<Response> {
	const at = shown.findIndex((snippet) => snippet.path === path);
	return fetch(account.url + address, { headers: { "x-worker": `shown${at}` } });
}

async function send(socketUrl: string, method: string, params: object = {}): Promise<unknown> {
	const answer = await fetch(`${account.url}/cdp?url=${encodeURIComponent(socketUrl)}`, {
		method: "POST",
		headers: account.headers,
		body: JSON.stringify({ id: 1, method, params }),
	});
	return answer.json();
}

test("a Worker starts a session, and reaches its browser's socket", async () => {
	const { sessionId, webSocketDebuggerUrl } = await account.create();
	expect(await send(webSocketDebuggerUrl, "Browser.getVersion")).toMatchObject({
		id: 1,
		result: { product: expect.stringContaining("Chrom") },
	});
	await account.end(sessionId);
});

test("a Worker starts a session by the upgrade alone", async () => {
	const url = `wss://berth.example/client/v4/accounts/${account.id}/browser-rendering/devtools/browser`;
	const reply = await send(url, "Cloudflare.getSessionId");
	const [session] = await account.sessions();
	expect(reply).toEqual({ id: 1, result: { sessionId: session?.sessionId } });
	await account.end(session?.sessionId ?? "");
});

test("a Worker uses the addresses in Berth's answers as they are", async () => {
	const { sessionId } = await account.create();
	const tab = await account.openTab(sessionId, "data:text/html,<title>Hello</title>");
	expect(tab.title).toBe("Hello");
	expect(tab.webSocketDebuggerUrl).toContain("wss://berth.example/api/devtools/browser/");
	expect(await send(tab.webSocketDebuggerUrl, "Runtime.evaluate", { expression: "document.title" })).toEqual({
		id: 1,
		result: { result: { type: "string", value: "Hello" } },
	});
	await account.end(sessionId);
});

test("a Worker that ends a session leaves no Chrome", async () => {
	const created = await account.read<CreatedSession>("/browser", { method: "POST", body: "{}" });
	expect(await account.end(created.sessionId)).toEqual({ status: "closing" });
	await expect.poll(() => chromesBelow(server.process.pid ?? 0)).toEqual([]);
	const refused = await account.fetch(`/browser/${created.sessionId}/json/list`);
	expect(refused.status).toBe(410);
	expect((await errorOf(refused)).message).toContain("NormalClosure");
});

test("the README's Worker scrapes a page", async () => {
	const answer = await askShown("README.md", "/");
	expect(await answer.json()).toMatchObject({ data: { markdown: expect.stringContaining("Example") } });
});

test("the guide's Worker scrapes a page, and speaks CDP with a session that it ends", async () => {
	const scrape = await askShown("docs/guides/workers.md", `/markdown?url=${encodeURIComponent(pages.url)}`);
	expect(await scrape.json()).toMatchObject({ data: { markdown: expect.stringContaining("Example") } });
	const version = await askShown("docs/guides/workers.md", "/");
	expect(await version.json()).toMatchObject({
		id: 1,
		result: { product: expect.stringContaining("Chrom") },
	});
	const caller = new Account({ url: account.url, adminToken: account.token }, { id: "team-a" });
	await expect.poll(() => caller.read("/session?status=active")).toEqual([]);
});

test("every Worker that the documentation shows has a test", () => {
	expect(shown.map(({ path }) => path)).toEqual(["README.md", "docs/guides/workers.md"]);
});
