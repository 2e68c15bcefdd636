import ipaddr from "ipaddr.js";
import { problem } from "../domain/problem.ts";
import { isLoopback, portOf } from "../domain/machine-address.ts";
import { withoutEnding } from "../lib/text-ends.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { Trust } from "../domain/trust.ts";

const PROTOCOLS: ReadonlySet<string> = new Set(["http:", "https:", "ws:", "wss:"]);
const ENCRYPTED: ReadonlySet<string> = new Set(["https:", "wss:"]);
/** Where names end that no public DNS knows. */
const PRIVATE_NAMES = /\.(?:localhost|local|internal|home\.arpa|lan|intranet|corp|home)$/;
/** All that is given out of IPv6 for the public. */
const PUBLIC_IPV6 = ipaddr.parseCIDR("2000::/3");

/** Which endpoints a session may use. */
export type AllowedEndpoints = Pick<Trust, "privateEndpoint" | "berthPort">;

/**
 * The address of a DevTools endpoint, if Berth may connect to it: in public, encrypted; anything else only where private
 * ones are allowed. What a name resolves to can't be seen from a Worker. No refusal repeats the address: it may hold a key.
 */
export function endpointAddress(text: string, allowed: AllowedEndpoints): Result<URL> {
	if (!URL.canParse(text)) return refuse(notAnAddress);
	const url = new URL(text);
	if (!PROTOCOLS.has(url.protocol) || url.hostname === "") return refuse(notAnAddress);
	if (isLoopback(url.hostname) && portOf(url) === allowed.berthPort) return refuse(berthItself);
	if (allowed.privateEndpoint) return ok(url);
	const isPublic = ENCRYPTED.has(url.protocol) && isPublicHost(url.hostname);
	return isPublic ? ok(url) : refuse(notPublic);
}

/** `hostname` as a URL has it: lower case, and every spelling of an IPv4 address as four decimal numbers. */
export function isPublicHost(hostname: string): boolean {
	const host = withoutEnding(hostname.replace(/^\[|\]$/g, ""), ".");
	if (!ipaddr.isValid(host)) return host.includes(".") && !PRIVATE_NAMES.test(host);
	const address = ipaddr.process(host);
	const isAllotted = address.kind() === "ipv4" || address.match(PUBLIC_IPV6);
	return isAllotted && address.range() === "unicast";
}

const berthItself = problem("invalid_request", "cdp_url: must not be an address of this Berth");

const notAnAddress = problem("invalid_request", "cdp_url: must be an absolute http, https, ws or wss URL");

const notPublic = problem(
	"invalid_request",
	"cdp_url: must be https or wss, and of a public host; others only where ALLOW_PRIVATE_CDP permits them",
);
