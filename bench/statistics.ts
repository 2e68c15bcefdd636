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

/** The median over the rounds of one's value by the other's: whatever slowed a round down was there for both. */
export function ratio(values: readonly number[], others: readonly number[]): number {
	return median(values.map((value, round) => value / (others[round] ?? Number.NaN)));
}
