import { describe, expect, test } from "vitest";
import { readSchema } from "../../../src/model/answer-schema.ts";

/** Whether a value is right by a schema; the code of the refusal where that can't be found out. */
async function judge(schema: unknown, value: unknown): Promise<boolean | string> {
	const read = await readSchema(schema);
	if (!read.ok) return read.problem.code;
	const mistakes = read.value.mistakesOf(value);
	return mistakes.ok ? mistakes.value.length === 0 : mistakes.problem.code;
}

const person = {
	type: "object",
	properties: { name: { type: "string" }, age: { type: ["integer", "null"], minimum: 0 } },
	required: ["name"],
	additionalProperties: false,
};

describe("values are right or wrong by", () => {
	test.each([
		["an object's fields", person, { name: "Ada", age: 36 }, true],
		["a field that is missing", person, { age: 36 }, false],
		["a field too many", person, { name: "Ada", email: "a@b" }, false],
		["a field named like what every object has", person, { name: "Ada", constructor: 1 }, false],
		["a property that only a prototype has", { properties: { toString: { type: "string" } } }, {}, true],
		["a number below the least", person, { name: "Ada", age: -1 }, false],
		["enumerated texts", { enum: ["a", "b"] }, "c", false],
		["enumerated objects", { enum: [{ a: [1] }, { a: [2] }] }, { a: [2] }, true],
		["a constant object", { const: { a: 1 } }, { a: 2 }, false],
		["all of several", { allOf: [{ minimum: 1 }, { maximum: 3 }] }, 4, false],
		["one of several", { oneOf: [{ minimum: 1 }, { maximum: 3 }] }, 2, false],
		["not", { not: { type: "string" } }, "x", false],
		["if and else", { if: { type: "number" }, else: { minLength: 2 } }, "x", false],
		["definitions", { $defs: { p: person }, items: { $ref: "#/$defs/p" } }, [{ name: 1 }], false],
		["a schema in itself", { items: { $ref: "#" }, maxItems: 2 }, [[[], [], []]], false],
		["dependent fields", { dependentRequired: { a: ["b"] } }, { a: 1 }, false],
		["unevaluated fields", { properties: { a: {} }, unevaluatedProperties: false }, { b: 1 }, false],
		["items that repeat", { uniqueItems: true }, [{ a: 1 }, { a: 1 }], false],
		["a tuple", { prefixItems: [{ type: "string" }], items: false }, ["a", 1], false],
		["a pattern", { pattern: "^\\d{4}-\\d{2}$" }, "2026-11", true],
		["a pattern that does not match", { pattern: "^\\d{4}-\\d{2}$" }, "2026-1", false],
		["a pattern in letters of JavaScript", { pattern: "^caf\\u00e9\\/$" }, "café/", true],
		["a pattern beside others", { allOf: [{ minLength: 3 }], pattern: "^a" }, "ab", false],
		["a pattern of what is no text", { pattern: "^a" }, 5, true],
		["a pattern of a text too long to match", { pattern: "^a*$" }, "a".repeat(2_001), false],
		["a long text without a pattern", { type: "string" }, "a".repeat(100_000), true],
		["a date", { format: "date" }, "2026-02-30", false],
		["an e-mail", { format: "email" }, "ada@example.com", true],
		["a format that nobody knows", { format: "colour" }, "mud", true],
		[
			"bounds of draft 4",
			{ $schema: "http://json-schema.org/draft-04/schema#", minimum: 1, exclusiveMinimum: true },
			1,
			false,
		],
		["words that say nothing about it", { title: "T", description: "D", "x-order": [{ type: 5 }] }, 1, true],
		[
			"an address of the schema's own",
			{ $id: "https://a.example/s", $ref: "#/$defs/a", $defs: { a: { type: "null" } } },
			1,
			false,
		],
	])("%s", async (_, schema, value, isRight) => {
		expect(await judge(schema, value)).toBe(isRight);
	});
});

const nested = (levels: number) => {
	let schema: object = {};
	for (let level = 0; level < levels; level += 1) schema = { properties: { a: schema } };
	return schema;
};

