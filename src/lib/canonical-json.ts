import { isRecord } from "./json.ts";

/** A value as JSON, the fields of each object in the order of their names: equal values give equal texts. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, inOrder) ?? "null";

const inOrder = (_: string, value: unknown): unknown =>
	isRecord(value)
		? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
		: value;
