import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { presentContent, wantedFor } from "../../../src/content/formats.ts";
import { Page, PAGE_URL } from "./page.ts";

let page: Page;
beforeAll(async () => {
	page = await Page.open();
});
afterAll(() => page.close());

const arrival = { sourceUrl: PAGE_URL, url: PAGE_URL, statusCode: 200 };

async function markdownOf(html: string, { onlyMainContent = false, includesHidden = false } = {}) {
	await page.load(html);
	const selection = { formats: ["markdown"], onlyMainContent, includesHidden } as const;
	const { content } = await presentContent(await page.harvest(wantedFor(selection)), selection, arrival);
	return content.markdown?.trim();
}

const STYLE = `<style>.gone { display: none } .sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden }
	.rect { position: absolute; clip: rect(0 0 0 0) }</style>`;

const around = (html: string) => `${STYLE}<p>before</p>${html}<p>after</p>`;

const WITHOUT = "before\n\nafter";

const HIDDEN = [
	'<p class="gone">x</p>',
	'<div class="gone"><p style="display:block">x</p></div>',
	"<p hidden>x</p>",
	'<div style="visibility:hidden"><b>x</b></div>',
	'<div style="visibility:collapse">x</div>',
	'<div style="opacity:0"><p style="opacity:1">x</p></div>',
	'<p style="filter:opacity(0)">x</p>',
	'<p class="sr-only">x</p>',
	'<p class="rect">x</p>',
	'<p style="clip-path:inset(100%)">x</p>',
	'<p style="clip-path:circle(0)">x</p>',
	'<p style="clip-path:inset(0 100% 0 0)">x</p>',
	'<p style="clip-path:inset(50% 0 round 3px)">x</p>',
	'<p style="clip-path:polygon(0 0, 0 0, 0 0)">x</p>',
	'<p style="opacity:.001">x</p>',
	`<iframe srcdoc="<body style='opacity:0'><p>x</p>"></iframe>`,
	`<iframe srcdoc="<html style='display:none'><p>x</p>"></iframe>`,
	'<div style="height:0;overflow:hidden"><p>x</p></div>',
	'<div style="max-height:0;overflow:clip">x</div>',
	'<p style="position:absolute;left:-9999px">x</p>',
	'<p style="position:absolute;top:-500px">x</p>',
	'<div style="position:fixed;left:100vw;top:0"><p>x</p></div>',
	'<div style="position:fixed;top:100vh;left:0">x</div>',
	'<div style="position:fixed;right:0;top:0;width:200px;transform:translateX(100%)"><p>x</p></div>',
	'<div style="position:fixed;top:120vh;height:50px;overflow:auto"><p>x</p></div>',
	'<div style="position:fixed;top:0;left:0"><p style="position:absolute;left:200vw">x</p></div>',
	'<p style="margin-left:-5000px;width:100px">x</p>',
	'<p style="transform:translateX(-200vw)">x</p>',
	'<p style="transform:scale(0)">x</p>',
	'<p style="scale:0">x</p>',
	'<p style="font-size:0">x</p>',
	'<p style="text-indent:-9999px">x</p>',
	'<p style="content-visibility:hidden">x</p>',
	'<p hidden="until-found">x</p>',
	"<dialog>x</dialog>",
	"<div popover><p>x</p></div>",
	'<img src="/x.png" alt="x" class="gone">',
	'<div style="visibility:hidden"><img src="/x.png" alt="x"></div>',
	'<span class="katex-mathml gone">x</span>',
	'<div data-berth-unseen style="display:none">x</div>',
];