describe("a schema is refused", () => {
	test.each([
		["that is none", [], "#: must be an object"],
		["with a keyword that holds nonsense", { properties: { a: { type: "text" } } }, "#/properties/a/type"],
		["with a list that is none", { required: "name" }, "#/required"],
		["with a reference elsewhere", { $ref: "https://a.example/s.json" }, "within the schema"],
		["with a reference to nothing", { $ref: "#/$defs/none" }, "leads nowhere"],
		["that refers to itself", { $ref: "#" }, "in circles"],
		["that refers to itself by way of another", { allOf: [{ anyOf: [{ $ref: "#" }] }] }, "in circles"],
		["that is nested too deep", nested(70), "nested over 64 levels"],
		["that is nested far too deep", nested(3_000), "nested over 64 levels"],
		["that is too long", { description: "x".repeat(70_000) }, "65536 are the most"],
		["with a pattern that looks around", { pattern: "(?=a)b" }, "look-around"],
		["with a pattern that refers back", { pattern: "(a)\\1" }, "back references"],
		["with a pattern that is none", { pattern: "(" }, "is no pattern"],
		["with a pattern that is too long", { pattern: "a".repeat(201) }, "200 characters"],
		["with a pattern that repeats too much", { pattern: "a{1000}".repeat(9) }, "repeats too much"],
		["with patterns for names", { patternProperties: { "^(a+)+$": {} } }, "patternProperties"],
		["with an address in its middle", { properties: { a: { $id: "https://a.example" } } }, "only the root"],
	])("%s", async (_, schema, words) => {
		expect(await readSchema(schema)).toMatchObject({
			ok: false,
			problem: { code: "schema_invalid", message: expect.stringContaining(words) },
		});
	});
});

const twice = (schema: object) => [schema, schema];

/** Each level looks at the one below twice. */
const doubling = Object.fromEntries(
	Array.from({ length: 40 }, (_, at) => [`d${at}`, { allOf: twice({ $ref: `#/$defs/d${at + 1}` }) }]),
);

const deep = (levels: number): unknown => {
	let value: unknown = [];
	for (let level = 0; level < levels; level += 1) value = [value];
	return value;
};

describe("no schema stalls:", () => {
	test.each([
		["branches that double", { $ref: "#/$defs/d0", $defs: { ...doubling, d40: {} } }, 1, "schema_invalid"],
		[
			"branches that double with each level of the answer",
			{ anyOf: [{ items: { $ref: "#" } }, { items: { $ref: "#" } }], not: {} },
			deep(40),
			"schema_invalid",
		],
		[
			"a great many items that must differ",
			{ uniqueItems: true },
			Array.from({ length: 100_000 }, (_, at) => at),
			"schema_invalid",
		],
		["a pattern that takes others exponential time", { pattern: "^(a+)+$" }, `${"a".repeat(1_999)}b`, false],
		["a pattern that takes others polynomial time", { pattern: "a*a*a*a*a*a*a*c" }, "a".repeat(2_000), false],
		[
			"many lengths of a long text",
			{ anyOf: Array.from({ length: 2_000 }, () => ({ minLength: 9e9 })) },
			"a".repeat(200_000),
			"schema_invalid",
		],
		[
			"many texts for a long pattern",
			{ items: { pattern: "(a|b|ab)*".repeat(20) } },
			Array(9_000).fill("ab".repeat(900)),
			"schema_invalid",
		],
		["a format of a hostile text", { format: "uri" }, `http://${"a.".repeat(990)}`, true],
	])("%s", async (_, schema, value, outcome) => {
		expect(await judge(schema, value)).toBe(outcome);
	});
});

test("what is wrong is said by place, ten places at most", async () => {
	const read = await readSchema({ items: person });
	const mistakes = read.ok && read.value.mistakesOf([{ name: 1 }, ...Array.from({ length: 40 }, () => ({}))]);
	expect(mistakes).toMatchObject({
		ok: true,
		value: expect.arrayContaining([expect.stringContaining("#/0/name")]),
	});
	expect(mistakes && mistakes.ok && mistakes.value).toHaveLength(10);
});

test("one schema's patterns are nothing to another", async () => {
	const first = await readSchema({ pattern: "^a$" });
	const second = await readSchema({ pattern: "^b$" });
	expect(first.ok && first.value.mistakesOf("a")).toEqual({ ok: true, value: [] });
	expect(second.ok && second.value.mistakesOf("b")).toEqual({ ok: true, value: [] });
});
