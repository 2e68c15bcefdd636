import { describe, expect, test } from "vitest";
import { htmlToMarkdown } from "../../../src/content/markdown.ts";

const convert = (html: string) =>
	htmlToMarkdown(html, { baseUrl: "https://site.example/docs/page?q=1" }).trim();

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
	])("says %s", (_, html, markdown) => {
		expect(convert(html)).toBe(markdown);
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
	])("makes the link %s absolute", (href, absolute) => {
		expect(convert(`<a href="${href}">x</a>`)).toBe(`[x](${absolute})`);
	});

	test("makes images absolute, and leaves out those that are data", () => {
		const html =
			'<p><img src="i.png" alt="I" title="T"> <img src="data:image/gif;base64,R0lGOD" alt="D"></p>';
		expect(convert(html)).toBe('![I](https://site.example/docs/i.png "T")');
	});

	test.each([
		"javascript:alert(1)",
		" JaVaScRiPt:alert(1)",
		"java\nscript:alert(1)",
		"&#106;avascript:alert(1)",
		"vbscript:x",
		"data:text/html,<script>alert(1)</script>",
		"http://[bad",
	])("keeps only the text of a link to %s", (href) => {
		expect(convert(`<p>a <a href="${href}">b</a></p>`)).toBe("a b");
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
	])("leaves %s out", (html) => {
		expect(convert(`${html}<p>left <a href="/z">z</a></p>`)).toBe("left [z](https://site.example/z)");
	});

	test("drops links that are relative where there is nothing that they are relative to", () => {
		const html = '<p><a href="/x">x</a> <a href="https://y.example/">y</a></p>';
		expect(htmlToMarkdown(html, { baseUrl: "about:blank" })).toBe("x [y](https://y.example/)\n");
	});
});

describe("hostile HTML", () => {
	const many = (html: string, times: number) => html.repeat(times);

	test.each([
		["blocks nested deep", many("<div>", 300_000)],
		["end tags of nothing", many("<div>", 300) + many("x</a>", 300_000)],
		["lists nested deep", many("<ul><li>x", 100_000)],
		[
			"many lines nested deep",
			many("<ul><li>", 100) + many("<blockquote>", 100) + "<pre>" + many("a\n", 500_000),
		],
		["marks nested deep", many("<b><i><a href=/x>y", 30_000)],
		["marks side by side", many("<b>a</b><i>b</i>", 20_000)],
		["very many marks in one", `<b>${many("<i>a</i>b", 100_000)}`],
		["very many pieces of text", many("<x-y>a</x-y><wbr>", 200_000)],
		["very many controls", many("<input type=checkbox><input list=x>", 100_000)],
		["a table with a long row", `<table><tr>${many("<td>x", 20_000)}${many("<tr><td>y", 20_000)}</table>`],
		[
			"cells that span the world",
			`<table>${many("<tr><td colspan=99999999 rowspan=99999999>x", 1000)}</table>`,
		],
		["tables nested deep", many("<table><tr><td>", 20_000)],
		["nothing but spaces", `<p>a${many(" ", 2_000_000)}b<pre>${many(" ", 2_000_000)}`],
		[
			"nothing but characters to escape",
			`<p>${many("*", 200_000)}${many("[", 200_000)}${many("`", 200_000)}`,
		],
		["an attribute without an end", `<p>a</p><a href="${many("x", 4_000_000)}`],
		["a comment without an end", `<p>a</p><!--${many("-", 4_000_000)}`],
		["angle brackets", many("<", 1_000_000)],
		["control characters and half characters", many("\0\ud800\uffff&#0;&#xd800;", 100_000)],
		["tags that close each other", many("<p></b><table></p><i></table></i><td></p>", 20_000)],
	])("is converted in bounded time: %s", (_, html) => {
		expect(convert(html).length).toBeLessThan(8_000_000);
	});

	test("is cut where it is too long", () => {
		const markdown = convert(many("<p>word</p>", 1_000_000));
		expect(markdown.startsWith("word\n\nword")).toBe(true);
		expect(markdown.length).toBeLessThan(1_000_000);
	});
});
