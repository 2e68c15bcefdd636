import type { ReachedLimit } from "./limits.ts";

/** Every refusal that Berth knows. Each dialect maps each code to a status and a body of its own. */
export type ProblemCode =
	| "not_configured"
	| "unauthenticated"
	| "too_many_wrong_tokens"
	| "forbidden"
	| "origin_forbidden"
	| "host_forbidden"
	| "invalid_request"
	| "payload_too_large"
	| "headers_too_large"
	| "route_not_found"
	| "method_not_allowed"
	| "upgrade_required"
	| "session_not_found"
	| "session_starting"
	| "session_unavailable"
	| "session_failed"
	| "session_ended"
	| "target_not_found"
	| "handoff_active"
	| "no_handoff"
	| "token_not_found"
	| "profile_not_found"
	| "profile_unusable"
	| "profile_not_saved"
	| "profile_limit_reached"
	| "domain_set_not_found"
	| "domain_set_limit_reached"
	| "rate_limited"
	| "too_many_connections"
	| "browser_time_exceeded"
	| "no_browser_available"
	| "browser_unreachable"
	| "endpoint_unreachable"
	| "command_failed"
	| "catalog_unavailable"
	| "artifact_not_found"
	| "artifact_too_large"
	| "artifacts_full"
	| "artifacts_unavailable"
	| "recording_not_found"
	| "internal"
	| "robots_disallowed"
	| "crawl_not_found"
	| "crawl_disallowed"
	| CommandProblemCode;

/** What a command inside a session may fail with. */
export type CommandProblemCode =
	| "session_busy"
	| "unknown_command"
	| "invalid_command_data"
	| "invalid_selector"
	| "command_timed_out"
	| "no_page"
	| "page_closed"
	| "page_crashed"
	| "page_unresponsive"
	| "page_navigated"
	| "dialog_open"
	| "no_dialog"
	| "navigation_failed"
	| "unsupported_content"
	| "guardrails_refused"
	| "local_page_refused"
	| "navigation_timed_out"
	| "element_not_found"
	| "element_in_iframe"
	| "element_in_shadow_dom"
	| "ref_not_found"
	| "element_detached"
	| "element_not_visible"
	| "element_unstable"
	| "element_disabled"
	| "element_not_editable"
	| "element_covered"
	| "element_of_wrong_kind"
	| "option_not_found"
	| "evaluation_failed"
	| "storage_unavailable"
	| "result_too_large"
	| "model_not_configured"
	| "model_misconfigured"
	| "model_unavailable"
	| "model_rate_limited"
	| "model_timed_out"
	| "model_refused"
	| "answer_invalid"
	| "schema_invalid"
	| "token_budget_exceeded";

/** A refusal: its code for programs, and a sentence for people. It crosses RPC, so it is plain data. */
export interface Problem {
	readonly code: ProblemCode;
	readonly message: string;
	/** Seconds to wait before the same request may succeed. */
	readonly retryAfterS?: number;
	/** The methods that a resource takes, for `method_not_allowed`. */
	readonly allow?: readonly string[];
	/** The limit that was reached, for `rate_limited` and `browser_time_exceeded`. */
	readonly limit?: ReachedLimit;
	/** The last words of a language model, for `answer_invalid` and `model_refused`. */
	readonly modelAnswer?: string;
}

/** A message may name what was asked for, such as all fields that are not known; in characters. */
const MOST_MESSAGE = 1_000;

export function problem(code: ProblemCode, message: string, retryAfterS?: number): Problem {
	const shown =
		message.length <= MOST_MESSAGE ? message : `${message.slice(0, MOST_MESSAGE - 1).toWellFormed()}…`;
	return retryAfterS === undefined ? { code, message: shown } : { code, message: shown, retryAfterS };
}

/** There is none, or it is not the asker's. */
export const sessionNotFound = problem("session_not_found", "Session not found.");
