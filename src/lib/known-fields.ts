import { z } from "zod";
import { isRecord } from "./json.ts";
import { nearest, plainName } from "./nearest.ts";

const MOST_SHOWN_LETTERS = 60;
const MOST_SHOWN_FIELDS = 20;

/**
 * An object with these fields and no others. Each may be spelt in camelCase, snake_case or with hyphens, and null stands
 * for one that is absent, as clients in Rust and Go send it.
 */
export function knownFields<Shape extends z.ZodRawShape>(shape: Shape) {
	const fieldOf = new Map(Object.keys(shape).map((field) => [plainName(field), field]));
	return z.preprocess(
		(given) => (isRecord(given) ? respelt(given, fieldOf) : given),
		z.strictObject(shape, { error: unknownField }),
	);
}

/** A field that is given in two spellings keeps the second as it is, so that it is refused and not lost. */
function respelt(given: Record<string, unknown>, fieldOf: ReadonlyMap<string, string>): object {
	const entries = Object.entries(given).filter(([, value]) => value !== null);
	const taken = new Set(entries.map(([name]) => name));
	return Object.fromEntries(
		entries.map(([name, value]) => {
			const field = fieldOf.get(plainName(name));
			if (field === undefined || taken.has(field)) return [name, value];
			taken.add(field);
			return [field, value];
		}),
	);
}

interface Issue {
	readonly code?: string | undefined;
	readonly path: readonly PropertyKey[];
	readonly message: string;
}

/** The first of zod's issues, in words; an unknown field before the one that it was to be, which is missing then. */
export function describeIssue(issues: readonly Issue[], nowhere = ""): string {
	const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
	const where = issue?.path.map(String).join(".") || nowhere;
	const what = issue?.message ?? "Invalid input";
	return where === "" ? what : `${where}: ${what}`;
}

/** Words the refusal of a field that an object does not know, with the nearest one that it does. For zod's `error`. */
export function unknownField(issue: z.core.$ZodRawIssue): string | undefined {
	if (issue.code !== "unrecognized_keys") return undefined;
	const [name = ""] = issue.keys;
	const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
	const meant = nearest(name, known);
	const shown = `unknown field ${JSON.stringify(name.slice(0, MOST_SHOWN_LETTERS))}.`;
	if (meant !== undefined) return `${shown} Did you mean ${meant}?`;
	if (known.length === 0) return `${shown} It takes no fields.`;
	if (known.length > MOST_SHOWN_FIELDS) return shown;
	return `${shown} Known fields: ${known.join(", ")}.`;
}
