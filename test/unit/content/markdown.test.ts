import { describe, expect, test } from "vitest";
import { htmlToMarkdown } from "../../../src/content/markdown.ts";

const BASE = { baseUrl: "https://site.example/docs/page?q=1" };
const convert = async (html: string) => (await htmlToMarkdown(html, BASE)).text.trim();

describe("htmlToMarkdown", () => {
	test.each([
		["headings", "<h1>One</h1><h3>Three</h3>", "# One\n\n### Three"],
		["emphasis", "<p><b>b</b>, <i>i</i> and <del>d</del></p>", "**b**, *i* and ~~d~~"],
		["a line break", "<p>one<br>two</p>", "one\\\ntwo"],
		["whitespace as a browser shows it", "<p>\n  a  \n <span> b </span></p>\n\n<p>c</p>", "a b\n\nc"],
		["quotes in quotes", "<blockquote><p>a</p><blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"],
		["a short quotation", "<p>He said <q>no &amp; no</q>.</p>", "He said “no & no”."],
		["a rule", "<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"],
		["a definition list", "<dl><dt>T</dt><dd>D</dd></dl>", "- T\n\n  D"],
		["a list", "<ul><li>a</li><li>b</li></ul>", "- a\n- b"],
		["a list that starts later", '<ol start="3"><li>c</li><li>d</li></ol>', "3. c\n4. d"],
		[
			"nested lists",
			"<ul><li>a<ul><li>b<ol><li>c</li><li>d</li></ol></li></ul></li><li>e</li></ul>",
			"- a\n  - b\n    1. c\n    2. d\n- e",
		],
		[
			"a list that is written over lines",
			"<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>",
			"- a\n  - b\n- c",
		],
		["a list in a list, without an item", "<ul><li>a</li><ul><li>b</li></ul><li>c</ul>", "- a\n  - b\n- c"],
		["an item with a number", "<ol><li value=5>a<li>b</ol>", "5. a\n6. b"],
		["an item with another number", "<ol><li>a<li value=4>b<li>c</ol>", "1. a\n\n4) b\n5) c"],
		[
			"Rouge's language",
			'<div class="language-ruby highlighter-rouge"><div class="highlight"><pre class="highlight"><code>x</code></pre></div></div>',
			"```ruby\nx\n```",
		],
		[
			"Sphinx's language",
			'<div class="highlight-python3 notranslate"><div class="highlight"><pre>x</pre></div></div>',
			"```python3\nx\n```",
		],
		["no button in code", "<pre><button>Copy</button><code>x</code></pre>", "```\nx\n```"],
		[
			"no button that copies code beside it, as Sphinx has",
			'<div class="highlight"><pre>x</pre><button class="copybtn o-tooltip--left" data-clipboard-target="#c0">Copy</button></div>',
			"```\nx\n```",
		],
		[
			"no control of GitHub's that copies",
			'<pre>x</pre><clipboard-copy value="x">Copy</clipboard-copy>',
			"```\nx\n```",
		],
		[
			"a button that does something else",
			'<pre>x</pre><button class="run">Run</button>',
			"```\nx\n```\n\nRun",
		],
		["a video by its address", '<video src="/v.mp4"></video>', "<https://site.example/v.mp4>"],
		[
			"a sound by its title",
			'<audio src="/a.mp3" title="Birds"></audio>',
			"[Birds](https://site.example/a.mp3)",
		],
		["a video by its text", '<video src="/v.mp4">A film</video>', "[A film](https://site.example/v.mp4)"],
		["a menu", "<menu><li>a</li></menu>", "- a"],
		[
			"tasks",
			'<ul><li><input type="checkbox" checked> a</li><li><input type=checkbox>b</ul>',
			"- [x] a\n- [ ] b",
		],
		[
			"a table",
			'<table><thead><tr><th>A|B</th><th align="right">C</th></tr></thead><tr><td>1<td><b>2</b></table>',
			"| A\\|B | C |\n| - | -: |\n| 1 | **2** |",
		],
		[
			"a table without a header",
			"<table><tr><td>1</td><td>2</td></tr></table>",
			"| | |\n| - | - |\n| 1 | 2 |",
		],
		[
			"cells that span",
			"<table><tr><th colspan=2>A<tr><td rowspan=2>1<td>2<tr><td>3</table>",
			"| A | |\n| - | - |\n| 1 | 2 |\n| | 3 |",
		],
		[
			"tables for layout",
			"<table><tr><td><p>left</p></td><td><table><tr><th>A</th></tr><tr><td>1</td></tr></table></td></tr></table>",
			"left\n\n| A |\n| - |\n| 1 |",
		],
		[
			"rows without their table",
			"<p>a</p><thead><tr><th>A<th>B</tr></thead> <tbody><tr><td>1<td>2</tr></tbody><p>b</p>",
			"a\n\n| A | B |\n| - | - |\n| 1 | 2 |\n\nb",
		],
		[
			"a row of a layout without its table",
			"<div><tr><td><h1>Gears</h1><p>Mount <i>one</i>.</p></td><td><p>Turn it.</p></td></tr></div>",
			"# Gears\n\nMount *one*.\n\nTurn it.",
		],
		["a cell without its row", "<td>1<p>2</p></td><p>b</p>", "1\n\n2\n\nb"],
		[
			"a caption before its table",
			"<table><caption>Ages <b>now</b></caption><tr><th>A</th></tr><tr><td>1</td></tr></table>",
			"Ages **now**\n\n| A |\n| - |\n| 1 |",
		],
		["code in a line", "<p><code>a`b</code> <kbd>c</kbd></p>", "``a`b`` `c`"],
		[
			"a code block",
			'<pre><code class="hljs language-ts">const a = <span>1</span>;\n\nif (a &lt; 2) {}\n</code></pre>',
			"```ts\nconst a = 1;\n\nif (a < 2) {}\n```",
		],
		["a language on the pre", '<pre class="lang-py">x</pre>', "```py\nx\n```"],
		[
			"a language around the pre",
			'<div class="highlight highlight-source-js"><pre>x</pre></div>',
			"```js\nx\n```",
		],
		["a language as data", '<pre><code data-lang="C++">x</code></pre>', "```c++\nx\n```"],
		["no language that is none", '<pre><code class="language-&#10;#pwned">x</code></pre>', "```\nx\n```"],
		["fences in code", "<pre>```\n</pre>", "````\n```\n````"],
		[
			"text that looks like Markdown",
			"<p># a</p><p>1. b</p><p>*c* [d](e)</p>",
			"\\# a\n\n1\\. b\n\n\\*c\\* \\[d]\\(e)",
		],
		["addresses in text", "<p>https://a.example/x_y</p>", "https://a.example/x_y"],
		[
			"a link around blocks",
			'<a href="/c"><h3>T</h3><p>x</p></a>',
			"### [T](https://site.example/c)\n\n[x](https://site.example/c)",
		],
		["nothing", "", ""],
	])("says %s", async (_, html, markdown) => {
		expect(await convert(html)).toBe(markdown);
	});

	test.each([
		["/a", "https://site.example/a"],
		["b?c=d", "https://site.example/docs/b?c=d"],
		["../e", "https://site.example/e"],
		["#part", "https://site.example/docs/page?q=1#part"],
		["//other.example/f", "https://other.example/f"],
		["?g", "https://site.example/docs/page?g"],
		["mailto:a@b.example", "mailto:a@b.example"],
		["with space", "https://site.example/docs/with%20space"],
	])("makes the link %s absolute", async (href, absolute) => {
		expect(await convert(`<a href="${href}">x</a>`)).toBe(`[x](${absolute})`);
	});

	test("makes images absolute, and leaves out those that are data", async () => {
		const html =
			'<p><img src="i.png" alt="I" title="T"> <img src="data:image/gif;base64,R0lGOD" alt="D"></p>';
		expect(await convert(html)).toBe('![I](https://site.example/docs/i.png "T")');
	});

	test.each([
		'data-src="/i.png"',
		'src="data:image/gif;base64,R0lGOD" data-lazy-src="/i.png"',
		'data-srcset="/i.png 1x, /j.png 2x"',
		'loading="lazy" srcset="/i.png, /j.png 2x"',
		'loading="lazy" src="/i.png" srcset="/j.png 2x"',
		'src="/blank.gif" data-src="/i.png"',
	])("finds the address of an image with %s", async (attributes) => {
		expect(await convert(`<img ${attributes} alt="I">`)).toBe("![I](https://site.example/i.png)");
	});

	test.each([
		"javascript:alert(1)",
		" JaVaScRiPt:alert(1)",
		"java\nscript:alert(1)",
		"&#106;avascript:alert(1)",
		"vbscript:x",
		"data:text/html,<script>alert(1)</script>",
		"http://[bad",
	])("keeps only the text of a link to %s", async (href) => {
		expect(await convert(`<p>a <a href="${href}">b</a></p>`)).toBe("a b");
	});

	test.each([
		"<script>alert('x')</script>",
		"<style>p { color: red }</style>",
		"<noscript><img src=/pixel.gif>Turn it on</noscript>",
		"<template><p>x</p></template>",
		"<svg><title>x</title><script>alert(1)</script><text>x</text></svg>",
		"<!-- x --><!DOCTYPE html><?php x ?>",
		"<head><title>x</title><meta name=description content=x><base href='https://evil.example/'></head>",
		"<textarea>x</textarea><select><option>x</select><input type=password value=x>",
		"<object><p>x</p></object><canvas>x</canvas>",
	])("leaves %s out", async (html) => {
		expect(await convert(`${html}<p>left <a href="/z">z</a></p>`)).toBe("left [z](https://site.example/z)");
	});

	test("drops links that are relative where there is nothing that they are relative to", async () => {
		const html = '<p><a href="/x">x</a> <a href="https://y.example/">y</a></p>';
		expect((await htmlToMarkdown(html, { baseUrl: "about:blank" })).text).toBe("x [y](https://y.example/)\n");
	});
});

