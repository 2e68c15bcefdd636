import type { Problem, ProblemCode } from "../../domain/problem.ts";

/** The status of each problem in Browsr's API; its codes are the problems' own. */
export const BROWSR_STATUS: Record<ProblemCode, number> = {
	unauthenticated: 401,
	forbidden: 403,
	origin_forbidden: 403,
	not_configured: 503,
	invalid_request: 400,
	payload_too_large: 413,
	route_not_found: 404,
	method_not_allowed: 405,
	upgrade_required: 426,
	session_not_found: 404,
	session_starting: 503,
	session_unavailable: 503,
	session_ended: 410,
	target_not_found: 404,
	token_not_found: 404,
	guardrails_unsupported: 400,
	rate_limited: 429,
	browser_time_exceeded: 429,
	no_browser_available: 503,
	browser_unreachable: 503,
	command_failed: 502,
	navigation_failed: 502,
	model_not_configured: 501,
	catalog_unavailable: 503,
	internal: 500,
};

export const browsrError = ({ code, message }: Problem) => ({
	status: BROWSR_STATUS[code],
	body: { error: message, code },
});
