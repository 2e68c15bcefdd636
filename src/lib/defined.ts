/** An object whose fields are there or not, and never `undefined`. */
export type Defined<T> = {
	[K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** The fields of an object that are not `undefined`, for code that tells one that is absent from one that is. */
export const defined = <T extends object>(given: T): Defined<T> =>
	Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
