import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { presentContent, CONTENT_FORMATS } from "../../../src/content/formats.ts";
import { Page, PAGE_URL } from "./page.ts";

let page: Page;
beforeAll(async () => {
	page = await Page.open();
});
afterAll(() => page.close());

const text =
	"<p>This is the text of the page, which has to be found whatever else the page does to hide it.</p>".repeat(
		4,
	);

/** All formats of a page, as they would be sent. */
async function scrape(html: string) {
	await page.load(html);
	const arrival = { sourceUrl: PAGE_URL, url: PAGE_URL, statusCode: 200 };
	const { content } = await presentContent(
		await page.harvest(),
		{ formats: CONTENT_FORMATS, onlyMainContent: true, includesHidden: false },
		arrival,
	);
	return { ...content, json: JSON.stringify(content) };
}

describe("a hostile page", () => {
	test("can't lie with prototypes that it has replaced", async () => {
		const { markdown, metadata } = await scrape(`<title>Honest</title><script>
			const lie = () => { throw new Error("caught you") };
			for (const prototype of [Node.prototype, Element.prototype, Document.prototype, Array.prototype, String.prototype, Map.prototype, Set.prototype])
				for (const name of Object.getOwnPropertyNames(prototype)) try {
					Object.defineProperty(prototype, name, { get: lie, set: lie, configurable: true });
				} catch {}
			Object.prototype.toJSON = () => "lie";
			JSON.stringify = JSON.parse = getComputedStyle = lie;
		</script>${text}`);
		expect(metadata.title).toBe("Honest");
		expect(markdown).toContain("This is the text of the page");
	});

	test("can't hide its content behind the names of its elements", async () => {
		const names = [
			"documentElement",
			"body",
			"head",
			"querySelectorAll",
			"baseURI",
			"cloneNode",
			"firstChild",
			"title",
		];
		const clobbers = names.map((name) => `<img name="${name}"><form name="${name}"></form>`).join("");
		const inputs = [
			"childNodes",
			"attributes",
			"localName",
			"nodeType",
			"getAttribute",
			"shadowRoot",
			"parentNode",
			"children",
			"textContent",
			"style",
		];
		const form = `<form>${inputs.map((name) => `<input name="${name}" id="${name}">`).join("")}<div>${text}</div></form>`;
		const { markdown, html, rawHtml, metadata } = await scrape(`<title>Honest</title>${clobbers}${form}`);
		expect(metadata.title).toBe("Honest");
		expect(markdown).toContain("This is the text of the page");
		expect(html).toContain("This is the text of the page");
		expect(rawHtml).toContain('<input name="childNodes"');
	});

	test("can't see that it is read", async () => {
		await page.load(`<title>T</title><script>window.seen = Object.keys(window).length</script>${text}`);
		await page.harvest();
		expect(await page.evaluate("Object.keys(window).length - seen")).toBe(1);
		expect(await page.evaluate("typeof Readability + typeof harvest")).toBe("undefinedundefined");
	});

	test("has microdata that holds itself", async () => {
		const { structured } = await scrape(
			`<div itemscope itemtype="a" id="a" itemref="b"><b itemprop="n">x</b></div>
			<div itemscope itemprop="p" id="b" itemref="a b"><div itemscope itemprop="q" itemref="b a"></div></div>`,
		);
		expect(structured?.microdata[0]).toMatchObject({ type: ["a"], properties: { n: ["x"] } });
	});

	test.each([
		[
			"elements",
			"root.hidden = true; for (let i = 0; i < 160000; i++) root.appendChild(document.createElement('p')).textContent = 'word ' + i",
		],
		["text", "root.textContent = 'word '.repeat(800000)"],
		["control characters", "root.hidden = true; root.textContent = '\\u0001\\ud800\"'.repeat(1200000)"],
		[
			"links",
			"for (let i = 0; i < 8000; i++) { const a = root.appendChild(document.createElement('a')); a.href = '/' + i; a.textContent = i }",
		],
		["attributes", "for (let i = 0; i < 3000; i++) root.setAttribute('data-' + i, 'x'.repeat(3000))"],
		[
			"metadata",
			"document.title = 'x'.repeat(5000000); document.documentElement.lang = 'y'.repeat(5000000); const m = document.head.appendChild(document.createElement('meta')); m.name = 'description'; m.content = 'z'.repeat(5000000)",
		],
		[
			"table cells",
			"root.hidden = true; const t = root.appendChild(document.createElement('table')); for (let i = 0; i < 1000; i++) { const r = t.insertRow(); for (let j = 0; j < 5; j++) { const c = r.insertCell(); c.colSpan = 1000; c.rowSpan = 60000; c.textContent = 'cell' } }",
		],
		[
			"JSON-LD",
			"const s = root.appendChild(document.createElement('script')); s.type = 'application/ld+json'; s.textContent = '['.repeat(100000) + ']'.repeat(100000)",
		],
		[
			"microdata",
			"for (let i = 0; i < 5000; i++) { const d = root.appendChild(document.createElement('div')); d.setAttribute('itemscope', ''); d.innerHTML = '<b itemprop=\"__proto__ constructor\">x</b>'.repeat(5) }",
		],
	])("may have far too much: %s", async (_, script) => {
		const { json, markdown } = await scrape(
			`<body><h1>Big</h1>${text}<div id="root"></div><script>{ const root = document.getElementById("root"); ${script} }</script>`,
		);
		expect(markdown).toContain("This is the text of the page");
		expect(json.length).toBeLessThan(20_000_000);
	});

	test("may be as deep as the browser can show", async () => {
		const nested = (levels: number) =>
			`<h1>Big</h1>${text}<div id="root"></div><script>for (let i = 0, at = root; i < ${levels}; i++) { at = at.appendChild(document.createElement('div')); at.append('x') }</script>`;
		// The stack of the headless shell's renderer is too small for 2000.
		const levels = (await page.tryLoad(nested(2000))) ? 2000 : 1000;
		const { markdown } = await scrape(nested(levels));
		expect(markdown).toContain("This is the text of the page");
	});

	test("that is too slow to read is given up in time", async () => {
		await page.load(text.repeat(500));
		const result = await page.tryHarvest({ main: true }, 1);
		expect(result).toMatchObject({ ok: false, problem: { code: "command_failed" } });
	});
});
