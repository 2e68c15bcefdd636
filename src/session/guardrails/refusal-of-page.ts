import { type Guardrails, isLocalPage } from "../../domain/guardrails.ts";
import { type Problem, problem } from "../../domain/problem.ts";

/** Why a session with guardrails opens no such page: one of the browser's own, or of the machine that it runs on. */
export const refusalOfPage = (guardrails: Guardrails | undefined, url: string): Problem | undefined =>
	guardrails !== undefined && isLocalPage(url)
		? problem("guardrails_refused", "The session's guardrails allow no page of the browser's own machine.")
		: undefined;
