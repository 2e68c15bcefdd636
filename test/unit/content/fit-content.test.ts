import { describe, expect, test } from "vitest";
import { fitContent } from "../../../src/content/fit-content.ts";
import { sizeOnWire } from "../../../src/lib/json.ts";

describe("content that has to fit", () => {
	test("stays as it is where it does", () => {
		const content = { markdown: "text", links: ["a"], images: undefined };
		expect(fitContent(content, 100)).toMatchObject({
			content: { markdown: "text", links: ["a"] },
			truncated: [],
		});
	});

	test("has its texts cut and the rest left out, field after field", () => {
		const content = {
			metadata: { title: "x" },
			markdown: "m".repeat(200),
			links: ["l".repeat(50)],
			html: "h",
		};
		const { content: fitted, truncated, size } = fitContent(content, 100);
		expect(truncated).toEqual(["markdown", "links", "html"]);
		expect(fitted.metadata).toEqual({ title: "x" });
		expect(fitted.markdown).toMatch(/^m{50,100}$/);
		expect(fitted.links).toBe(undefined);
		expect(size).toBeLessThan(110);
	});

	test.each(["\u{1F600}".repeat(100), "ä\n".repeat(100), '"'.repeat(100), "日".repeat(100)])(
		"is not cut inside a character, nor counted as less than it takes: %j",
		(text) => {
			const { content, size } = fitContent({ text }, 100);
			expect(content.text.isWellFormed()).toBe(true);
			expect(sizeOnWire(content.text)).toBe(size);
			expect(size).toBeLessThanOrEqual(110);
			expect(content.text.length).toBeGreaterThan(10);
		},
	);
});