describe("hostile HTML", () => {
	const many = (html: string, times: number) => html.repeat(times);

	test.each([
		["blocks nested deep", many("<div>", 30_000)],
		["end tags of nothing", many("<div>", 300) + many("x</a>", 30_000)],
		["lists nested deep", many("<ul><li>x", 10_000)],
		[
			"many lines nested deep",
			many("<ul><li>", 100) + many("<blockquote>", 100) + "<pre>" + many("a\n", 50_000),
		],
		["marks nested deep", many("<b><i><a href=/x>y", 3_000)],
		["blocks in marks nested deep", many("<b><div><i><div><a href=/x><div>y", 3_000)],
		["marks around very many blocks", `<b><i>${many("<div>a</div>b", 10_000)}`],
		["a cell of very many blocks", `<table><tr><td>${many("<div>a</div><ul><li>b</ul>", 5_000)}</table>`],
		["a cell of very much code", `<table><tr><td><pre>${many("a\n", 50_000)}</table>`],
		["raised text nested deep", many("<sup><b><sub>x", 5_000)],
		["very many formulas", many(`<math alttext="${"<".repeat(100)}">x</math>`, 5_000)],
		["marks side by side", many("<b>a</b><i>b</i>", 2_000)],
		["very many marks in one", `<b>${many("<i>a</i>b", 10_000)}`],
		["very many pieces of text", many("<x-y>a</x-y><wbr>", 20_000)],
		["very many controls", many("<input type=checkbox><input list=x>", 10_000)],
		["a table with a long row", `<table><tr>${many("<td>x", 2_000)}${many("<tr><td>y", 2_000)}</table>`],
		[
			"cells that span the world",
			`<table>${many("<tr><td colspan=99999999 rowspan=99999999>x", 100)}</table>`,
		],
		["tables nested deep", many("<table><tr><td>", 2_000)],
		["nothing but spaces", `<p>a${many(" ", 200_000)}b<pre>${many(" ", 200_000)}`],
		["nothing but characters to escape", `<p>${many("*", 20_000)}${many("[", 20_000)}${many("`", 20_000)}`],
		["an attribute without an end", `<p>a</p><a href="${many("x", 400_000)}`],
		["a comment without an end", `<p>a</p><!--${many("-", 400_000)}`],
		["angle brackets", many("<", 100_000)],
		["control characters and half characters", many("\0\ud800\uffff&#0;&#xd800;", 10_000)],
		["tags that close each other", many("<p></b><table></p><i></table></i><td></p>", 2_000)],
	])("is converted in bounded time: %s", async (_, html) => {
		expect((await convert(html)).length).toBeLessThan(800_000);
	});

	test("is cut where it is too long, and says so", async () => {
		const { text, isCut } = await htmlToMarkdown(many("<p>word</p>", 60_000), BASE);
		expect(text.startsWith("word\n\nword")).toBe(true);
		expect(text.length).toBeLessThan(300_000);
		expect(isCut).toBe(true);
		expect((await htmlToMarkdown("<p>word</p>", BASE)).isCut).toBe(false);
	});
});

describe("a big page", () => {
	const many = (html: (at: number) => string, times: number) =>
		Array.from({ length: times }, (_, at) => html(at)).join("");
	const lines = (markdown: (at: number) => string, times: number, between = "\n") =>
		Array.from({ length: times }, (_, at) => markdown(at)).join(between);

	test.each([
		["paragraphs", `<main>${many((at) => `<p>${at}</p>`, 3_000)}</main>`, lines(String, 3_000, "\n\n")],
		["a list", `<ul>${many((at) => `<li>${at}</li>`, 3_000)}</ul>`, lines((at) => `- ${at}`, 3_000)],
		[
			"a numbered list",
			`<ol start="5">${many((at) => `<li>${at}</li>`, 3_000)}</ol>`,
			lines((at) => `${at + 5}. ${at}`, 3_000),
		],
		[
			"a table",
			`<table><tr><th>A<th>B</tr>${many((at) => `<tr><th>${at}<td>x</tr>`, 3_000)}</table><p>end</p>`,
			`| A | B |\n| - | - |\n${lines((at) => `| ${at} | x |`, 3_000)}\n\nend`,
		],
	])("comes whole and as one: %s", async (_, html, markdown) => {
		expect(await convert(html)).toBe(markdown);
	});

	test("comes in paragraphs where one is very long", async () => {
		const shown = await convert(`<p>${"word ".repeat(60_000)}</p>`);
		expect(shown.split(/\s+/)).toHaveLength(60_000);
		expect(shown.split("\n\n").length).toBeGreaterThan(2);
	});

	test.each([
		["a table of 60,000 cells", `<table>${many(() => `<tr>${"<td>x".repeat(60)}`, 1_000)}</table>`],
		["a table of one row", `<table><tr>${"<td>x".repeat(20_000)}</table>`],
		["a cell", `<table><tr><td>${"<b>x</b><i>y</i>".repeat(5_000)}</table>`],
		["brackets", `<p>${"[".repeat(200_000)}</p>`],
		["marks", `<b>${"<i>a</i>b".repeat(10_000)}</b>`],
	])("gives others a turn: %s", async (_, html) => {
		let turns = 0;
		const timer = setInterval(() => (turns += 1));
		await convert(html);
		clearInterval(timer);
		expect(turns).toBeGreaterThan(2);
	});
});
