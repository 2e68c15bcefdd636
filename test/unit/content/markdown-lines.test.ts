import { describe, expect, test } from "vitest";
import { htmlToMarkdown } from "../../../src/content/markdown.ts";

const BASE = { baseUrl: "https://site.example/" };
const convert = async (html: string) => (await htmlToMarkdown(html, BASE)).text.trim();

/** The same numbers in each run, from 0 to below the argument (mulberry32). */
function randomNumbers(): (below: number) => number {
	let state = 1;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

describe("a line of Markdown", () => {
	test.each([
		["a list", "<ul><li>9:30</li><li>11:15</li></ul>", "• 9:30<br>• 11:15"],
		["a numbered list", "<ol start=2><li>a<li>b</ol>", "2. a<br>3. b"],
		["lists in lists", "<ul><li>a<ol><li>b</ol><li>c</ul>", "• a<br>1. b<br>• c"],
		["an item of blocks", "<ul><li><p>a</p><p>b</p></li><li></li></ul>c", "• a<br>b<br>c"],
		["paragraphs", "<p>Foo</p> <p>Bar</p>baz", "Foo<br>Bar<br>baz"],
		["line breaks", "<br>a<br><br>b<br>", "a<br>b"],
		["a line break in a mark", "<b>a<br>b</b>", "**a<br>b**"],
		["a mark around blocks", "<b><p>a</p><p>b</p></b>", "**a**<br>**b**"],
		["code", "<pre>a  b\n\n c|d</pre>", "`a b`<br>`c\\|d`"],
		["code over lines in a line", "<code>a<br>b</code>", "`a`<br>`b`"],
		["a quotation, a rule and a heading", "<blockquote>a</blockquote><hr><h4>b</h4>c", "a<br>b<br>c"],
	])("keeps a table's row in one line with %s", async (_, html, line) => {
		expect(await convert(`<table><tr><th>A<th>B<tr><td>${html}</td><td>z</table>`)).toBe(
			`| A | B |\n| - | - |\n| ${line} | z |`,
		);
	});

	test.each([
		["a line break", "<h2>a<br>b</h2>", "## a b"],
		["a line break in a mark", "<h1><i>a<br>b</i></h1>", "# *a b*"],
		["blocks", "<h3><div>a</div><p>b</p></h3>", "### a b"],
		["a list", "<h3><ul><li>a<li>b</ul></h3>", "### • a • b"],
	])("keeps a heading in one line with %s", async (_, html, line) => {
		expect(await convert(html)).toBe(line);
	});

	test.each([
		["blocks", "<i><div>a</div><div>b</div></i>", "*a*\n\n*b*"],
		["a heading", "<strong><h3>head</h3></strong>tail", "### **head**\n\ntail"],
		["text and blocks", "<b>a<p>b</p>c</b>", "**a**\n\n**b**\n\n**c**"],
		["marks around blocks", "<b><i><p>a</p></i>b</b>", "**_a_**\n\n**b**"],
		["a list", '<a href="/x"><ul><li>a</ul></a>', "- [a](https://site.example/x)"],
		["a table", "<b><table><tr><th>A<tr><td>x</table></b>", "| **A** |\n| - |\n| **x** |"],
		["a code block", "<b>a<pre>b</pre></b>", "**a**\n\n```\nb\n```"],
		["a paragraph that holds blocks", "<p><i>a<center>b</center></i></p>", "*a*\n\n*b*"],
	])("puts a mark around %s inside", async (_, html, markdown) => {
		expect(await convert(html)).toBe(markdown);
	});

	test.each([
		["a summary from what it opens", "<details><summary>a</summary>b</details>c", "a\n\nb\n\nc"],
		["a heading in a summary", "<details><summary><h3>a</h3></summary>b</details>", "### a\n\nb"],
		[
			"nothing where a picture is",
			"<p>a <picture><img src=/i></picture> b</p>",
			"a ![](https://site.example/i) b",
		],
	])("parts %s", async (_, html, markdown) => {
		expect(await convert(html)).toBe(markdown);
	});

	test.each([
		["space before a mark's end", "<p><b>Total: </b>12 EUR</p>", "**Total:** 12 EUR"],
		["space after a mark's start", "<p>see<i> this</i></p>", "see *this*"],
		["a hard space", "<p><b>Total:&nbsp;</b>12</p>", "**Total:**\u00a012"],
		["space in marks within marks", "<p>a<b><i> b </i></b>c</p>", "a **_b_** c"],
		["space in a link", "<p>a<a href=/b> b </a>c</p>", "a [b](https://site.example/b) c"],
		["a mark of nothing", "<p>a<b> </b>b<i></i></p>", "a b"],
		["a line break at a mark's end", "<p><b>a<br></b>b</p>", "**a**\\\nb"],
		["marks side by side", "<p><b>a</b><b>b </b><b>c</b></p>", "**ab** **c**"],
		["code side by side", "<p><code>a</code><code>b</code></p>", "`ab`"],
		["brackets in letters", "<p>それは<b>（例）</b>です</p>", "それは<strong>（例）</strong>です"],
		["punctuation before a letter", "<p><del>-50%</del>now</p>", "<del>-50%</del>now"],
		["marks that touch in a word", "<p>x<b>a</b><i>b</i>y</p>", "x<strong>a</strong><em>b</em>y"],
		["punctuation between spaces", "<p>a <b>(b)</b> c</p>", "a **(b)** c"],
		["an emoji after a mark", "<p><b>(a)</b>😀</p>", "<strong>(a)</strong>😀"],
	])("writes no character references for %s", async (_, html, markdown) => {
		expect(await convert(html)).toBe(markdown);
	});

	test("writes no character references, whatever marks a text has", async () => {
		const texts = [
			"a",
			"b ",
			" ",
			".",
			"「",
			"」",
			"(x)",
			"é",
			"😀",
			"*",
			"_",
			"<br>",
			"&nbsp;",
			"<code>k</code>",
		];
		const names = ["b", "i", "del", "em", "a href=/q"];
		const random = randomNumbers();
		const html = (depth: number): string =>
			Array.from({ length: 1 + random(4) }, () => {
				if (depth > 2 || random(5) < 3) return texts[random(texts.length)];
				const name = names[random(names.length)];
				return `<${name}>${html(depth + 1)}</${name}>`;
			}).join("");
		for (let round = 0; round < 1_000; round += 1) {
			const page = `<p>${html(0)}</p>`;
			expect(await convert(page), page).not.toMatch(/&#|&nbsp/);
		}
	});

	const tex = (text: string) => `<annotation encoding="application/x-tex">${text}</annotation>`;
	test.each([
		["a power", "2<sup>10</sup> B", "2<sup>10</sup> B"],
		["an index", "CO<sub>2</sub>", "CO<sub>2</sub>"],
		["a power in a mark", "<p><b>m<sup>2</sup></b> a</p>", "**m<sup>2</sup>** a"],
		["a link to a note", 'a<sup><a href="/n">1</a></sup>', "a[1](https://site.example/n)"],
		["how to read a character", "<ruby>字<rp>[</rp><rt>zì</rt><rp>]</rp></ruby>", "字(zì)"],
		["TeX beside MathML", `a <math><semantics><mi>x</mi>${tex("x_1^2")}</semantics></math> b`, "a $x_1^2$ b"],
		[
			"KaTeX, once",
			`<span class=katex><span class=katex-mathml><math><mi>E</mi>${tex("E=mc^2")}</math></span><span class="katex-html">E=mc2</span></span>`,
			"$E=mc^2$",
		],
		["MathML with its text", '<math alttext="\\frac{a}{b}"><mi>a</mi><mi>b</mi></math>', "$\\frac{a}{b}$"],
		["MathML alone", "<math><mi>a</mi><mo>+</mo><mi>b</mi></math>", "$a+b$"],
		["a formula on lines of its own", '<math display="block"><mi>a</mi></math>', "$$a$$"],
		["an image of a formula", '<img class="latex" alt="\\pi" src="/pi.png">', "$\\pi$"],
		[
			"an image of a formula, once",
			'<math alttext="n!"></math><img class="mwe-math-fallback-image-inline" alt="n!" src="/n.svg">',
			"$n!$",
		],
		["bars in a table", '<table><tr><th><math alttext="|x|"></math></table>', "| $\\vert x\\vert $ |\n| - |"],
		[
			"no more than text in a formula",
			'<math alttext="<b>[a](javascript:alert(1)) `$c"></math>',
			"$\\lt b>[a] (javascript:alert(1)) 'c$",
		],
	])("keeps the meaning of %s", async (_, html, markdown) => {
		expect(await convert(html)).toBe(markdown);
	});
});
