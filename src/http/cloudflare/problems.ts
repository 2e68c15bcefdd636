import { describeLimit, type ReachedLimit } from "../../domain/limits.ts";
import type { Problem, ProblemCode } from "../../domain/problem.ts";
import { PROBLEM_STATUS } from "../problem-status.ts";

/**
 * Cloudflare's error code of each problem. 10000, 9109, 7001, 7003, 2000 and 2001 are Cloudflare's own; the other numbers
 * are Berth's, none of them one of Cloudflare's for quick actions (2012, 2017, 2018, 5000–5011, 6000–6006).
 */
export const CLOUDFLARE_CODES: Record<ProblemCode, number> = {
	unauthenticated: 10000,
	too_many_wrong_tokens: 2040,
	forbidden: 9109,
	origin_forbidden: 2002,
	host_forbidden: 2035,
	not_configured: 2003,
	invalid_request: 2004,
	payload_too_large: 2005,
	headers_too_large: 2042,
	route_not_found: 7003,
	method_not_allowed: 7001,
	upgrade_required: 2006,
	session_not_found: 2007,
	session_starting: 2008,
	session_ended: 2009,
	session_failed: 2028,
	target_not_found: 2010,
	handoff_active: 2031,
	no_handoff: 2032,
	token_not_found: 2011,
	guardrails_refused: 2043,
	rate_limited: 2001,
	too_many_connections: 2033,
	browser_time_exceeded: 2001,
	no_browser_available: 2013,
	browser_unreachable: 2014,
	endpoint_unreachable: 2027,
	command_failed: 2015,
	catalog_unavailable: 2016,
	local_page_refused: 2036,
	session_unavailable: 2044,
	profile_not_found: 2019,
	profile_unusable: 2020,
	profile_not_saved: 2021,
	profile_limit_reached: 2022,
	domain_set_not_found: 2034,
	domain_set_limit_reached: 2030,
	artifact_not_found: 2023,
	artifact_too_large: 2024,
	artifacts_full: 2025,
	artifacts_unavailable: 2026,
	recording_not_found: 2029,
	internal: 2000,
	robots_disallowed: 2131,
	crawl_not_found: 2133,
	crawl_disallowed: 2134,
	session_busy: 2101,
	unknown_command: 2102,
	invalid_command_data: 2103,
	invalid_selector: 2104,
	command_timed_out: 2105,
	no_page: 2106,
	page_closed: 2107,
	page_crashed: 2108,
	page_unresponsive: 2109,
	page_navigated: 2110,
	dialog_open: 2111,
	no_dialog: 2112,
	navigation_failed: 2113,
	unsupported_content: 2132,
	navigation_timed_out: 2114,
	element_not_found: 2115,
	element_in_iframe: 2116,
	element_in_shadow_dom: 2117,
	ref_not_found: 2118,
	element_detached: 2119,
	element_not_visible: 2120,
	element_unstable: 2121,
	element_disabled: 2122,
	element_not_editable: 2123,
	element_covered: 2124,
	element_of_wrong_kind: 2125,
	option_not_found: 2126,
	evaluation_failed: 2127,
	storage_unavailable: 2128,
	result_too_large: 2129,
	model_not_configured: 2130,
	model_misconfigured: 2140,
	model_unavailable: 2141,
	model_rate_limited: 2142,
	model_timed_out: 2143,
	model_refused: 2144,
	answer_invalid: 2145,
	schema_invalid: 2146,
	token_budget_exceeded: 2147,
};

/** Which limit it was, under a refusal whose own message clients match on. */
export const LIMIT_IN_CHAIN = 2045;

export function cloudflareError({ code, message, limit, modelAnswer }: Problem) {
	const errors = [{ code: CLOUDFLARE_CODES[code], message, error_chain: limit && [chained(limit)] }];
	const body = { success: false, errors, ...(modelAnswer !== undefined && { rawAiResponse: modelAnswer }) };
	return { status: PROBLEM_STATUS[code], body };
}

const chained = (limit: ReachedLimit) => {
	const { name, scope, value, current } = limit;
	return { code: LIMIT_IN_CHAIN, message: describeLimit(limit), limit: name, scope, value, current };
};
