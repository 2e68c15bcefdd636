import { format, type SchemaDraft, Validator } from "@cfworker/json-schema";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { isRecord } from "../lib/json.ts";
import { SchemaCopy, SchemaMistake } from "./schema-copy.ts";
import { WorkBudget } from "./work-budget.ts";

/** Of the schema as JSON. */
const MOST_SCHEMA = 65_536;
const MOST_MISTAKES = 10;

/** What an answer has to be like. */
export interface AnswerSchema {
	/** As JSON, for the model. */
	readonly json: string;
	readonly given: Record<string, unknown>;
	/**
	 * What is wrong with a value, by place; none for a right one. Refuses with `schema_invalid` where that can't be found
	 * out within bounds.
	 */
	mistakesOf(value: unknown): Result<readonly string[]>;
}

/** Reads a JSON Schema of a stranger. Refuses with `schema_invalid`, naming the place. */
export async function readSchema(given: unknown): Promise<Result<AnswerSchema>> {
	const budget = new WorkBudget();
	const copy = new SchemaCopy(budget);
	try {
		if (!isRecord(given)) throw new SchemaMistake("#: must be an object.");
		const copied = await copy.of(given);
		const json = JSON.stringify(given);
		if (json.length > MOST_SCHEMA)
			throw new SchemaMistake(`#: has ${json.length} characters; ${MOST_SCHEMA} are the most.`);
		budget.refill();
		const validator = new Validator(copied, draftOf(given["$schema"]), false);
		const mistakesOf = (value: unknown) => check(value, validator, copy, budget);
		// References that lead nowhere, or in circles, show on any value.
		const tried = mistakesOf(null);
		return tried.ok ? ok({ json, given, mistakesOf }) : tried;
	} catch (fault) {
		return refuse(fault instanceof SchemaMistake ? fault.problem : uncheckable(fault));
	}
}

function check(
	value: unknown,
	validator: Validator,
	{ patterns }: SchemaCopy,
	budget: WorkBudget,
): Result<readonly string[]> {
	budget.refill();
	budget.longestText = longestText(value);
	for (const [name, pattern] of patterns)
		// The library has one list of formats for all; it is as before when this is over, which no other check comes between.
		format[name] = (text) => {
			budget.spend((text.length * pattern.size) / STEPS_A_LOOK);
			return pattern.test(text);
		};
	try {
		const { errors } = validator.validate(budget.countedDeep(value));
		const mistakes = errors
			.filter(({ keyword }) => !OF_OTHERS.has(keyword))
			.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`.slice(0, MOST_MISTAKE));
		return ok([...new Set(mistakes)].slice(0, MOST_MISTAKES));
	} catch (fault) {
		return refuse(uncheckable(fault));
	} finally {
		for (const name of patterns.keys()) delete format[name];
	}
}

const STEPS_A_LOOK = 16;
const MOST_MISTAKE = 300;

/** What is reported beside the mistake that it comes of. */
const OF_OTHERS: ReadonlySet<string> = new Set(["$ref", "allOf", "if", "properties", "items", "prefixItems"]);

/** The library's word for a reference to nothing begins so, and lists all that there is. */
const UNRESOLVED = "Unresolved $ref";

function uncheckable(fault: unknown) {
	const isUnresolved = fault instanceof Error && fault.message.startsWith(UNRESOLVED);
	const why = isUnresolved
		? "A $ref leads nowhere."
		: "It refers to itself in circles, or checking an answer takes too long.";
	return problem("schema_invalid", `The JSON Schema can't be used. ${why}`);
}

function draftOf($schema: unknown): SchemaDraft {
	if (typeof $schema !== "string") return "2020-12";
	if ($schema.includes("draft-04")) return "4";
	if (/draft-0[67]/.test($schema)) return "7";
	return $schema.includes("2019-09") ? "2019-09" : "2020-12";
}

function longestText(value: unknown): number {
	if (typeof value === "string") return value.length;
	if (typeof value !== "object" || value === null) return 0;
	let longest = 0;
	for (const each of Object.values(value)) longest = Math.max(longest, longestText(each));
	return longest;
}
