import { decodeBase64 } from "hono/utils/encode";
import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";

/** What Chrome is about to save, and in whose name it was asked for. */
export interface Source {
	readonly url: string;
	readonly frameId: string;
	/** CDP's session with the frame's target. */
	readonly cdpSession: string;
}

export interface Fetched {
	readonly bytes: Uint8Array;
	/** Empty where nobody says. */
	readonly contentType: string;
}

const PATIENCE_MS = 60_000;

const world = z.object({ executionContextId: z.number() });
const evaluated = z.object({
	result: z.object({
		value: z.object({ size: z.number(), type: z.string(), base64: z.string().optional() }).optional(),
	}),
});

/**
 * The content of a download that Berth could not see on its way: what a page has made itself (`blob:`, `data:`), or what
 * only its link says is to be saved, which is of the page's own site. The page asks for it once more.
 */
export async function fetchAgain(
	cdp: CdpClient,
	{ url, frameId, cdpSession }: Source,
	mostBytes: number,
): Promise<Result<Fetched>> {
	// A world of its own, where no script of the page has changed what it calls.
	const created = await cdp.ask(
		world,
		"Page.createIsolatedWorld",
		{ frameId, worldName: "berth" },
		cdpSession,
	);
	if (!created.ok) return created;
	const evaluation = {
		contextId: created.value.executionContextId,
		expression: `(${contentOf})(${JSON.stringify(url)}, ${mostBytes})`,
		awaitPromise: true,
		returnByValue: true,
	};
	const answer = await cdp.ask(evaluated, "Runtime.evaluate", evaluation, cdpSession, PATIENCE_MS);
	if (!answer.ok) return answer;
	const { value } = answer.value.result;
	if (value === undefined) return refuse(problem("navigation_failed", "The page can't get at it any more."));
	if (value.base64 === undefined) return refuse(problem("artifact_too_large", `It has ${value.size} bytes.`));
	return ok({ bytes: decodeBase64(value.base64), contentType: value.type });
}

/** Runs in the page. */
const contentOf = `async (url, mostBytes) => {
	const answer = await fetch(url, { credentials: "include" });
	if (!answer.ok) throw new Error();
	const blob = await answer.blob();
	const { size } = blob;
	// Not the blob's own type: Chrome 153 makes one up for content that has none.
	const type = answer.headers.get("content-type") ?? "";
	if (size > mostBytes) return { size, type };
	const reader = new FileReader();
	await new Promise((resolve) => { reader.onloadend = resolve; reader.readAsDataURL(blob); });
	return { size, type, base64: reader.result.slice(reader.result.indexOf(",") + 1) };
}`;
