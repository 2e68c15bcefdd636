import { readText } from "../lib/bounded-text.ts";
import { isRecord, parseJson } from "../lib/json.ts";
import { faultOfStatus, ModelFault } from "./model-fault.ts";

/** Of a model's answer; far more than one may have written. */
const MOST_ANSWER_BYTES = 2 * 1024 * 1024;
const MOST_ERROR_BYTES = 64 * 1024;

/** A code such as `rate_limit_exceeded`: what else a provider says may repeat the request. */
const CODE = /^[\w.-]{1,64}$/;

/**
 * Asks a model's endpoint as `send` does, and gives nothing but whole answers in JSON. Anything else throws a
 * {@link ModelFault}: an error, a redirect (which would take the key along), a page, too much, or less than was announced.
 */
export const boundedFetch =
	(send: typeof fetch): typeof fetch =>
	async (input, init) => {
		// "error" throws in workerd, where it is not known. A redirect is an answer that is no success.
		const answer = await send(input, { ...init, redirect: "manual" });
		const { status, headers } = answer;
		const text = await readText(answer.body, answer.ok ? MOST_ANSWER_BYTES : MOST_ERROR_BYTES);
		const value = text === undefined ? undefined : parseJson(text);
		if (!answer.ok)
			throw faultOfStatus(status, { reason: reasonOf(value), retryAfterMs: retryAfterMs(headers) });
		if (text === undefined) throw new ModelFault("unavailable", { status, reason: "too_large" });
		if (!isRecord(value))
			throw new ModelFault("unavailable", { status, reason: "not_json", isWorthRetrying: true });
		if (value["error"] !== undefined && value["error"] !== null && value["choices"] === undefined)
			throw faultInAnswer(value);
		return new Response(text, { headers: { "Content-Type": "application/json" } });
	};

/** An error that was answered as if it were none, as gateways do. */
function faultInAnswer(value: Record<string, unknown>): ModelFault {
	const error = value["error"];
	const code = isRecord(error) ? Number(error["code"] ?? error["status"]) : Number.NaN;
	const reason = reasonOf(value);
	return Number.isInteger(code) && code >= 400 && code < 600
		? faultOfStatus(code, { reason })
		: new ModelFault("unavailable", { reason, isWorthRetrying: true });
}

function reasonOf(value: unknown): string | undefined {
	const error = isRecord(value) ? value["error"] : undefined;
	if (!isRecord(error)) return undefined;
	const words = [error["code"], error["type"]].filter(
		(each) => typeof each === "string" || typeof each === "number",
	);
	return words.map(String).find((word) => CODE.test(word));
}

/** How long an answer says to wait; `undefined` where it does not. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
	const exact = Number(headers.get("retry-after-ms") ?? Number.NaN);
	if (exact >= 0) return exact;
	const given = headers.get("retry-after");
	if (given === null) return undefined;
	const seconds = given.trim() === "" ? Number.NaN : Number(given);
	const ms = Number.isNaN(seconds) ? Date.parse(given) - now : seconds * 1_000;
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
