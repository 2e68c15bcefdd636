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
			"headings beside links to edit them",
			'<div class="mw-heading mw-heading2"><h2 id="R">Range</h2><span class="mw-editsection"><a href="/edit">edit</a></span></div>',
			"## Range",
		],
		[
			"headings in wrappers of wrappers",
			'<div class="section-header"><div><h3>Range</h3><a href="#range">Link</a></div></div>',
			"### Range",
		],
		["an accordion's questions", "<h3><button aria-expanded=true>Where?</button></h3>", "### Where?"],
		[
			"an accordion's questions that are bare buttons",
			"<button aria-expanded=true>Where?</button>",
			"Where?",
		],
		[
			"images that are loaded late",
			`<p>See <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-srcset="/a.png 1x, /b.png 2x" alt="A"> here.</p>`,
			"See ![A](https://site.example/a.png) here.",
		],
		["headings by their role", '<div role="heading" aria-level="4">Range</div>', "#### Range"],
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
		expect((await mainMarkdown()).split("\n")).toContain(markdown);
	});
});

test("main content that is a row of a layout is no table", async () => {
	const links = '<a href="/">Home</a> <a href="/archive">Archive</a>';
	await page.load(
		`<title>T</title><table><tr><td>${links}<td><h2>T</h2>${filler}<h3>Range</h3>${filler}</table>`,
	);
	const markdown = await mainMarkdown();
	expect(markdown.split("\n")).toContain("### Range");
	expect(markdown).not.toContain("|");
});

async function mainMarkdown(): Promise<string> {
	const selection = { formats: ["markdown"], onlyMainContent: true, includesHidden: false } as const;
	const { content } = await presentContent(await page.harvest(wantedFor(selection)), selection, arrival);
	return content.markdown ?? "";
}
