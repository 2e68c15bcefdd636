import { describe, expect, test } from "vitest";
import { problem, type ProblemCode } from "../../../src/domain/problem.ts";
import { ok, refuse } from "../../../src/domain/result.ts";
import { readCrawl } from "../../../src/http/browsr/crawl-model.ts";
import type { CrawledPage } from "../../../src/session/crawl/crawl-report.ts";

const page = (markdown: string): CrawledPage => ({
	url: "https://example.com/",
	depth: 1,
	content: {
		markdown,
		metadata: {
			title: "",
			description: undefined,
			language: undefined,
			sourceURL: "https://example.com/",
			url: "https://example.com/",
			status_code: 200,
			content_type: undefined,
			broken_off: undefined,
			canonical: undefined,
			favicon: undefined,
			site_name: undefined,
			author: undefined,
			published_time: undefined,
			keywords: undefined,
			robots: undefined,
			open_graph: {},
		},
	},
});

/** What becomes of pages at a model that reads ten characters of each, and fails with `failWith` for those that say so. */
async function read(texts: readonly string[], failWith: ProblemCode = "answer_invalid") {
	const asked: string[] = [];
	const make = async (markdown: string) => {
		asked.push(markdown);
		return markdown.includes("bad")
			? refuse(problem(failWith, "It failed."))
			: ok({ summary: markdown, isPageCut: markdown.length > 10 });
	};
	const pages = texts.map(page);
	const outcomes = await readCrawl({ make, maxInputChars: 10 }, pages, new AbortController().signal);
	return { asked, kinds: pages.map((each) => outcomes.get(each)?.kind) };
}

describe("the pages of a crawl at a model", () => {
	test("are read one by one, and one that fails costs the others nothing", async () => {
		const { kinds } = await read(["a", "bad", "c", "d"]);
		expect(kinds).toEqual(["made", "failed", "made", "made"]);
	});

	test.each<ProblemCode>([
		"model_misconfigured",
		"model_rate_limited",
		"model_unavailable",
		"schema_invalid",
	])("are not tried any more after %s", async (code) => {
		const texts = ["bad", "bad", "bad", "d", "e", "f"];
		const { asked, kinds } = await read(texts, code);
		expect(asked).toHaveLength(3);
		expect(kinds).toEqual(texts.map(() => "failed"));
	});

	test("have one budget, of which a page takes as much as is read of it", async () => {
		const { kinds } = await read(Array.from({ length: 23 }, () => "a long page of its own"));
		expect(kinds).toEqual([...Array.from({ length: 20 }, () => "made"), "left", "left", "left"]);
	});
});

test("a page that could not be loaded is not read", async () => {
	const lost: CrawledPage = {
		url: "https://example.com/",
		depth: 1,
		problem: problem("navigation_failed", ""),
	};
	const make = () => Promise.reject(new Error("asked"));
	const outcomes = await readCrawl({ make, maxInputChars: 10 }, [lost], new AbortController().signal);
	expect(outcomes.size).toBe(0);
});
