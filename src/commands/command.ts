import { z } from "zod";
import type { Artifact, NewArtifact } from "../domain/artifact.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { describeIssue, knownFields } from "../lib/known-fields.ts";
import type { CommandContext } from "./context.ts";
import { DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS } from "./deadline.ts";

export type ContentType = "markdown" | "html" | "string" | "data";

/** What a command gives back; most actions nothing. */
export interface Output {
	readonly data?: unknown;
	/** `string` for a text and `data` for anything else, unless said otherwise. */
	readonly contentType?: ContentType;
	/** The whole length, in characters, of data that was cut. */
	readonly truncatedFrom?: number;
	/** What is to be kept of it. */
	readonly artifact?: NewArtifact;
	/** What the session has kept of it already. */
	readonly download?: Artifact;
}

interface Description {
	readonly name: string;
	readonly aliases?: readonly string[];
	/** Whose it is: one of Browsr's, or one that Berth adds because its peers have it. */
	readonly origin: "browsr" | "berth";
	readonly kind: "action" | "extraction";
	/** One line for the table of the docs. */
	readonly summary: string;
	/** It does something to the page, from which a navigation, a popup or a dialog may follow. */
	readonly interacts?: boolean;
}

/** A command whose data has been read. */
export interface Prepared {
	readonly timeoutMs: number;
	run(context: CommandContext): Promise<Output | void>;
}

export interface Command extends Description {
	/** The fields of its data in order, optional ones with a question mark. */
	readonly fields: readonly string[];
	/** Refuses with `invalid_command_data`, naming the field. */
	prepare(data: unknown): Result<Prepared>;
}

const timeout = {
	/** For every command; longer ones are taken as the maximum. */
	timeout_ms: z
		.number()
		.int()
		.min(1)
		.transform((ms) => Math.min(ms, MAX_TIMEOUT_MS))
		.optional(),
};

/** Gives a command its types: `run` gets what `data` parses. */
export function command<Shape extends z.ZodRawShape>(
	definition: Description & {
		readonly data: Shape;
		readonly defaultTimeoutMs?: number;
		/** What is wrong with data whose fields are right one by one. */
		readonly contradiction?: (data: z.output<z.ZodObject<Shape>>) => string | undefined;
		readonly run: (context: CommandContext, data: z.output<z.ZodObject<Shape>>) => Promise<Output | void>;
	},
): Command {
	const {
		data: shape,
		defaultTimeoutMs = DEFAULT_TIMEOUT_MS,
		contradiction,
		run,
		...description
	} = definition;
	const schema = knownFields({ ...timeout, ...shape });
	return {
		...description,
		fields: Object.entries(shape).map(([name, field]) => (isOptional(field) ? `${name}?` : name)),
		prepare(input) {
			const parsed = schema.safeParse(input ?? {});
			if (!parsed.success) return refuse(invalidData(description.name, parsed.error));
			// TypeScript can't take a generic shape and one more field apart again.
			const { timeout_ms: timeoutMs = defaultTimeoutMs, ...rest } = parsed.data as { timeout_ms?: number };
			const data = rest as z.output<z.ZodObject<Shape>>;
			const wrong = contradiction?.(data);
			if (wrong !== undefined)
				return refuse(problem("invalid_command_data", `${description.name}: ${wrong}`));
			return ok({ timeoutMs, run: (context) => run(context, data) });
		},
	};
}

const isOptional = (field: z.core.$ZodType): boolean => z.safeParse(field, undefined).success;

const invalidData = (name: string, { issues }: z.ZodError) =>
	problem("invalid_command_data", `${name}: ${describeIssue(issues, "data")}`);
