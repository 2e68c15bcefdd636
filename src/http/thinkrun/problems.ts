import { describeLimit } from "../../domain/limits.ts";
import type { Problem, ProblemCode } from "../../domain/problem.ts";

/** ThinkRun's codes: their status, and whether the same request may succeed later. The last ones are Berth's own. */
export const THINKRUN_ERRORS = {
	ELEMENT_NOT_FOUND: [404, true],
	ELEMENT_IN_IFRAME: [404, true],
	ELEMENT_IN_SHADOW_DOM: [404, true],
	SESSION_NOT_FOUND: [404, false],
	SESSION_CLOSED: [410, false],
	TAB_NOT_FOUND: [410, false],
	PAGE_NAVIGATED: [409, true],
	NAVIGATION_TIMEOUT: [504, true],
	OPERATION_TIMEOUT: [504, true],
	BROWSER_PROTOCOL_ERROR: [502, true],
	STORAGE_ERROR: [502, true],
	NETWORK_ERROR: [502, true],
	BROWSER_POOL_UNAVAILABLE: [503, true],
	PROVISIONING_FAILED: [503, true],
	STORAGE_TIMEOUT: [503, true],
	SESSION_LIMIT_REACHED: [429, true],
	INVALID_API_KEY: [401, false],
	EVALUATE_FAILED: [400, false],
	INVALID_REQUEST: [400, false],
	PAYLOAD_TOO_LARGE: [413, false],
	INTERNAL_ERROR: [500, false],
	FORBIDDEN: [403, false],
	NOT_FOUND: [404, false],
	METHOD_NOT_ALLOWED: [405, false],
	ARTIFACT_NOT_FOUND: [404, false],
	NOT_CONFIGURED: [501, false],
	TOO_MANY_WRONG_KEYS: [429, true],
	HEADERS_TOO_LARGE: [431, false],
} as const satisfies Record<string, readonly [status: number, isRetryable: boolean]>;

export type ThinkrunCode = keyof typeof THINKRUN_ERRORS;

