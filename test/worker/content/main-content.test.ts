import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { presentContent, wantedFor } from "../../../src/content/formats.ts";
import { Page, PAGE_URL } from "./page.ts";

let page: Page;
beforeAll(async () => {
	page = await Page.open();
});
afterAll(() => page.close());

const arrival = { sourceUrl: PAGE_URL, url: PAGE_URL, statusCode: 200 };

const filler = `<p>${"Some words of an article, with a comma, that go on for a while. ".repeat(8)}</p>`;

describe("main content keeps", () => {
	test.each([
		[
			"KaTeX",
			'<p>It is <span class="katex"><span class="katex-mathml"><math><semantics><mi>E</mi><annotation encoding="application/x-tex">E=mc^2</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">E=mc2</span></span>, as we know.</p>',
			"It is $E=mc^2$, as we know.",
		],
		[
			"images of formulas",
			'<p>It is <img src="/n.png" class="latex" alt="n!">, as we know.</p>',
			"It is $n!$, as we know.",
		],
		[
			"formulas after forms that have names of methods",
			'<form><input name="querySelector"></form><img src="/n.png" class="latex" alt="n!"><p>.</p>',
			"$n!$",
		],
		[
			"MediaWiki's formulas",
			'<p>It is <span class="mwe-math-mathml-inline mwe-math-mathml-a11y" style="display:none"><math alttext="n!"><mi>n</mi></math></span><img src="/n.svg" class="mwe-math-fallback-image-inline" aria-hidden="true" alt="n!">, as we know.</p>',
			"It is $n!$, as we know.",
		],
	])("%s", async (_, html, markdown) => {
		await page.load(`<title>T</title><article><h1>T</h1>${filler}${html}${filler}</article>`);
		const selection = { formats: ["markdown"], onlyMainContent: true } as const;
		const { content } = await presentContent(await page.harvest(wantedFor(selection)), selection, arrival);
		expect(content.markdown?.split("\n")).toContain(markdown);
	});
});
