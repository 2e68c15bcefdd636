import { z } from "zod";
import { command } from "./command.ts";
import { Refused } from "./refused.ts";

export const extractStructuredContent = command({
	name: "extract_structured_content",
	origin: "browsr",
	kind: "extraction",
	summary: "Needs a language model; refused until one can be configured",
	data: {
		query: z.string().min(1).max(10_000),
		schema: z.record(z.string(), z.unknown()).optional(),
		max_chars: z.number().int().min(1).optional(),
	},
	async run() {
		throw new Refused(
			"model_not_configured",
			"extract_structured_content needs a language model, and this Berth has none: the setting MODEL is not set.",
		);
	},
});