const SHOWN = [
	'<p aria-hidden="true">x</p>',
	'<p hidden style="display:block">x</p>',
	'<div style="visibility:hidden"><p style="visibility:visible">x</p></div>',
	'<div style="font-size:0"><p style="font-size:16px">x</p></div>',
	"<details open><summary>x</summary></details>",
	'<p style="opacity:.01">x</p>',
	'<p style="clip-path:inset(60% 0 0)">x</p>',
	'<p style="clip-path:polygon(0 0, 100% 0, 0 100%)">x</p>',
	`<iframe srcdoc="<body style='opacity:.5'><p>x</p>"></iframe>`,
	'<p style="position:absolute;top:9000px">x</p>',
	'<div style="position:fixed;left:100vw;top:0"><b style="position:absolute;left:-50px">x</b></div>',
	'<div style="position:fixed;top:0;height:50px;overflow:auto"><div style="height:9000px"></div><p>x</p></div>',
	'<div style="rotate:0deg"><div><p style="position:fixed;top:9000px">x</p></div></div>',
	'<div style="contain:paint"><p style="position:fixed;top:9000px">x</p></div>',
	'<div style="will-change:transform"><p style="position:fixed;top:9000px">x</p></div>',
	'<style>body { position: fixed }</style><div style="height:9000px"></div><p>x</p>',
	`<iframe srcdoc="<p style='position:fixed;top:9000px'>x</p>"></iframe>`,
	'<p style="overflow:hidden">x</p>',
	'<p><span style="overflow:hidden">x</span></p>',
	'<div style="height:0;overflow:hidden"><p style="position:absolute">x</p></div>',
	'<div style="position:relative;height:0;overflow:hidden"><p style="position:fixed;top:0">x</p></div>',
	'<div style="height:0;padding-bottom:50%;overflow:hidden"><p>x</p></div>',
	'<div style="transform:translateX(-100%)"><p style="margin-left:100vw">x</p></div>',
	'<div style="display:contents"><p>x</p></div>',
	'<div style="content-visibility:auto"><p>x</p></div>',
	"<p data-berth-unseen>x</p>",
];

describe("what nobody sees", () => {
	test.each(HIDDEN)("is no content: %s", async (html) => {
		expect(await markdownOf(around(html))).toBe(WITHOUT);
		const main = `<article><h1>T</h1>${around(html).replaceAll("after", "Some words, and more of them. ".repeat(20))}</article>`;
		expect(await markdownOf(main, { onlyMainContent: true })).not.toMatch(/\bx\b/);
	});

	test.each(HIDDEN)("is content where that is asked for: %s", async (html) => {
		const markdown = await markdownOf(around(html), { includesHidden: true });
		expect(markdown).toMatch(/\bx\b/);
	});

	test.each(SHOWN)("is not %s", async (html) => {
		expect(await markdownOf(around(html))).toMatch(/\bx\b/);
	});

	test("is not what details have folded in", async () => {
		const html = "<details><summary>Why?</summary><p>Because.</p></details>";
		expect(await markdownOf(around(html))).toContain("Because.");
	});

	test("is not what a list or a page was scrolled past", async () => {
		const list = `<div id="list" style="height:50px;overflow:auto;position:relative"><p>first</p><div style="height:4000px"></div></div>
			<div style="height:4000px"></div><script>list.scrollTo(0, 4000); scrollTo(0, 4000)</script>`;
		expect(await markdownOf(around(list))).toBe("before\n\nfirst\n\nafter");
	});

	test("is judged by the direction in which a page can be scrolled", async () => {
		const html = `<html dir="rtl"><p>before</p><p style="position:absolute;left:-300px;width:100px">shown</p>
			<p style="position:absolute;left:200vw">gone</p>`;
		expect(await markdownOf(html)).toBe("before\n\nshown");
	});

	test("is judged in shadow roots as elsewhere", async () => {
		const html = `<x-a><i slot="s">slotted</i></x-a><script>customElements.define("x-a", class extends HTMLElement {
			constructor() { super(); this.attachShadow({ mode: "open" }).innerHTML =
				"<p>seen</p><p style='display:none'>gone</p><div style='opacity:0'><slot name=s></slot></div>"; } })</script>`;
		expect(await markdownOf(html)).toBe("seen");
	});

	test("leaves links, tables and data as they are", async () => {
		await page.load(`<div hidden><a href="/menu">Menu</a><table><tr><th>A<th>B<tr><td>1<td>2</table></div>`);
		const { links, structured } = await page.harvest({ html: true, structured: true });
		expect(links).toEqual(["https://site.example/menu"]);
		expect(structured?.tables).toEqual([{ headers: ["A", "B"], rows: [["1", "2"]] }]);
	});

	test("may be all of a page", async () => {
		expect(await markdownOf('<body style="opacity:0"><p>x</p>', { onlyMainContent: true })).toBe("");
	});
});
