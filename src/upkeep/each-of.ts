const AT_A_TIME = 10;

/** Does a few at a time; how many were done. One that throws does not keep the rest from it, and comes again next time. */
export async function eachOf<T>(all: readonly T[], work: (each: T) => Promise<unknown>): Promise<number> {
	let done = 0;
	for (let start = 0; start < all.length; start += AT_A_TIME) {
		const outcomes = await Promise.allSettled(all.slice(start, start + AT_A_TIME).map(work));
		done += outcomes.filter((each) => each.status === "fulfilled" && each.value !== false).length;
	}
	return done;
}
