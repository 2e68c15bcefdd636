import { problem } from "../domain/problem.ts";
import { isRecord } from "../lib/json.ts";
import { type LinearPattern, linearPattern } from "../lib/linear-pattern.ts";
import { FORMATS, type Holding, KEYWORDS, REFUSED_KEYWORDS, TYPES } from "./schema-keywords.ts";
import type { WorkBudget } from "./work-budget.ts";

const MOST_LEVELS = 64;
const MOST_PATTERN = 200;
/** Of all patterns of a schema: each takes time to compile. */
const MOST_PATTERNS = 1_000;
/** Steps for each character. */
const MOST_PATTERN_SIZE = 5_000;
/** A longer text matches no pattern and no format. */
const MOST_MATCHED = 2_000;

/** Thrown inside a walk over a schema that can't be used; {@link message} names the place. */
export class SchemaMistake extends Error {
	override readonly name = "SchemaMistake";

	get problem() {
		return problem("schema_invalid", `The JSON Schema can't be used. ${this.message}`);
	}
}

/** Copies a schema for checking answers: nothing but keywords that are known and right, and every look at them counted. */
export class SchemaCopy {
	/** The patterns, by the name of the format that stands for each in the copy. */
	readonly patterns = new Map<string, LinearPattern>();
	readonly #budget: WorkBudget;
	#patternLength = 0;

	constructor(budget: WorkBudget) {
		this.#budget = budget;
	}

	async of(schema: unknown, path = "#", level = 0): Promise<object | boolean> {
		if (typeof schema === "boolean") return schema;
		if (!isRecord(schema)) throw new SchemaMistake(`${path}: must be a schema: an object, true or false.`);
		if (level > MOST_LEVELS) throw new SchemaMistake(`${path}: is nested over ${MOST_LEVELS} levels.`);
		if (path !== "#" && schema["$id"] !== undefined)
			throw new SchemaMistake(`${path}/$id: only the root may have one.`);
		const copied: [string, unknown][] = [];
		const extra: object[] = [];
		for (const [keyword, value] of Object.entries(schema)) {
			const place = `${path}/${keyword}`;
			if (REFUSED_KEYWORDS.has(keyword)) throw new SchemaMistake(`${place}: is not supported.`);
			const holding = KEYWORDS.get(keyword);
			if (holding === undefined) continue;
			if (holding === "pattern") extra.push(this.#onShortText(await this.#pattern(value, place)));
			else if (holding === "format") {
				if (typeof value !== "string") throw new SchemaMistake(`${place}: must be a string.`);
				if (FORMATS.has(value)) extra.push(this.#onShortText(value));
			} else copied.push([keyword, await this.#holding(holding, value, place, level + 1)]);
		}
		const all = Object.fromEntries(copied);
		if (extra.length > 0) {
			const given: readonly unknown[] = Array.isArray(all["allOf"]) ? Array.from(all["allOf"]) : [];
			all["allOf"] = this.#budget.counted([...given, ...extra]);
		}
		return this.#budget.counted(all);
	}

	/** What a keyword holds, where it may hold that. */
	async #holding(holding: Holding, value: unknown, place: string, level: number): Promise<unknown> {
		switch (holding) {
			case "schema":
				return this.of(value, place, level);
			case "schema or schemas":
				return Array.isArray(value) ? this.#each(value, place, level) : this.of(value, place, level);
			case "schemas":
				if (!Array.isArray(value) || value.length === 0)
					throw new SchemaMistake(`${place}: must be a list of schemas.`);
				return this.#each(value, place, level);
			case "schemas by name": {
				const copied: [string, unknown][] = [];
				for (const [name, schema] of entriesOf(value, place))
					copied.push([name, await this.of(schema, `${place}/${name.slice(0, 60)}`, level)]);
				return this.#budget.counted(Object.fromEntries(copied));
			}
			case "names by name": {
				const copied = entriesOf(value, place).map(([name, names]) => [name, namesOf(names, place)] as const);
				return this.#budget.counted(Object.fromEntries(copied));
			}
			case "names":
				return this.#budget.counted(namesOf(value, place));
			case "values":
				if (!Array.isArray(value)) throw new SchemaMistake(`${place}: must be a list.`);
				return this.#budget.counted(value.map((each: unknown) => this.#budget.countedDeep(each)));
			case "value":
				return this.#budget.countedDeep(value);
			default:
				return plain(holding, value, place);
		}
	}

	async #each(schemas: readonly unknown[], place: string, level: number): Promise<object> {
		const copied: unknown[] = [];
		for (const [at, schema] of schemas.entries()) copied.push(await this.of(schema, `${place}/${at}`, level));
		return this.#budget.counted(copied);
	}

	/** The name of the format that stands for a pattern. */
	async #pattern(source: unknown, place: string): Promise<string> {
		if (typeof source !== "string") throw new SchemaMistake(`${place}: must be a string.`);
		this.#patternLength += source.length;
		if (source.length > MOST_PATTERN || this.#patternLength > MOST_PATTERNS)
			throw new SchemaMistake(
				`${place}: a pattern may have ${MOST_PATTERN} characters, and all together ${MOST_PATTERNS}.`,
			);
		const name = `pattern ${source}`;
		const pattern = this.patterns.get(name) ?? (await linearPattern(source));
		if (pattern === undefined)
			throw new SchemaMistake(`${place}: is no pattern, or one with look-around or back references.`);
		if (pattern.size > MOST_PATTERN_SIZE) throw new SchemaMistake(`${place}: repeats too much.`);
		this.patterns.set(name, pattern);
		return name;
	}

	#onShortText(format: string): object {
		const short = this.#budget.counted({ maxLength: MOST_MATCHED });
		const matched = this.#budget.counted({ format });
		const parts = new Map<string, object | boolean>([
			["if", short],
			["then", matched],
			["else", false],
		]);
		return this.#budget.counted<object>(Object.fromEntries(parts));
	}
}

function plain(
	holding: Exclude<Holding, `${string}schema${string}` | `names${string}` | "values" | "value">,
	value: unknown,
	place: string,
): unknown {
	const wanted: Readonly<Record<typeof holding, boolean>> = {
		number: typeof value === "number",
		boolean: typeof value === "boolean",
		// The second in draft 4.
		"number or boolean": typeof value === "number" || typeof value === "boolean",
		type: [value].flat().every((type) => typeof type === "string" && TYPES.has(type)),
		reference: typeof value === "string" && (value === "#" || value.startsWith("#/")),
		pattern: false,
		format: false,
	};
	if (wanted[holding]) return value;
	throw new SchemaMistake(
		holding === "reference"
			? `${place}: only references within the schema are followed, such as #/$defs/name.`
			: `${place}: must be a ${holding}.`,
	);
}

function entriesOf(value: unknown, place: string): readonly [string, unknown][] {
	if (!isRecord(value)) throw new SchemaMistake(`${place}: must be an object.`);
	return Object.entries(value);
}

function namesOf(value: unknown, place: string): readonly string[] {
	const names: readonly unknown[] = Array.isArray(value) ? Array.from(value) : [undefined];
	if (names.every((name) => typeof name === "string")) return names;
	throw new SchemaMistake(`${place}: must be a list of names.`);
}
