import type { Context } from "hono";
import ipaddr from "ipaddr.js";
import type { BerthEnv } from "./context.ts";

/** The longest text of an IPv6 address, with an IPv4 address in it. */
const MAX_LENGTH = 45;

/**
 * From where a request comes: `CF-Connecting-IP`, which Cloudflare sets, and the local runtime where the caller has not.
 * `undefined` where nobody says so, as in a call of another Worker, or where it is no address.
 */
export function callerAddress(c: Context<BerthEnv>): string | undefined {
	const address = c.req.header("CF-Connecting-IP") ?? "";
	return address.length <= MAX_LENGTH && ipaddr.isValid(address)
		? ipaddr.process(address).toString()
		: undefined;
}

/** What one caller has of an address: all of IPv4's, the first 64 bits of IPv6's; empty for no address. */
export function networkOf(address: string | undefined): string {
	if (address === undefined) return "";
	const parsed = ipaddr.process(address);
	if (parsed instanceof ipaddr.IPv4) return address;
	return parsed.toNormalizedString().split(":").slice(0, 4).join(":");
}
