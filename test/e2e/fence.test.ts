import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, errorOf } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { OwnChrome } from "./own-chrome.ts";

const SECRET = "the operator's secret";

let berth: Berth;
let admin: Account;
/** Somebody with a `write` token. */
let tenant: Account;
let folder: string;
/** A file of the operator's, as a page. */
let secretFile: string;

beforeAll(async () => {
	// As `npm start` has it.
	berth = await startBerth({ vars: { ALLOW_PRIVATE_CDP: "admin" } });
	admin = new Account(berth);
	tenant = await admin.withToken();
	folder = mkdtempSync(join(tmpdir(), "berth-fence-"));
	writeFileSync(join(folder, "secret.txt"), SECRET);
	secretFile = pathToFileURL(join(folder, "secret.txt")).href;
});
afterAll(async () => {
	await berth.stop();
	rmSync(folder, { recursive: true });
});

const post = (account: Account, path: string, body: object): Promise<Response> =>
	fetch(`${account.url}${path}`, { method: "POST", headers: account.headers, body: JSON.stringify(body) });

describe("a file of the operator's", () => {
	test("is no first page of an account's session, in any API", async () => {
		const asked: readonly [string, object, string][] = [
			["/berth/v1/sessions", { startUrl: secretFile }, "local_page_refused"],
			["/sessions", { headless: true, start_url: secretFile }, "local_page_refused"],
			["/sessions", { headless: true, start_url: "chrome://version" }, "local_page_refused"],
			["/api/sessions", { initialPrompt: "about:version" }, "FORBIDDEN"],
		];
		for (const [path, body, code] of asked) {
			const answer = await post(tenant, path, body);
			expect(answer.status, path).toBe(403);
			expect(JSON.stringify(await answer.json()), path).toContain(code);
		}
		expect(await tenant.sessions()).toEqual([]);
	});

	test("is opened in no new tab of theirs", async () => {
		const { sessionId } = await tenant.create();
		for (const url of [secretFile, ` ${secretFile}`, secretFile.toUpperCase(), "view-source:about:blank"]) {
			const path = `/browser/${sessionId}/json/new?url=${encodeURIComponent(url)}`;
			const answer = await tenant.fetch(path, { method: "PUT" });
			expect(answer.status, url).toBe(403);
			expect(await errorOf(answer)).toMatchObject({ code: 2036 });
		}
		expect(await tenant.targets(sessionId)).toHaveLength(1);
		await tenant.end(sessionId);
	});

	test("is opened in the admin's", async () => {
		const { sessionId } = await admin.create();
		expect(await admin.openTab(sessionId, secretFile)).toMatchObject({ url: secretFile });
		await admin.end(sessionId);
	});

	test("is opened in everybody's with ALLOW_LOCAL_PAGES", async () => {
		await using open = await startBerth({ vars: { ALLOW_LOCAL_PAGES: "true" } });
		const somebody = await new Account(open).withToken();
		const { sessionId } = await somebody.create();
		expect(await somebody.openTab(sessionId, secretFile)).toMatchObject({ url: secretFile });
	});
});

describe("a Chrome on the operator's machine", () => {
	test("is at no cdp_url of an account's session", async () => {
		await using chrome = await OwnChrome.start();
		const answer = await post(tenant, "/sessions", { headless: true, cdp_url: chrome.url });
		expect(answer.status).toBe(400);
		expect(await answer.json()).toMatchObject({ error: expect.stringContaining("ALLOW_PRIVATE_CDP") });
		expect(await chrome.tabs()).toHaveLength(1);
	});

	test("may be at one of the admin's", async () => {
		await using chrome = await OwnChrome.start();
		const answer = await post(admin, "/sessions", { headless: true, cdp_url: chrome.url });
		expect(await answer.json()).toMatchObject({ status: "ready" });
	});

	test("is not reached through Berth itself, whoever asks", async () => {
		const answer = await post(admin, "/sessions", { headless: true, cdp_url: berth.url });
		expect(answer.status).toBe(400);
	});
});
