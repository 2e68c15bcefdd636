import type { Measurement } from "./measurement.ts";
import { type Aim, meets } from "./scenario.ts";
import { median, ratio } from "./statistics.ts";

/** Which of the columns the ratios are of; the aims are for the first by the second. */
export interface Compared {
	readonly subject: string;
	readonly references: readonly string[];
}

/** A line for each figure: the medians, the subject's ratios, and the aim with what has become of it. */
export function tableOf(measurements: readonly Measurement[], { subject, references }: Compared): string {
	const names = [...(measurements[0]?.values.keys() ?? [])];
	const heads = ["", "unit", ...names, ...references.map((name) => `${subject} ÷ ${name}`), "aim", ""];
	const lines = measurements.map((measurement) => {
		const { figure, values } = measurement;
		const medians = names.map((name) => number(median(values.get(name) ?? [])));
		const ratios = references.map((name) => shownRatio(ratioOf(measurement, subject, name)));
		const [first = ""] = references;
		const isMet = figure.aim === undefined || meets(figure.aim, ratioOf(measurement, subject, first));
		return [figure.name, figure.unit, ...medians, ...ratios, shown(figure.aim), isMet ? "" : "✗ MISSED"];
	});
	return aligned([heads, ...lines]);
}

export function missedAims(measurements: readonly Measurement[], { subject, references }: Compared): number {
	const [first = ""] = references;
	return measurements.filter(
		(measurement) =>
			measurement.figure.aim !== undefined &&
			!meets(measurement.figure.aim, ratioOf(measurement, subject, first)),
	).length;
}

const ratioOf = ({ values }: Measurement, subject: string, reference: string): number =>
	ratio(values.get(subject) ?? [], values.get(reference) ?? []);

const number = (value: number): string =>
	value.toLocaleString("en", {
		useGrouping: false,
		maximumFractionDigits: value < 10 ? 3 : value < 100 ? 1 : 0,
	});

/** There is none to what does nothing at all. */
const shownRatio = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "–");

function shown(aim: Aim | undefined): string {
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
