/** The value below which `share` (0 to 1) of the values lie, the nearest one taken. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const [below = Number.NaN, above = Number.NaN] = [
		sorted[Math.ceil(middle) - 1],
		sorted[Math.floor(middle)],
	];
	return (below + above) / 2;
}

/** One's values by the other's of the same round: whatever slowed a round down was there for both. */
export function ratios(values: readonly number[], others: readonly number[]): readonly number[] {
	return values
		.slice(0, others.length)
		.map((value, round) => value / (others[round] ?? Number.NaN))
		.filter((ratio) => Number.isFinite(ratio));
}

export const ratio = (values: readonly number[], others: readonly number[]): number =>
	median(ratios(values, others));

/** How far apart the middle half of the values lies, as a share of their median; of one value there is none. */
export function spread(values: readonly number[]): number {
	if (values.length < 2) return Number.NaN;
	return (percentile(values, 0.75) - percentile(values, 0.25)) / median(values);
}
