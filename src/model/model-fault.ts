import type { ModelTarget } from "../domain/model-settings.ts";
import { type Problem, type ProblemCode, problem } from "../domain/problem.ts";

/** Why a model did not answer. */
export type FaultKind =
	| "unavailable"
	| "rate_limited"
	| "timed_out"
	/** The key, the name of the model or the address is wrong. */
	| "misconfigured"
	/** It did not take the request as it is. */
	| "rejected"
	/** Nobody waits for the answer any more. */
	| "abandoned";

interface FaultDetails {
	/** Of the answer over HTTP. */
	readonly status?: number | undefined;
	/** The code that the provider gives its error, where that is a word. */
	readonly reason?: string | undefined;
	/** For how long it wants no more requests. */
	readonly retryAfterMs?: number | undefined;
	readonly isWorthRetrying?: boolean;
}

/**
 * Thrown while a model is asked; it has nothing of the request, of the key, or of what the provider said about them. The
 * errors of the providers' packages have all three, and go no further than where this is made of them.
 */
export class ModelFault extends Error {
	override readonly name = "ModelFault";
	readonly kind: FaultKind;
	readonly status: number | undefined;
	readonly reason: string | undefined;
	readonly retryAfterMs: number | undefined;
	readonly isWorthRetrying: boolean;

	constructor(kind: FaultKind, { status, reason, retryAfterMs, isWorthRetrying = false }: FaultDetails = {}) {
		super(status === undefined ? kind : `${kind} (${status})`);
		this.kind = kind;
		this.status = status;
		this.reason = reason;
		this.retryAfterMs = retryAfterMs;
		this.isWorthRetrying = isWorthRetrying;
	}
}

const TIMED_OUT: ReadonlySet<number> = new Set([408, 504]);
const MISCONFIGURED: ReadonlySet<number> = new Set([401, 402, 403, 404, 405]);

/** What an error's status means. */
export function faultOfStatus(status: number, details: Omit<FaultDetails, "status"> = {}): ModelFault {
	const all = { ...details, status };
	if (status === 429) return new ModelFault("rate_limited", { ...all, isWorthRetrying: true });
	if (MISCONFIGURED.has(status)) return new ModelFault("misconfigured", all);
	if (status >= 500 || status === 409 || TIMED_OUT.has(status))
		return new ModelFault("unavailable", { ...all, isWorthRetrying: true });
	return status >= 400 ? new ModelFault("rejected", all) : new ModelFault("misconfigured", all);
}

const CODES: Readonly<Record<FaultKind, ProblemCode>> = {
	unavailable: "model_unavailable",
	rate_limited: "model_rate_limited",
	timed_out: "model_timed_out",
	abandoned: "model_timed_out",
	misconfigured: "model_misconfigured",
	rejected: "model_misconfigured",
};

/** The refusal that a fault is to the one who asked; `isOwn` says that the model is that one's own. */
export function problemOfFault(
	{ kind, status, retryAfterMs }: ModelFault,
	{ name }: ModelTarget,
	isOwn: boolean,
	timeoutMs: number,
): Problem {
	const retryAfterS = kind === "rate_limited" ? Math.ceil((retryAfterMs ?? 1_000) / 1_000) : undefined;
	const who = isOwn ? `The model ${name}` : "The model";
	const how = status === undefined ? "" : ` (HTTP ${status})`;
	const sentences: Readonly<Record<FaultKind, string>> = {
		unavailable: `${who} could not be reached, or its answer made no sense${how}. Try again in a moment.`,
		rate_limited: `${who} takes no more requests now. Try again after ${retryAfterS ?? 1} s.`,
		timed_out: `${who} took longer than ${timeoutMs} ms, which MODEL_TIMEOUT_MS allows.`,
		abandoned: "Nobody waited for the model's answer any more.",
		misconfigured: isOwn
			? `${who} is not there, or refused the key${how}.`
			: "The model's endpoint refused Berth. Whoever runs this Berth finds why in its log, and sets the model up with the MODEL_ settings.",
		rejected: `${who} did not take the request${how}. The page may be too long for it (MODEL_INPUT_CHARS says how much it reads), or MODEL_STRUCTURED asks what it does not support.`,
	};
	return problem(CODES[kind], sentences[kind], retryAfterS);
}
