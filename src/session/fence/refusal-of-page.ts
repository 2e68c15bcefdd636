import { isLocalPage, localPageRefused } from "../../domain/local-page.ts";
import { type Problem, problem } from "../../domain/problem.ts";
import type { SessionOptions } from "../../domain/session.ts";
import { isFenced } from "../../domain/trust.ts";

/** Why a session opens no such page: one of the browser's own, or of the machine that it runs on. */
export function refusalOfPage(
	options: Pick<SessionOptions, "guardrails" | "trust">,
	url: string,
): Problem | undefined {
	if (!isLocalPage(url)) return undefined;
	if (options.guardrails !== undefined)
		return problem(
			"guardrails_refused",
			"The session's guardrails allow no page of the browser's own machine.",
		);
	return isFenced(options) ? localPageRefused : undefined;
}
