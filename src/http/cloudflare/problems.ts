import { describeLimit, type ReachedLimit } from "../../domain/limits.ts";
import type { Problem, ProblemCode } from "../../domain/problem.ts";

/**
 * Cloudflare's status and error code of each problem. 10000, 9109, 7001, 7003, 2000 and 2001 are Cloudflare's own;
 * the other numbers are Berth's.
 */
export const CLOUDFLARE_ERRORS = {
	unauthenticated: [401, 10000],
	forbidden: [403, 9109],
	origin_forbidden: [403, 2002],
	not_configured: [503, 2003],
	invalid_request: [400, 2004],
	payload_too_large: [413, 2005],
	route_not_found: [404, 7003],
	method_not_allowed: [405, 7001],
	upgrade_required: [426, 2006],
	session_not_found: [404, 2007],
	session_starting: [503, 2008],
	session_ended: [410, 2009],
	target_not_found: [404, 2010],
	token_not_found: [404, 2011],
	guardrails_unsupported: [400, 2012],
	rate_limited: [429, 2001],
	browser_time_exceeded: [429, 2001],
	no_browser_available: [503, 2013],
	browser_unreachable: [503, 2014],
	command_failed: [502, 2015],
	navigation_failed: [502, 2019],
	model_not_configured: [501, 2020],
	catalog_unavailable: [503, 2016],
	session_unavailable: [503, 2017],
	internal: [500, 2000],
} as const satisfies Record<ProblemCode, readonly [status: number, code: number]>;

/** Which limit it was, under a refusal whose own message clients match on. */
const LIMIT_IN_CHAIN = 2018;

export function cloudflareError({ code, message, limit }: Problem) {
	const [status, number] = CLOUDFLARE_ERRORS[code];
	const error_chain = limit && [chained(limit)];
	return { status, body: { success: false, errors: [{ code: number, message, error_chain }] } };
}

const chained = (limit: ReachedLimit) => {
	const { name, scope, value, current } = limit;
	return { code: LIMIT_IN_CHAIN, message: describeLimit(limit), limit: name, scope, value, current };
};
