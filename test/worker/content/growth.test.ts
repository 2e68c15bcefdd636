import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { growths, MOST_GROWTH } from "../../growth.ts";
import { Page } from "./page.ts";

let page: Page;
beforeAll(async () => {
	page = await Page.open();
});
afterAll(() => page.close());

type Html = (count: number) => string;

const many =
	(html: string): Html =>
	(count) =>
		html.repeat(count);

/** Elements in each other, deeper than the parser nests them. */
const nested =
	(html: string): Html =>
	(count) =>
		`<div id="root"></div><script>for (let left = ${count}, at = root; left > 0; left--) {
			at.insertAdjacentHTML("beforeend", ${JSON.stringify(html)}); at = at.lastElementChild; }</script>`;

const hosts: Html = (count) => `${"<x-a>x<p>x</p></x-a>".repeat(count)}<script>customElements.define("x-a",
	class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: "open" }).innerHTML = "<slot></slot>" } })</script>`;

const SIZES = { shortest: 500, longest: 8_000, measurableMs: 30 };
/** The stack of the headless shell's renderer is too small for a page that is deeper than twice that. */
const DEPTHS = { shortest: 100, longest: 400, measurableMs: 30 };

/** What it costs to read what is seen of a page, once Chrome has laid it out; the least of three. */
async function cost(html: string): Promise<number> {
	await page.load(html);
	await page.evaluate("document.body.offsetHeight");
	let least = Infinity;
	for (let run = 0; run < 3; run += 1) {
		const before = await page.processorMs();
		await page.harvest({ html: true });
		least = Math.min(least, (await page.processorMs()) - before);
	}
	return least;
}

const isLinear = (growth: number): boolean => growth < MOST_GROWTH;

describe("a page with twice the elements takes twice as long to read", () => {
	test.each<[string, Html]>([
		["paragraphs", many("<p>x</p>")],
		["what is hidden", many("<div hidden><p>x</p></div>")],
		["what is fixed", many('<p style="position:fixed;top:0">x</p>')],
		["what cuts off", many('<div style="overflow:hidden;height:9px"><p>x</p></div>')],
		["what is moved away", many('<p style="position:absolute;left:-999px">x</p>')],
		["what is clipped", many('<p style="clip-path:polygon(0 0, 0 0, 0 0)">x</p>')],
		["shadow roots", hosts],
	])("%s", async (_, html) => {
		const found = await growths((count) => cost(html(count)), SIZES, isLinear);
		expect(Math.min(...found)).toBeLessThan(MOST_GROWTH);
	});

	test.each<[string, Html]>([
		["boxes", nested("<div>x</div>")],
		["what is fixed", nested('<i style="position:fixed;top:0">x</i><div></div>')],
		["what is hidden", nested("<i hidden>x</i><div></div>")],
		["what cuts off", nested('<div style="overflow:hidden;height:9px">x</div>')],
	])("%s, in each other", async (_, html) => {
		const found = await growths((count) => cost(html(count)), DEPTHS, isLinear);
		expect(Math.min(...found)).toBeLessThan(MOST_GROWTH);
	});
});
