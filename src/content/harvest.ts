import { z } from "zod";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { type Harvest, harvestSchema } from "./harvest-schema.ts";
import { harvestExpression, type Wanted } from "./harvest-script.ts";

/** Sends a CDP command to the page's target, and gives its result. */
export type SendToPage = (method: string, params: object) => Promise<Result<unknown>>;

const frameTreeSchema = z.object({ frameTree: z.object({ frame: z.object({ id: z.string() }) }) });
const worldSchema = z.object({ executionContextId: z.number() });
const evaluatedSchema = z.object({
	result: z.object({ value: z.unknown().optional() }),
	exceptionDetails: z
		.object({ text: z.string(), exception: z.object({ description: z.string().optional() }).optional() })
		.optional(),
});

/** One name, so that Chrome makes one world for each document however often it is harvested. */
const WORLD = "berth-content";

/**
 * What `wanted` names of a page. Chrome stops it after `timeoutMs`. Refuses with `command_failed`, or as `send` does.
 */
export async function harvestPage(
	send: SendToPage,
	wanted: Wanted,
	timeoutMs: number,
): Promise<Result<Harvest>> {
	const value = await readInPage(send, harvestExpression(wanted), timeoutMs);
	if (!value.ok) return value;
	const harvest = harvestSchema.safeParse(value.value);
	return harvest.success ? ok(harvest.data) : failed("its content is not what was asked for");
}

/**
 * The value of an expression in a page, read in a world of its own that the page's scripts can neither see nor change.
 * Chrome stops it after `timeoutMs`. Refuses with `command_failed`, or as `send` does.
 */
export async function readInPage(
	send: SendToPage,
	expression: string,
	timeoutMs: number,
): Promise<Result<unknown>> {
	const tree = await ask(send, "Page.getFrameTree", {}, frameTreeSchema);
	if (!tree.ok) return tree;
	const frameId = tree.value.frameTree.frame.id;
	const world = await ask(send, "Page.createIsolatedWorld", { frameId, worldName: WORLD }, worldSchema);
	if (!world.ok) return world;
	const contextId = world.value.executionContextId;
	const evaluation = { expression, contextId, returnByValue: true, timeout: timeoutMs };
	const evaluated = await ask(send, "Runtime.evaluate", evaluation, evaluatedSchema);
	if (!evaluated.ok) return evaluated;
	const { result, exceptionDetails } = evaluated.value;
	return exceptionDetails === undefined
		? ok(result.value)
		: failed(exceptionDetails.exception?.description?.split("\n")[0] ?? exceptionDetails.text);
}

async function ask<T>(
	send: SendToPage,
	method: string,
	params: object,
	schema: z.ZodType<T>,
): Promise<Result<T>> {
	const answer = await send(method, params);
	if (!answer.ok) return answer;
	const parsed = schema.safeParse(answer.value);
	return parsed.success ? ok(parsed.data) : failed(`${method} was answered with something else`);
}

const failed = (why: string) => refuse(problem("command_failed", `The page could not be read: ${why}.`));
