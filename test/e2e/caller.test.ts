import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DevServer } from "../../scripts/dev-server.ts";
import { readDevVars } from "../../scripts/dev-vars.ts";
import { devVarsFile, prepare } from "../../scripts/prepare.ts";
import { Account, type CreatedSession, errorOf } from "./account.ts";
import { chromesBelow } from "./chromes.ts";

// Two Workers in one `wrangler dev`, as the README shows it: requests come to the caller, which has Berth by a
// service binding.

const folder = mkdtempSync(join(tmpdir(), "berth-caller-"));
let server: DevServer;
/** Berth as seen by the caller's callers. */
let account: Account;

beforeAll(async () => {
	prepare();
	const configs = ["-c", "test/e2e/caller/wrangler.toml", "-c", "wrangler.toml"];
	server = new DevServer([...configs, "--port", "0", "--persist-to", folder], "pipe");
	const { port } = await server.ready;
	const token = readDevVars(devVarsFile)?.["ADMIN_TOKEN"] ?? "";
	account = new Account({ url: `http://localhost:${port}`, adminToken: token });
});
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

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
