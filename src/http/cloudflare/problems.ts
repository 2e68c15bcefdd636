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
	session_failed: [410, 2028],
	target_not_found: [404, 2010],
	token_not_found: [404, 2011],
	guardrails_unsupported: [400, 2012],
	rate_limited: [429, 2001],
	browser_time_exceeded: [429, 2001],
	no_browser_available: [503, 2013],
	browser_unreachable: [503, 2014],
	endpoint_unreachable: [502, 2027],
	command_failed: [502, 2015],
	catalog_unavailable: [503, 2016],
	session_unavailable: [503, 2017],
	profile_not_found: [404, 2019],
	profile_unusable: [422, 2020],
	profile_not_saved: [502, 2021],
	profile_limit_reached: [422, 2022],
	artifact_not_found: [404, 2023],
	artifact_too_large: [413, 2024],
	artifacts_full: [413, 2025],
	artifacts_unavailable: [503, 2026],
	recording_not_found: [404, 2029],
	internal: [500, 2000],
	robots_disallowed: [403, 2131],
	session_busy: [503, 2101],
	unknown_command: [400, 2102],
	invalid_command_data: [400, 2103],
	invalid_selector: [400, 2104],
	command_timed_out: [504, 2105],
	no_page: [404, 2106],
	page_closed: [410, 2107],
	page_crashed: [502, 2108],
	page_unresponsive: [504, 2109],
	page_navigated: [503, 2110],
	dialog_open: [422, 2111],
	no_dialog: [404, 2112],
	navigation_failed: [502, 2113],
	navigation_timed_out: [504, 2114],
	element_not_found: [404, 2115],
	element_in_iframe: [404, 2116],
	element_in_shadow_dom: [404, 2117],
	ref_not_found: [404, 2118],
	element_detached: [422, 2119],
	element_not_visible: [422, 2120],
	element_unstable: [422, 2121],
	element_disabled: [422, 2122],
	element_not_editable: [422, 2123],
	element_covered: [422, 2124],
	element_of_wrong_kind: [422, 2125],
	option_not_found: [404, 2126],
	evaluation_failed: [400, 2127],
	storage_unavailable: [422, 2128],
	result_too_large: [422, 2129],
	model_not_configured: [501, 2130],
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
