/** Reads Prometheus' text format 0.0.4 as strictly as its specification says, and throws at what breaks its rules. */

const METRIC = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const COMMENT = new RegExp(`^# (HELP|TYPE) (${METRIC}) (.*)$`);
const SAMPLE = new RegExp(`^(${METRIC})(?:\\{(.*)\\})? (\\S+)$`);
const VALUE = /^(?:[+-]Inf|NaN|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const LABELS = /^(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\"n])*"(?:,(?!$)|$))*$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"/g;

const SUFFIXES: Readonly<Record<string, RegExp>> = {
	counter: /^$/,
	gauge: /^$/,
	histogram: /^_(?:bucket|sum|count)$/,
};

export interface Exposition {
	/** The type of each metric that has help and a type. */
	readonly types: ReadonlyMap<string, string>;
	/** Each value by its series, as it is written: `name{label="value"}`. */
	readonly values: ReadonlyMap<string, number>;
}

export function parseExposition(text: string): Exposition {
	if (!text.endsWith("\n")) throw new Error("the last line has no end");
	const helped = new Set<string>();
	const types = new Map<string, string>();
	const values = new Map<string, number>();
	let family = "";
	for (const line of text.slice(0, -1).split("\n")) {
		const [, kind, described = "", rest = ""] = COMMENT.exec(line) ?? [];
		if (kind === "HELP") {
			if (helped.has(described)) throw new Error(`a second HELP: ${line}`);
			if (rest === "" || /\\(?![\\n])/.test(rest.replaceAll("\\\\", "")))
				throw new Error(`bad help: ${line}`);
			helped.add(described);
		} else if (kind === "TYPE") {
			if (types.has(described) || !helped.has(described)) throw new Error(`a TYPE out of order: ${line}`);
			if (SUFFIXES[rest] === undefined) throw new Error(`an unknown type: ${line}`);
			if ((rest === "counter") !== described.endsWith("_total")) throw new Error(`a bad name: ${line}`);
			types.set(described, rest);
			family = described;
		} else {
			const [series, value] = readSample(line, family, types.get(family) ?? "");
			if (values.has(series)) throw new Error(`a series twice: ${line}`);
			values.set(series, value);
		}
	}
	for (const [name, type] of types) if (type === "histogram") checkHistogram(name, values);
	return { types, values };
}

/** The series that a line is of, and its value. */
function readSample(line: string, family: string, type: string): readonly [string, number] {
	const [, name, labels = "", value = ""] = SAMPLE.exec(line) ?? [];
	if (name === undefined || !VALUE.test(value) || !LABELS.test(labels)) throw new Error(`no sample: ${line}`);
	if (!name.startsWith(family) || SUFFIXES[type]?.test(name.slice(family.length)) !== true)
		throw new Error(`a sample outside its metric: ${line}`);
	const names = [...labels.matchAll(LABEL)].map(([, label]) => label);
	if (new Set(names).size !== names.length) throw new Error(`a label twice: ${line}`);
	return [labels === "" ? name : `${name}{${labels}}`, Number(value)];
}

/** Buckets ascend, their counts never fall, and the last is without bound and as large as the count. */
function checkHistogram(name: string, values: ReadonlyMap<string, number>): void {
	const buckets = [...values]
		.filter(([series]) => series.startsWith(`${name}_bucket{`))
		.map(([series, count]) => {
			const bound = /le="([^"]+)"/.exec(series)?.[1];
			return { bound: bound === "+Inf" ? Number.POSITIVE_INFINITY : Number(bound), count };
		});
	const isOrdered = buckets.every(({ bound, count }, index) => {
		const before = buckets[index - 1];
		return before === undefined || (bound > before.bound && count >= before.count);
	});
	const last = buckets.at(-1);
	if (!isOrdered || last?.bound !== Number.POSITIVE_INFINITY || last.count !== values.get(`${name}_count`))
		throw new Error(`bad buckets of ${name}: ${JSON.stringify(buckets)}`);
	if (!values.has(`${name}_sum`)) throw new Error(`no sum of ${name}`);
}