/** The code of each problem, and what helps against it. */
const MEANINGS: Record<ProblemCode, readonly [code: ThinkrunCode, hint: string]> = {
	unauthenticated: ["INVALID_API_KEY", "Send a token as Authorization: Bearer TOKEN, or as x-api-key."],
	too_many_wrong_tokens: ["TOO_MANY_WRONG_KEYS", "Check the key, and wait as long as Retry-After says."],
	forbidden: ["FORBIDDEN", "Use a token that may write, or that belongs to this account."],
	origin_forbidden: ["FORBIDDEN", "The page's origin has to be listed in ALLOWED_ORIGINS."],
	host_forbidden: ["FORBIDDEN", "Call Berth by the address that the error names."],
	local_page_refused: ["FORBIDDEN", "Open a page of a site, or ask for a session with the admin's token."],
	not_configured: ["NOT_CONFIGURED", "Whoever runs this Berth has to complete its settings."],
	invalid_request: ["INVALID_REQUEST", "The error names the field; /openapi.json describes what is taken."],
	payload_too_large: ["PAYLOAD_TOO_LARGE", "Send less."],
	headers_too_large: ["HEADERS_TOO_LARGE", "Send fewer or shorter headers."],
	route_not_found: ["NOT_FOUND", "/openapi.json lists every route."],
	method_not_allowed: ["METHOD_NOT_ALLOWED", "The Allow header lists the methods."],
	upgrade_required: ["INVALID_REQUEST", "Connect with a WebSocket."],
	session_not_found: [
		"SESSION_NOT_FOUND",
		"Check the id and the token's account; GET /api/sessions lists them.",
	],
	session_starting: [
		"BROWSER_POOL_UNAVAILABLE",
		"Its browser is not there yet: GET the session until it is running.",
	],
	session_failed: ["PROVISIONING_FAILED", "It will not come up any more. Start a new session."],
	session_unavailable: ["BROWSER_POOL_UNAVAILABLE", "Try again in a moment."],
	session_ended: [
		"SESSION_CLOSED",
		"Start a new session. What this one has recorded and kept can still be read.",
	],
	session_busy: ["BROWSER_POOL_UNAVAILABLE", "Let the calls that are under way end, then try again."],
	target_not_found: ["TAB_NOT_FOUND", "The tab has been closed. POST navigate opens one."],
	handoff_active: ["INVALID_REQUEST", "Wait until the page is given back."],
	no_handoff: ["NOT_FOUND", "Nobody is asked for."],
	token_not_found: ["NOT_FOUND", "Check the token's id."],
	profile_not_found: ["NOT_FOUND", "Check the profile's id."],
	profile_unusable: ["PROVISIONING_FAILED", "Take another profile, or none."],
	profile_not_saved: ["STORAGE_ERROR", "Try again."],
	profile_limit_reached: ["PAYLOAD_TOO_LARGE", "Remove profiles that are not needed any more."],
	robots_disallowed: ["FORBIDDEN", "The site does not want to be visited by robots."],
	domain_set_not_found: ["NOT_FOUND", "Check the set's name."],
	domain_set_limit_reached: ["PAYLOAD_TOO_LARGE", "Remove sets that are not needed any more."],
	guardrails_refused: [
		"FORBIDDEN",
		"This session may reach other hosts only. Start one whose guardrails allow this one.",
	],
	rate_limited: ["SESSION_LIMIT_REACHED", "End a session, or try again when one has ended."],
	too_many_connections: ["SESSION_LIMIT_REACHED", "Close a connection to the session, then try again."],
	browser_time_exceeded: ["SESSION_LIMIT_REACHED", "Try again tomorrow, or have the account's limit raised."],
	no_browser_available: ["BROWSER_POOL_UNAVAILABLE", "Try again in a moment."],
	browser_unreachable: ["BROWSER_PROTOCOL_ERROR", "GET the session's health; try again if it is healthy."],
	endpoint_unreachable: ["PROVISIONING_FAILED", "Check that there is a browser at that address."],
	command_failed: ["BROWSER_PROTOCOL_ERROR", "Look at the page with snapshot or screenshot, then try again."],
	catalog_unavailable: ["STORAGE_TIMEOUT", "Try again in a moment."],
	artifact_not_found: ["ARTIFACT_NOT_FOUND", "GET the session's artifacts to see which there are."],
	artifact_too_large: ["PAYLOAD_TOO_LARGE", "Split it, or keep less of it."],
	artifacts_full: ["PAYLOAD_TOO_LARGE", "Remove artifacts that are not needed any more."],
	artifacts_unavailable: ["STORAGE_ERROR", "Try again in a moment."],
	recording_not_found: ["ARTIFACT_NOT_FOUND", "GET the session's artifacts to see which there are."],
	internal: ["INTERNAL_ERROR", "This is a fault of Berth's own; its log has more."],
	unknown_command: ["INVALID_REQUEST", "/openapi.json lists every route."],
	invalid_command_data: ["INVALID_REQUEST", "The error names the field."],
	invalid_selector: ["INVALID_REQUEST", "Take a CSS selector, aria/, text/, xpath/, or a ref of snapshot."],
	command_timed_out: ["OPERATION_TIMEOUT", "Give it more time with timeout, or look at what the page shows."],
	no_page: ["TAB_NOT_FOUND", "POST navigate opens a page."],
	page_closed: ["TAB_NOT_FOUND", "The tab has been closed. POST navigate opens one."],
	page_crashed: ["BROWSER_PROTOCOL_ERROR", "POST navigate goes on in a new tab."],
	page_unresponsive: [
		"OPERATION_TIMEOUT",
		"The page's scripts keep it busy. POST navigate goes on in a new tab.",
	],
	page_navigated: ["PAGE_NAVIGATED", "Look at the page that is there now, then try again."],
	dialog_open: ["OPERATION_TIMEOUT", "Answer the dialog with POST dialog, then try again."],
	no_dialog: ["OPERATION_TIMEOUT", "Do first what makes the page show one."],
	navigation_failed: ["NETWORK_ERROR", "Check the URL, and that its server can be reached."],
	unsupported_content: [
		"INVALID_REQUEST",
		"Open it in a session with save_downloads, and take the artifact.",
	],
	navigation_timed_out: [
		"NAVIGATION_TIMEOUT",
		"Wait for less with waitUntil=domcontentloaded, or for longer.",
	],
	element_not_found: ["ELEMENT_NOT_FOUND", "Take a snapshot to see what is on the page."],
	element_in_iframe: ["ELEMENT_IN_IFRAME", "Write the iframe's selector and >> before it."],
	element_in_shadow_dom: ["ELEMENT_IN_SHADOW_DOM", "Write >>> before it to look inside shadow roots."],
	ref_not_found: ["ELEMENT_NOT_FOUND", "The page has changed since: take a new snapshot."],
	element_detached: ["ELEMENT_NOT_FOUND", "The page has replaced it: try again."],
	element_not_visible: ["OPERATION_TIMEOUT", "Wait for it, or do what makes it appear."],
	element_unstable: ["OPERATION_TIMEOUT", "It keeps moving: wait until it rests."],
	element_disabled: ["OPERATION_TIMEOUT", "Do first what enables it."],
	element_not_editable: ["INVALID_REQUEST", "Take a field that can be typed into."],
	element_covered: ["OPERATION_TIMEOUT", "Scroll, or close what covers it."],
	element_of_wrong_kind: ["INVALID_REQUEST", "Take the call that fits the element."],
	option_not_found: ["ELEMENT_NOT_FOUND", "Take a snapshot to see which options there are."],
	evaluation_failed: ["EVALUATE_FAILED", "The error is what the page's script threw."],
	storage_unavailable: ["INVALID_REQUEST", "Navigate to a page of a site first."],
	result_too_large: ["PAYLOAD_TOO_LARGE", "Ask for less."],
	model_not_configured: ["NOT_CONFIGURED", "Whoever runs this Berth has to set up a model."],
};

/** ThinkRun's code for a problem. */
export const thinkrunCode = (code: ProblemCode): ThinkrunCode => MEANINGS[code][0];

export function thinkrunError({ code: problemCode, message, limit }: Problem) {
	const [code, hint] = MEANINGS[problemCode];
	const [status, retryable] = THINKRUN_ERRORS[code];
	const error = limit === undefined ? message : `${message}: ${describeLimit(limit)}`;
	return { status, body: { success: false, error, code, hint, retryable } };
}
