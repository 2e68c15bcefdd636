import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	presentContent,
	wantedFor,
	CONTENT_FORMATS,
	type ContentFormat,
} from "../../../src/content/formats.ts";
import { article } from "./article.ts";
import { Page, PAGE_URL } from "./page.ts";

let page: Page;
beforeAll(async () => {
	page = await Page.open();
});
afterAll(() => page.close());

const arrival = {
	sourceUrl: "https://site.example/p",
	url: PAGE_URL,
	statusCode: 200,
	contentType: "text/html",
};

async function scrape(html: string, formats: readonly ContentFormat[], onlyMainContent = true) {
	await page.load(html);
	const selection = { formats, onlyMainContent, includesHidden: false };
	const { content } = await presentContent(await page.harvest(wantedFor(selection)), selection, arrival);
	return content;
}

const frameOf = (html: string): string =>
	`<iframe srcdoc="${html.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></iframe>`;

describe("an article", () => {
	test("becomes Markdown of its main content", async () => {
		const { markdown } = await scrape(article, ["markdown"]);
		expect(markdown).toMatch(/^# Sea Otters\n\nFur is described/);
		expect(markdown).toContain("[links](https://site.example/more?about=Fur#x)");
		expect(markdown).toContain("![An otter](https://site.example/docs/otter.png)");
		expect(markdown).toContain("- Urchins\n  - purple\n  - red\n- Crabs");
		expect(markdown).toContain("Weights\n\n| Sex | kg |\n| - | - |\n| female | 14–33 |");
		expect(markdown).toContain("```js\nconst otter = { floats: true };\nconsole.log(otter);\n```");
		for (const beside of ["Home", "Menu", "boats", "cookies", "Related", "Imprint", "tracked", "pixel"])
			expect(markdown).not.toContain(beside);
	});

	test("becomes Markdown of all of it, when that is asked for", async () => {
		const { markdown } = await scrape(article, ["markdown"], false);
		for (const part of ["[Home](https://site.example/)", "boats", "Sea Otters", "Related", "Imprint"])
			expect(markdown).toContain(part);
		for (const code of ["tracked", "pixel", "javascript:", "font-family"])
			expect(markdown).not.toContain(code);
	});

	test("becomes clean HTML", async () => {
		const { html } = await scrape(article, ["html"], false);
		expect(html).toContain('<img src="https://site.example/img/logo.svg" alt="The Coast Journal">');
		expect(html).toContain('<code class="language-js">');
		expect(html).not.toMatch(/<script|<style|<noscript|class="ad|javascript:/);
	});

	test("has its raw HTML, with what its scripts did", async () => {
		const { rawHtml } = await scrape(article.replace("window.tracked = true", "document.title += '!'"), [
			"rawHtml",
		]);
		expect(rawHtml).toMatch(/^<!DOCTYPE html><html lang="en-GB">/);
		expect(rawHtml).toContain("<title>Sea Otters - The Coast Journal!</title>");
		expect(rawHtml).toContain('<a href="javascript:void(0)">');
	});

	test("has its links and images, absolute and each once", async () => {
		const { links, images } = await scrape(article, ["links", "images"]);
		expect(links).toEqual([
			"https://site.example/",
			"https://site.example/docs/",
			"https://ads.example/click",
			"https://site.example/more?about=Fur#x",
			"https://site.example/more?about=Food#x",
			"https://site.example/more?about=Code#x",
			"https://site.example/more?about=Range#x",
			"https://site.example/docs/seals",
			"https://site.example/imprint",
		]);
		expect(images).toEqual(["https://site.example/img/logo.svg", "https://site.example/docs/otter.png"]);
	});

	test("has its metadata, and how it was reached", async () => {
		const { metadata } = await scrape(article, []);
		expect(metadata).toEqual({
			title: "Sea Otters - The Coast Journal",
			description: "All about sea otters.",
			language: "en-GB",
			sourceURL: "https://site.example/p",
			url: PAGE_URL,
			status_code: 200,
			content_type: "text/html",
			canonical: "https://site.example/docs/otters",
			favicon: "https://site.example/icon-32.png",
			site_name: "The Coast Journal",
			author: "A. Writer",
			published_time: "2026-01-02T03:04:05Z",
			keywords: undefined,
			robots: undefined,
			open_graph: {
				title: "Sea Otters",
				site_name: "The Coast Journal",
				image: "https://cdn.example/otter.jpg",
			},
		});
	});

	test("has its structured data", async () => {
		const { structured } = await scrape(article, ["structured"]);
		expect(structured).toEqual({
			json_ld: [{ "@context": "https://schema.org", "@type": "Article", headline: "Sea Otters" }],
			microdata: [
				{
					type: ["https://schema.org/Person"],
					properties: {
						name: ["Ada"],
						address: [
							{ type: ["https://schema.org/PostalAddress"], properties: { addressLocality: ["Monterey"] } },
						],
					},
				},
			],
			open_graph: {
				title: "Sea Otters",
				site_name: "The Coast Journal",
				image: "https://cdn.example/otter.jpg",
			},
			twitter: { card: "summary" },
			tables: [
				{
					caption: "Weights",
					headers: ["Sex", "kg"],
					rows: [
						["female", "14–33"],
						["male", "22–45"],
					],
				},
			],
		});
	});

	test("has its branding, as computed", async () => {
		const { branding } = await scrape(article, ["branding"]);
		expect(branding).toMatchObject({
			title: "Sea Otters - The Coast Journal",
			site_name: "The Coast Journal",
			logo: "https://site.example/img/logo.svg",
			image: "https://cdn.example/otter.jpg",
			icons: [
				{ url: "https://site.example/icon-32.png", rel: "icon", sizes: "32x32", type: "image/png" },
				{ url: "https://site.example/touch.png", rel: "apple-touch-icon", sizes: "180x180" },
			],
			theme_colors: [{ color: "#0a7ea4", media: "(prefers-color-scheme: light)" }],
			colors: { background: "#fff8ee", text: "#222222", link: "#0a7ea4", primary: "#ff6600" },
			fonts: { body: "Georgia", heading: "Open Sans" },
		});
	});

	test("is left as it was", async () => {
		await page.load(article);
		await page.evaluate(`window.changes = 0; new MutationObserver((records) => { window.changes += records.length })
			.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })`);
		const before = await page.evaluate("document.documentElement.outerHTML");
		await page.harvest();
		expect(await page.evaluate("document.documentElement.outerHTML")).toBe(before);
		expect(await page.evaluate("window.changes")).toBe(0);
	});
});

describe("a page that is no article", () => {
	test("has microdata with values where they are properties' values", async () => {
		const html = `<ol itemscope><li itemprop="step" value="3">Stir</li>
			<data itemprop="sku" value="17">Seventeen</data></ol>`;
		const { structured } = await scrape(html, ["structured"]);
		expect(structured?.microdata).toEqual([{ type: [], properties: { step: ["Stir"], sku: ["17"] } }]);
	});

	test("loses only what is beside its content", async () => {
		const { markdown } = await scrape(
			"<nav>Menu</nav><main><h1>Shop</h1><ul><li><a href=/a>A</a> 1 €</li></ul></main><footer>Foot</footer>",
			["markdown"],
		);
		expect(markdown).toBe("# Shop\n\n- [A](https://site.example/a) 1 €\n");
	});

	test("that is nothing but navigation keeps it", async () => {
		const { markdown } = await scrape("<nav><a href=/a>A</a></nav>", ["markdown"]);
		expect(markdown).toBe("[A](https://site.example/a)\n");
	});

	test("may be empty", async () => {
		const all = await scrape("", CONTENT_FORMATS);
		expect(all).toMatchObject({ markdown: "", html: "", links: [], metadata: { title: "" } });
	});

	test("has what its components show, where they show it", async () => {
		const { markdown } = await scrape(
			`<x-card><b slot="title">slotted</b></x-card><script>
			customElements.define("x-card", class extends HTMLElement { constructor() { super();
				this.attachShadow({ mode: "open" }).innerHTML = "<h2>Card: <slot name=title></slot></h2><p>shadow</p>"; } })</script>`,
			["markdown"],
		);
		expect(markdown).toBe("## Card: **slotted**\n\nshadow\n");
	});

	test("is read relative to its base, and with images that are loaded late", async () => {
		const { links, images, markdown } = await scrape(
			`<base href="https://base.example/dir/"><a href="x">x</a>
			<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="late.png" alt="L">`,
			["links", "images", "markdown"],
		);
		expect(links).toEqual(["https://base.example/dir/x"]);
		expect(images).toEqual(["https://base.example/dir/late.png"]);
		expect(markdown).toContain("![L](https://base.example/dir/late.png)");
	});

	test("has in a table's cells a space between blocks", async () => {
		const table =
			"<table><tr><th>A<th>B<tr><td><p>Foo</p><p>Bar</p><td>x<br>y<b>z</b><ul><li>1<li>2</ul></table>";
		const { structured } = await scrape(table, ["structured"]);
		expect(structured?.tables[0]?.rows).toEqual([["Foo Bar", "x yz 1 2"]]);
	});

	test("has all images that it gives for itself, absolute", async () => {
		const metas = ["a.png", "/b.png", "https://cdn.example/c.png", "a.png"];
		const { metadata } = await scrape(
			metas.map((image) => `<meta property="og:image" content="${image}">`).join(""),
			[],
		);
		expect(metadata.open_graph.image).toBe("https://site.example/docs/a.png");
		expect(metadata.open_graph_images).toEqual([
			"https://site.example/docs/a.png",
			"https://site.example/b.png",
			"https://cdn.example/c.png",
		]);
	});

	test("has what its own frames show, and the links of its drawings", async () => {
		const html = `<p>before</p><iframe srcdoc="<h2>Framed</h2><p style='display:none'>gone</p><a href='/in'>in</a>"></iframe>
			<svg><a href="/pier"><text y="20">Pier</text></a><a xlink:href="/old"/></svg>`;
		const { markdown, links } = await scrape(html, ["markdown", "links"], false);
		expect(markdown).toBe("before\n\n## Framed\n\n[in](https://site.example/in)\n");
		expect(links).toEqual([
			"https://site.example/in",
			"https://site.example/pier",
			"https://site.example/old",
		]);
	});

	test("has what frames in its frames show, as far down as ten", async () => {
		const nested = (depth: number): string =>
			depth > 12 ? "" : `<p>level ${depth}</p>${frameOf(nested(depth + 1))}`;
		const { markdown } = await scrape(nested(0), ["markdown"], false);
		const levels = Array.from({ length: 11 }, (_, depth) => `level ${depth}`);
		expect(markdown).toBe(`${levels.join("\n\n")}\n`);
	});

	test("has the images and slots of its frames as it has its own", async () => {
		const inner = `<img data-src="/late.png" alt="Late"><div><template shadowrootmode="open"><slot>none</slot></template><b>slotted</b></div>`;
		const { markdown } = await scrape(frameOf(inner), ["markdown"], false);
		expect(markdown).toBe("![Late](https://site.example/late.png)\n\n**slotted**\n");
	});

	test("names a frame with so many words as a link may have", async () => {
		const html = `<frameset><frame src="/menu" title="${"m".repeat(9_000)}"></frameset>`;
		const { markdown } = await scrape(html, ["markdown"]);
		expect(markdown).toBe(`[${"m".repeat(500)}](https://site.example/menu)\n`);
	});

	test("is a list of its frames where it is a frameset", async () => {
		const html =
			'<frameset cols="50%,50%"><frame src="/menu" name="menu"><frame src="main.html" title="Main"></frameset>';
		const { markdown, links } = await scrape(html, ["markdown", "links"]);
		expect(markdown).toBe(
			"[menu](https://site.example/menu)\n\n[Main](https://site.example/docs/main.html)\n",
		);
		expect(links).toHaveLength(2);
	});

	test("has its videos by their sources", async () => {
		const html =
			'<video controls title="Film"><source src="/film.webm" type="video/webm"><source src="/film.mp4"></video>';
		expect((await scrape(html, ["markdown"])).markdown).toContain("https://site.example/film.webm");
	});

	test("keeps what was typed into its forms to itself", async () => {
		const secret = '<form><input value="secret1"><textarea>secret2</textarea><p>Sign in</p></form>';
		const { html, markdown } = await scrape(secret, ["html", "markdown"]);
		expect(`${html}${markdown}`).not.toContain("secret");
		expect(markdown).toBe("Sign in\n");
	});
});
