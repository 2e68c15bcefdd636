import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

declare global {
	interface Window {
		readonly axe: { run(): Promise<AxeResults> };
	}
}

/** What axe finds wrong with a page as it is shown now, and whether it scrolls sideways. */
export async function flawsOf(page: Page): Promise<readonly string[]> {
	await page.evaluate(axe);
	return page.evaluate(async () => {
		const { violations } = await window.axe.run();
		const found = violations.map(
			({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
		);
		const excess = document.documentElement.scrollWidth - innerWidth;
		return excess > 0 ? [...found, `scrolls sideways by ${excess}`] : found;
	});
}

const LOOKS = [
	["light", 1280],
	["dark", 1280],
	["light", 360],
	["dark", 360],
] as const;

/** The same in light and dark, on a screen and on a phone. */
export async function flawsInEachLook(page: Page): Promise<readonly string[]> {
	const all: string[] = [];
	for (const [scheme, width] of LOOKS) {
		await page.setViewport({ width, height: 800 });
		await page.emulateMediaFeatures([
			{ name: "prefers-color-scheme", value: scheme },
			// Nothing is measured half-way through a change.
			{ name: "prefers-reduced-motion", value: "reduce" },
		]);
		all.push(...(await flawsOf(page)).map((flaw) => `${scheme}, ${width} px: ${flaw}`));
	}
	return all;
}
