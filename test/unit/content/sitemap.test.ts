import { describe, expect, test } from "vitest";
import { Sitemap, type SitemapPage } from "../../../src/content/sitemap.ts";

/** What a sitemap says whose text comes in pieces of so many characters. */
function read(text: string, pieceLength = text.length, most = Infinity) {
	const pages: SitemapPage[] = [];
	const sitemaps: string[] = [];
	const sitemap = new Sitemap({
		page: (page) => pages.push(page) < most,
		sitemap: (url) => sitemaps.push(url) < most,
	});
	for (let at = 0; at < text.length; at += pieceLength) sitemap.write(text.slice(at, at + pieceLength));
	sitemap.end();
	return { pages: pages.map(({ url }) => url), times: pages.map((page) => page.lastModified), sitemaps };
}

const HEAD =
	'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">';

describe("a sitemap", () => {
	const text = `${HEAD}
		<!-- <url><loc>https://site.example/comment</loc></url> -->
		<url><loc> https://site.example/a?b=1&amp;c=2 </loc><lastmod>2026-11-01</lastmod><priority>1</priority></url>
		<url><lastmod>2026-11-02T03:04:05+01:00</lastmod><loc><![CDATA[https://site.example/b]]></loc>
			<image:image><image:loc>https://site.example/picture.png</image:loc></image:image></url>
		<url><loc>https://site.example/c</loc><lastmod>lately</lastmod></url>
		<url><loc></loc></url></urlset>`;
	const pages = ["https://site.example/a?b=1&c=2", "https://site.example/b", "https://site.example/c"];

	test.each([1, 7, 100_000])("is read in pieces of %s characters", (pieceLength) => {
		expect(read(text, pieceLength)).toEqual({
			pages,
			times: [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 2, 2, 4, 5), undefined],
			sitemaps: [],
		});
	});

	test("is read until that is enough", () => {
		expect(read(text, 7, 1).pages).toEqual(pages.slice(0, 1));
		expect(read(text, text.length, 1).pages).toEqual(pages.slice(0, 1));
	});

	test("that is an index names others", () => {
		const index = `<sitemapindex><sitemap><loc>https://site.example/1.xml.gz</loc></sitemap>
			<sitemap><loc>/2.xml</loc><lastmod>2026</lastmod></sitemap></sitemapindex>`;
		expect(read(index, 5)).toMatchObject({
			pages: [],
			sitemaps: ["https://site.example/1.xml.gz", "/2.xml"],
		});
	});

	test("may be lines of text", () => {
		const lines = "\uFEFFhttps://site.example/a\r\n\r\nno address\nhttps://site.example/b";
		expect(read(lines, 3).pages).toEqual(["https://site.example/a", "https://site.example/b"]);
	});

	test.each([
		["<sm:urlset><sm:url><sm:loc>https://a.example/</sm:loc></sm:url></sm:urlset>", ["https://a.example/"]],
		["<urlset><url><loc>https://a.example/</loc>", ["https://a.example/"]],
		['<!DOCTYPE x [<!ENTITY e "https://a.example/">]><urlset><url><loc>&e;</loc></url></urlset>', ["&e;"]],
		["<html><body><a href='/'>not found</a></body></html>", []],
		["", []],
	])("of another form is taken as it is: %j", (written, found) => {
		expect(read(written).pages).toEqual(found);
	});

	test("with an endless address keeps the beginning of it", () => {
		const [url = ""] = read(`<url><loc>${"a".repeat(5_000_000)}</loc></url>`, 10_000).pages;
		expect(url.length).toBeLessThan(2_010);
	});
});
