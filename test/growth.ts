/** Twice the size costs twice as much, and four times where that is quadratic. */
export const MOST_GROWTH = 3;
/** What is quadratic grows so in each of them; a busy machine spoils some. */
const MOST_TRIES = 20;

/** Milliseconds of a processor's, which others on the machine do not take from it, for input of a size. */
type Cost = (size: number) => number | Promise<number>;

interface Sizes {
	readonly shortest: number;
	readonly longest: number;
	/** Enough work to be told from noise, in milliseconds. It only decides how large the input is. */
	readonly measurableMs: number;
}

/** How much more input of twice the size costs, in each of several tries; nobody tries again after one that is `enough`. */
export async function growths(
	cost: Cost,
	{ shortest, longest, measurableMs }: Sizes,
	enough: (growth: number) => boolean,
): Promise<readonly number[]> {
	let size = shortest;
	while (size < longest && (await cost(size)) < measurableMs) size *= 2;
	const found: number[] = [];
	while (found.length < MOST_TRIES && !found.some(enough)) {
		const once = await cost(size);
		const twice = await cost(2 * size);
		found.push(twice / Math.max(once, 1));
	}
	return found;
}
