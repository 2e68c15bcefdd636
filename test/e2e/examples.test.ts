import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DevServer } from "../../scripts/dev-server.ts";
import { prepare } from "../../scripts/prepare.ts";
import { projectRoot } from "../../scripts/project.ts";
import { type Pages, startPages } from "./pages.ts";
import { blockOn } from "./snippets.ts";

// Each example as it is, in one `wrangler dev` with Berth.

let pages: Pages;

beforeAll(async () => {
	prepare();
	pages = await startPages({ "/": "<!doctype html><title>Example</title><h1>A heading</h1>" });
});
afterAll(() => pages.stop());

/** The answers of an example to requests for the same page, one after the other. */
async function answersOf(example: string, requests: number): Promise<readonly object[]> {
	const state = mkdtempSync(join(tmpdir(), "berth-example-"));
	const configs = ["-c", `examples/${example}/wrangler.toml`, "-c", "wrangler.toml"];
	const server = new DevServer([...configs, "--port", "0", "--persist-to", state], "pipe");
	try {
		const { port } = await server.ready;
		const answers: object[] = [];
		for (let asked = 0; asked < requests; asked += 1) {
			const answer = await fetch(`http://localhost:${port}/?url=${encodeURIComponent(`${pages.url}/`)}`);
			const text = await answer.text();
			expect(answer.status, text).toBe(200);
			answers.push(JSON.parse(text) as object);
		}
		return answers;
	} finally {
		await server.stop();
		rmSync(state, { recursive: true, force: true });
	}
}

test("puppeteer-binding drives one browser for several requests", async () => {
	const [first, second] = await answersOf("puppeteer-binding", 2);
	expect(first).toEqual({ title: "Example", sessionId: expect.any(String) });
	expect(second).toEqual(first);
});

test("playwright-binding launches, looks, and ends its browser", async () => {
	expect(await answersOf("playwright-binding", 1)).toEqual([
		{
			heading: "A heading",
			running: 1,
			maxConcurrentSessions: expect.any(Number),
			endedBy: "NormalClosure",
		},
	]);
});

test("the guide shows the example for puppeteer", () => {
	const page = "docs/guides/workers-binding.md";
	const shown = (file: string) =>
		readFileSync(join(projectRoot, "examples/puppeteer-binding", file), "utf8").trim();
	expect(blockOn(page, "toml")).toBe(shown("wrangler.toml"));
	expect(blockOn(page, "ts")).toBe(shown("index.ts"));
});
