import { describe, expect, test } from "vitest";
import { decodeText, readDocument } from "../../../src/content/plain-document.ts";

const URL_OF_PAGE = "https://site.example/a/b";

describe("a document that no browser has loaded", () => {
	test.each([
		[
			"<a href='c'>1</a><a href=/d?e&amp;f>2</a><area href='//o.example/'>",
			["https://site.example/a/c", "https://site.example/d?e&f", "https://o.example/"],
		],
		["<base href='/x/'><base href='/y/'><a href='c'>1</a>", ["https://site.example/x/c"]],
		["<a href='c'>1</a><a href='./c'>2</a>", ["https://site.example/a/c"]],
		["<a href='javascript:x()'>1</a><a href='mailto:a@b'>2</a><a href='http://['>3</a><a>4</a>", []],
		["<!-- <a href='c'> --><script>'<a href=c>'</script><link href='c'><img src='c'>", []],
	])("leads where its links do: %s", (html, links) => {
		expect(readDocument(html, URL_OF_PAGE).links).toEqual(links);
	});

	test.each([
		["<title> One\n &amp; two </title><svg><title>No</title></svg>", "One & two"],
		["<title></title><title>No</title>", ""],
		["<p>None", ""],
	])("has the title of %s", (html, title) => {
		expect(readDocument(html, URL_OF_PAGE).title).toBe(title);
	});

	test("says who wrote it, and what it is about", () => {
		const html =
			"<meta name=Description content=' What\n it is '><meta name=author content=A><meta name=author content=B>";
		expect(readDocument(html, URL_OF_PAGE)).toMatchObject({ description: "What it is", author: "A" });
	});

	test("of very many links has so many", () => {
		const html = Array.from({ length: 6_000 }, (_, at) => `<a href="/${at}">`).join("");
		expect(readDocument(html, URL_OF_PAGE).links).toHaveLength(5_000);
	});
});

describe("bytes become text", () => {
	const latin = Uint8Array.from([0xe4]);
	const text = (start: string) => Uint8Array.from([...new TextEncoder().encode(start), ...latin]);
	test.each([
		["by their type", latin, "text/html; charset=ISO-8859-1", "ä"],
		["by their document", text("<meta charset=latin1>"), "text/html", "<meta charset=latin1>ä"],
		[
			"by their document's older way",
			text('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
			"text/html",
			'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">ä',
		],
		["by their mark", Uint8Array.from([0xff, 0xfe, 0x41, 0]), "text/html; charset=latin1", "A"],
		["as UTF-8 otherwise", new TextEncoder().encode("ä"), "text/html", "ä"],
		["as UTF-8 where the encoding is none", new TextEncoder().encode("ä"), "text/html; charset=none", "ä"],
	])("%s", (_, bytes, contentType, expected) => {
		expect(decodeText(bytes, contentType)).toBe(expected);
	});
});
