import { type Problem, problem } from "../../domain/problem.ts";

/** Why a file is not read; `type` is its content type, as far as it is known. */
export const unsupportedContent = (type: string): Problem =>
	problem(
		"unsupported_content",
		`The address gives a file (${type.slice(0, 100) || "of no type"}) that can't be read as a page. A session with save_downloads keeps it as an artifact when navigate_to opens it.`,
	);
