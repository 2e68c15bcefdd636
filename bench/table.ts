import type { Measurement } from "./measurement.ts";
import { type Aim, meets } from "./scenario.ts";
import { median, ratio, ratios, spread } from "./statistics.ts";

/** Which of the columns the ratios are of; the aims are for the first by the second. */
export interface Compared {
	readonly subject: string;
	readonly references: readonly string[];
}

/** A line for each figure: the medians, the subject's spread and ratios, and the aim with what has become of it. */
export function tableOf(measurements: readonly Measurement[], { subject, references }: Compared): string {
	const names = [...(measurements[0]?.values.keys() ?? [])];
	const heads = ["", "unit", ...names, "±", ...references.map((name) => `${subject} ÷ ${name}`), "aim", ""];
	const lines = measurements.map((measurement) => {
		const { figure, values } = measurement;
		const medians = names.map((name) => medianOf(measurement, name));
		const shownRatios = references.map((name) => shownRatio(ratioOf(measurement, subject, name)));
		const outcome = outcomeOf(measurement, { subject, references });
		const shownSpread = percent(spread(values.get(subject) ?? []));
		return [figure.name, figure.unit, ...medians, shownSpread, ...shownRatios, shownAim(figure.aim), outcome];
	});
	return aligned([heads, ...lines]);
}

/** A line for each figure and column but the first: its ratio to that one, and how far the ratios of the rounds lie apart. */
export function pairsTableOf(measurements: readonly Measurement[]): string {
	const lines = measurements.flatMap((measurement) => {
		const { figure, values } = measurement;
		const [base = "", ...others] = values.keys();
		return others.map((name) => {
			const pairs = ratios(values.get(name) ?? [], values.get(base) ?? []);
			const shown = [medianOf(measurement, base), medianOf(measurement, name)];
			return [
				figure.name,
				figure.unit,
				name,
				...shown,
				String(pairs.length),
				shownRatio(median(pairs)),
				percent(spread(pairs)),
			];
		});
	});
	const base = [...(measurements[0]?.values.keys() ?? [])][0] ?? "";
	return aligned([["", "unit", "", base, "median", "pairs", `÷ ${base}`, "±"], ...lines]);
}

export function missedAims(measurements: readonly Measurement[], compared: Compared): number {
	return measurements.filter((measurement) => outcomeOf(measurement, compared) === MISSED).length;
}

/** Of each figure and backend that has samples enough. */
export const spreadsOf = (measurements: readonly Measurement[]): readonly number[] =>
	measurements.flatMap(({ values }) =>
		[...values.values()].filter((samples) => samples.length > 2).map((samples) => spread(samples)),
	);

const MISSED = "✗ MISSED";
const FAILED = "failed";

function outcomeOf(measurement: Measurement, { subject, references }: Compared): string {
	const [first = ""] = references;
	const { figure, failures } = measurement;
	if (failures.has(subject)) return "✗ FAILED";
	if (figure.aim === undefined || failures.has(first)) return "";
	return meets(figure.aim, ratioOf(measurement, subject, first)) ? "" : MISSED;
}

const medianOf = ({ values, failures }: Measurement, name: string): string =>
	failures.has(name) ? FAILED : number(median(values.get(name) ?? []));

const ratioOf = ({ values, failures }: Measurement, subject: string, reference: string): number =>
	failures.has(subject) || failures.has(reference)
		? Number.NaN
		: ratio(values.get(subject) ?? [], values.get(reference) ?? []);

const number = (value: number): string =>
	value.toLocaleString("en", {
		useGrouping: false,
		maximumFractionDigits: value < 10 ? 3 : value < 100 ? 1 : 0,
	});

const percent = (share: number): string => (Number.isFinite(share) ? `${Math.round(share * 100)} %` : "–");

/** There is none to what does nothing at all. */
const shownRatio = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "–");

function shownAim(aim: Aim | undefined): string {
	if (aim === undefined) return "";
	return "atMost" in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map((row) => (row[column] ?? "").length)),
	);
	const line = (row: readonly string[]) =>
		row.map((cell, column) =>
			column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
		);
	return rows.map((row) => line(row).join("  ").trimEnd()).join("\n");
}
