import { z } from "zod";
import { problem } from "../domain/problem.ts";
import type { PageMeta } from "../domain/quick/outcome.ts";
import type { QuickPageRequest, RenderFormat } from "../domain/quick/request.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { type QuickEnv, runShared, type SharedOrder } from "./shared-run.ts";

const rendered = z.object({
	html: z.string().optional(),
	markdown: z.string().optional(),
	links: z.array(z.string()),
});

/** A page as a browser shows it. */
export interface RenderedPage extends z.infer<typeof rendered> {
	readonly meta: PageMeta;
	/** How long a browser worked on it, in whole milliseconds. */
	readonly browserMs: number;
}

/**
 * Loads a page in a browser that is shared, and gives what is asked for of it, and the addresses that it leads to. Never throws.
 * Refuses with `navigation_failed` in the browser's words when the page can't be had, and like {@link runShared}.
 */
export async function renderPage(
	env: QuickEnv,
	order: SharedOrder,
	page: QuickPageRequest,
	formats: readonly RenderFormat[],
): Promise<Result<RenderedPage>> {
	const outcome = await runShared(env, order, { ...page, action: "render", formats });
	if (!outcome.ok) return outcome;
	if (outcome.value.kind === "failed") {
		const { code, detail = `code ${code}` } = outcome.value.failure;
		return refuse(problem("navigation_failed", detail));
	}
	const { result, meta, browserMs } = outcome.value;
	const content = rendered.parse(result.kind === "value" ? JSON.parse(result.json) : undefined);
	return ok({ ...content, meta, browserMs });
}
