import puppeteer from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import type { ShownTarget } from "./account.ts";
import { SharedBerth } from "./shared-berth.ts";

const RED = "data:text/html,<title>Red</title><body style='background:rgb(255,0,0)'>";

let berth: SharedBerth;

beforeAll(async () => {
	berth = await SharedBerth.join();
});
afterAll(() => berth.leave());

test("the link to a tab shows the tab to a person, and says when and why it ends", async () => {
	const account = new Account(berth);
	const watched = await account.create();
	const watching = await account.create();
	const tab = await account.read<ShownTarget>(
		`/browser/${watched.sessionId}/json/new?url=${encodeURIComponent(RED)}`,
		{ method: "PUT" },
	);
	const { devtoolsFrontendUrl } = await account.read<{ devtoolsFrontendUrl: string }>(
		`/browser/${watched.sessionId}/live_view`,
		{
			method: "POST",
			body: JSON.stringify({ targetId: tab.id, mode: "tab", guardrails: { mode: "readonly" } }),
		},
	);

	const browser = await puppeteer.connect({
		browserWSEndpoint: account.socket(`/browser/${watching.sessionId}`),
		headers: account.headers,
	});
	const page = await browser.newPage();
	const complaints: string[] = [];
	page.on("pageerror", (error) => complaints.push(String(error)));
	page.on("console", (message) => complaints.push(message.text()));
	await page.goto(devtoolsFrontendUrl);

	const middlePixel = () =>
		page.evaluate(() => {
			const canvas = document.querySelector("canvas");
			const { width = 0, height = 0 } = canvas ?? {};
			if (canvas === null || width === 0) return [];
			return [...(canvas.getContext("2d")?.getImageData(width / 2, height / 2, 1, 1).data ?? [])];
		});
	await expect
		.poll(async () => (await middlePixel()).map((part) => part > 200))
		.toEqual([true, false, false, true]);
	await expect.poll(() => page.title()).toBe("Red · Berth");
	const state = () => page.$eval("#state", (element) => element.textContent);
	await expect.poll(state).toBe("Watching only");

	await account.end(watched.sessionId);
	await expect.poll(state).toBe("Ended");
	const ended = await page.$eval("[role=alert]", (element) => element.textContent);
	expect(ended).toContain("It was closed by a DELETE request.");
	expect(complaints).toEqual([]);
	await browser.close();
});
