import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { berthFolder } from "../../scripts/project.ts";
import { wranglerEnv } from "../../scripts/wrangler.ts";
import { Account } from "./account.ts";
import { Berth } from "./berth.ts";
import { OwnChrome } from "./own-chrome.ts";
import { type Pages, startPages } from "./pages.ts";
import { languages, type Snippet, snippetsIn, staleExceptions } from "./snippets.ts";

const run = promisify(execFile);

let berth: Berth;
let pages: Pages;
let chrome: OwnChrome;
/** Below the project, where the snippets' clients are found. */
let folder: string;

beforeAll(async () => {
	// As `npm start` runs it.
	berth = await Berth.start({ vars: { ALLOW_PRIVATE_CDP: "admin" } });
	pages = await startPages({ "/": "<!doctype html><title>Example</title><h1>Example</h1><p>A page.</p>" });
	chrome = await OwnChrome.start();
	mkdirSync(berthFolder, { recursive: true });
	folder = mkdtempSync(join(berthFolder, "docs-"));
	writeFileSync(join(folder, ".dev.vars"), `ADMIN_TOKEN=${berth.adminToken}\n`);
	// An answer that is an error ends the snippet.
	writeFileSync(join(folder, ".curlrc"), "fail-with-body\nsilent\nshow-error\n");
});

afterAll(async () => {
	await berth.stop();
	await pages.stop();
	await chrome.kill();
	rmSync(folder, { recursive: true, force: true });
});

/** A snippet for the Berth, the site and the Chrome of this test. */
const here = (code: string): string =>
	code
		.replaceAll("localhost:8787", new URL(berth.url).host)
		.replaceAll("https://example.com", pages.url)
		.replaceAll("http://127.0.0.1:9222", chrome.url);

/** Gives the lines that it prints. */
async function runShell(code: string): Promise<readonly string[]> {
	const env = wranglerEnv({ CURL_HOME: folder, HOME: folder });
	const { stdout } = await run("bash", ["-O", "inherit_errexit", "-eo", "pipefail", "-c", here(code)], {
		cwd: folder,
		env,
	});
	return stdout.trim().split("\n");
}

async function runNode(code: string): Promise<string> {
	const file = join(folder, `${crypto.randomUUID()}.mjs`);
	writeFileSync(file, here(code));
	const { stdout } = await run(process.execPath, [file], {
		env: { ...process.env, TOKEN: berth.adminToken },
	});
	return stdout;
}

/** The shell's blocks of each page as one, for somebody who pastes one after another. */
function shellScripts(): readonly (readonly [path: string, code: string])[] {
	const byPage = Map.groupBy(snippetsIn("sh"), ({ path }) => path);
	return [...byPage].map(([path, blocks]) => [path, blocks.map(({ code }) => code).join("\n")]);
}

/** Gives a page back in the place of the person who is asked for, and says whether anybody is. */
async function serveHandoff(): Promise<boolean> {
	const account = new Account(berth, { id: "local" });
	const running = (await account.sessions()).filter(({ endTime }) => endTime === undefined);
	for (const { sessionId } of running) {
		const address = `${berth.url}/berth/v1/sessions/${sessionId}/handoff/complete`;
		const { headers } = account;
		const { ok } = await fetch(address, { method: "POST", headers, body: '{"reason": "done"}' });
		if (ok) return true;
	}
	return false;
}

const firstLine = (code: string): string => code.split("\n", 1)[0] ?? "";

const asksForPerson = ({ code }: Snippet): boolean => code.includes("Cloudflare.handoff");

/** What programs print that have this in them; the first counts. */
const PRINTED: readonly (readonly [code: string, output: RegExp])[] = [
	["crawl.create", /^completed Example http:\/\/127\.0\.0\.1:\d+\/\n$/],
	["markdown.create(", /^---\n.*# Example\n/s],
	["new Cloudflare(", /^Hello http:\/\/localhost:\d+\/ui\/view\?ws=\S+\nNormalClosure\n$/],
	["page.title()", /^Hello\n$/],
];

/** What a program prints; nothing matches one that is not known. */
const outputOf = (code: string): RegExp => PRINTED.find(([part]) => code.includes(part))?.[1] ?? /(?!)/;

describe("what the documentation shows runs as pasted", () => {
	test("no block is in a language that nothing runs", () => {
		const programs = ["sh", "js", "ts"];
		const others = [...languages].filter((language) => !programs.includes(language));
		expect(others.toSorted()).toEqual(["", "json", "toml"]);
	});

	test("each exception is one block", () => {
		expect(staleExceptions()).toEqual([]);
	});

	test.each(shellScripts())("the shell's blocks of %s", async (_, code) => {
		expect((await runShell(code)).join("")).not.toBe("");
	});

	test.each(["README.md", "docs/getting-started.md"])("the walk through of %s shows a life", async (path) => {
		const walk = snippetsIn("sh").find((snippet) => snippet.path === path);
		const lines = await runShell(walk?.code ?? "");
		const [tab, tabs, sessions, ending, ended] = lines.map((line): unknown => JSON.parse(line));
		expect(tab).toMatchObject({ type: "page", title: "Hello" });
		expect(tabs).toContainEqual(expect.objectContaining({ title: "Hello" }));
		expect(sessions).not.toHaveLength(0);
		expect(ending).toEqual({ status: "closing" });
		expect(ended).toMatchObject({ closeReason: "NormalClosure" });
	});

	const programs = snippetsIn("js").filter((snippet) => !asksForPerson(snippet));
	test.each(programs.map(({ path, code }) => [path, firstLine(code), code] as const))(
		"in %s: %s",
		async (_path, _line, code) => {
			expect(await runNode(code)).toMatch(outputOf(code));
		},
	);

	test.each(snippetsIn("js").filter(asksForPerson))("in $path: a handoff to a person", async ({ code }) => {
		const running = runNode(code);
		running.catch(() => undefined);
		await expect.poll(serveHandoff).toBe(true);
		expect(await running).toMatch(/\/ui\/view\?\S+\ntrue done\n$/);
	});
});
