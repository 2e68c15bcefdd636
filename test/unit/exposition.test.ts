import { describe, expect, test } from "vitest";
import { expose, histogram } from "../../src/lib/exposition.ts";

describe("the exposition", () => {
	test("has help, type and samples of each metric, and ends with a line feed", () => {
		const text = expose([
			{
				name: "things",
				type: "gauge",
				help: "Things.",
				samples: [{ value: 2 }, { labels: { a: "1", b: "2" }, value: 0.5 }],
			},
			{ name: "events_total", type: "counter", help: "Events.", samples: [] },
		]);
		expect(text).toBe(`# HELP things Things.
# TYPE things gauge
things 2
things{a="1",b="2"} 0.5
# HELP events_total Events.
# TYPE events_total counter
`);
	});

	test("escapes what would end a label or a line", () => {
		const samples = [{ labels: { text: 'a\\b"c\nd\\n' }, value: 1 }];
		expect(expose([{ name: "x", type: "gauge", help: 'back\\slash "quoted"\nnext', samples }])).toBe(
			String.raw`# HELP x back\\slash "quoted"\nnext` +
				"\n# TYPE x gauge\n" +
				String.raw`x{text="a\\b\"c\nd\\n"} 1` +
				"\n",
		);
	});

	test("adds a histogram's buckets up, the last being without bound", () => {
		const buckets = [
			{ atMost: 0.25, count: 1 },
			{ atMost: 1, count: 0 },
			{ atMost: 10, count: 3 },
		];
		const samples = histogram(buckets, 31.5, 6);
		expect(expose([{ name: "s", type: "histogram", help: "S.", samples }])).toBe(`# HELP s S.
# TYPE s histogram
s_bucket{le="0.25"} 1
s_bucket{le="1"} 1
s_bucket{le="10"} 4
s_bucket{le="+Inf"} 6
s_sum 31.5
s_count 6
`);
	});
});
