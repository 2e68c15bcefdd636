import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Berth } from "./berth.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

let berth: Berth;
let folder: string;

beforeAll(async () => {
	berth = await Berth.start();
	folder = mkdtempSync(join(tmpdir(), "berth-readme-"));
	writeFileSync(join(folder, ".dev.vars"), `ADMIN_TOKEN=${berth.adminToken}\n`);
});

afterAll(async () => {
	await berth.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** The code block below a heading, for the Berth of this test. */
function snippetBelow(heading: string): string {
	const below = readme.slice(readme.indexOf(`${heading}\n`));
	const code = /```(?:sh|js)\n([\s\S]*?)```/.exec(below)?.[1];
	if (code === undefined) throw new Error(`no code below ${heading}`);
	return code.replaceAll("http://localhost:8787", berth.url);
}

async function runNode(code: string): Promise<string> {
	// Below the project, where its clients are found.
	const file = join(root, ".berth", `readme-${crypto.randomUUID()}.mjs`);
	writeFileSync(file, code);
	try {
		const { stdout } = await run(process.execPath, [file], {
			env: { ...process.env, TOKEN: berth.adminToken },
		});
		return stdout;
	} finally {
		rmSync(file);
	}
}

describe("what the README shows runs as pasted", () => {
	test("the walk through", async () => {
		const { stdout } = await run("sh", ["-c", snippetBelow("## A walk through")], { cwd: folder });
		const [tab, tabs, sessions, ending, ended] = stdout
			.trim()
			.split("\n")
			.map((line): unknown => JSON.parse(line));
		expect(tab).toMatchObject({ type: "page", title: "Hello" });
		expect(tabs).toContainEqual(expect.objectContaining({ title: "Hello" }));
		expect(sessions).toHaveLength(1);
		expect(ending).toEqual({ status: "closing" });
		expect(ended).toMatchObject({ closeReason: "NormalClosure" });
	});

	test.each(["### puppeteer", "### Playwright"])("%s", async (heading) => {
		expect(await runNode(snippetBelow(heading))).toBe("Hello\n");
	});

	test("### The `cloudflare` SDK", async () => {
		const [tab, reason] = (await runNode(snippetBelow("### The `cloudflare` SDK"))).trim().split("\n");
		expect(tab).toMatch(/^Hello http:\/\/localhost:\d+\/ui\/view\?ws=/);
		expect(reason).toBe("NormalClosure");
	});

	test("a token for an account", async () => {
		const code = `TOKEN=${berth.adminToken}\n${snippetBelow("## Tokens")}`;
		const { stdout } = await run("sh", ["-c", code], { cwd: folder });
		expect(JSON.parse(stdout)).toMatchObject({ account: "team-a", right: "write", name: "ci" });
	});
});
