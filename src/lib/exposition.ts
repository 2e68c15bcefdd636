/*
 * Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). No library: prom-client
 * keeps the counters itself, whose truth is elsewhere here, and needs a good part of Node.
 */

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export interface Sample {
	/** What stands behind the family's name; histograms have samples with several. */
	readonly suffix?: "_bucket" | "_sum" | "_count";
	readonly labels?: Readonly<Record<string, string>>;
	readonly value: number;
}

/** A metric: its name, what it tells, and its values. */
export interface Family {
	readonly name: string;
	readonly type: "counter" | "gauge" | "histogram";
	readonly help: string;
	readonly samples: readonly Sample[];
}

export interface Bucket {
	readonly atMost: number;
	/** How many were at most so much and more than the bound before. */
	readonly count: number;
}

/** The metrics as text. */
export const expose = (families: readonly Family[]): string => families.map(lines).join("");

/** The samples of a histogram; `buckets` ascend, and `count` counts what is above the last one, too. */
export function histogram(buckets: readonly Bucket[], sum: number, count: number): Sample[] {
	let below = 0;
	const samples = buckets.map((bucket): Sample => {
		below += bucket.count;
		return { suffix: "_bucket", labels: { le: String(bucket.atMost) }, value: below };
	});
	return [
		...samples,
		{ suffix: "_bucket", labels: { le: "+Inf" }, value: count },
		{ suffix: "_sum", value: sum },
		{ suffix: "_count", value: count },
	];
}

const lines = ({ name, type, help, samples }: Family): string =>
	[
		`# HELP ${name} ${escapeHelp(help)}\n`,
		`# TYPE ${name} ${type}\n`,
		...samples.map(
			({ suffix = "", labels = {}, value }) => `${name}${suffix}${labelsAsText(labels)} ${value}\n`,
		),
	].join("");

function labelsAsText(labels: Readonly<Record<string, string>>): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
	return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
