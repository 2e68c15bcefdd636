import { describe, expect, test } from "vitest";
import { z } from "zod";
import { knownFields, unknownField } from "../../src/lib/known-fields.ts";

const schema = knownFields({
	keep_alive: z.number().optional(),
	fullPage: z.boolean().optional(),
	inner: knownFields({ click_count: z.number().optional() }).optional(),
});

const refusal = (given: unknown) => {
	const [issue] = schema.safeParse(given).error?.issues ?? [];
	return [issue?.path.join("."), issue?.message];
};

describe("an object of known fields", () => {
	test.each([
		[{ keep_alive: 1 }, { keep_alive: 1 }],
		[{ keepAlive: 1 }, { keep_alive: 1 }],
		[{ "keep-alive": 1 }, { keep_alive: 1 }],
		[{ full_page: true }, { fullPage: true }],
		[{ inner: { clickCount: 2 } }, { inner: { click_count: 2 } }],
		[{ keep_alive: null, unknown: null }, {}],
	])("takes %j", (given, taken) => {
		expect(schema.parse(given)).toEqual(taken);
	});

	test.each([
		[{ keepAlvie: 1 }, "", 'unknown field "keepAlvie". Did you mean keep_alive?'],
		[{ xyzzy: 1 }, "", 'unknown field "xyzzy". Known fields: keep_alive, fullPage, inner.'],
		[{ inner: { clikCount: 1 } }, "inner", 'unknown field "clikCount". Did you mean click_count?'],
		[{ keep_alive: 1, keepAlive: 2 }, "", 'unknown field "keepAlive". Did you mean keep_alive?'],
		[{ keepAlive: 1, "keep-alive": 2 }, "", 'unknown field "keep-alive". Did you mean keep_alive?'],
		[{ constructor: 1 }, "", expect.stringContaining('unknown field "constructor".')],
		["text", "", expect.stringContaining("expected object")],
		[[], "", expect.stringContaining("expected object")],
	])("refuses %j", (given, path, message) => {
		expect(refusal(given)).toEqual([path, message]);
	});

	test("shows the start of a long name", () => {
		const [, message = ""] = refusal({ [`keep_alive${"e".repeat(1_000_000)}`]: 1 });
		expect(message.length).toBeLessThan(150);
	});

	test("without any fields says so", () => {
		const { error } = z.strictObject({}, { error: unknownField }).safeParse({ a: 1 });
		expect(error?.issues[0]?.message).toBe('unknown field "a". It takes no fields.');
	});
});
