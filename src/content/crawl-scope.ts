import { getDomain } from "tldts";
import { isSameHost } from "./crawl-address.ts";

/** Which hosts a crawl job goes to. */
export interface HostScope {
	readonly includeExternalLinks: boolean;
	readonly includeSubdomains: boolean;
}

/** Whether an address is on a host that a job goes to which began at `site`; `www.` makes no difference. */
export function isInScope(
	url: URL,
	site: URL,
	{ includeExternalLinks, includeSubdomains }: HostScope,
): boolean {
	return includeExternalLinks || isSameHost(url, site) || (includeSubdomains && isSameDomain(url, site));
}

/**
 * Whether two hosts belong to one registrable domain, by the public suffix list: `a.example.co.uk` and
 * `b.example.co.uk` do, `a.github.io` and `b.github.io` do not.
 */
export function isSameDomain(one: URL, other: URL): boolean {
	const domain = getDomain(one.hostname, { allowPrivateDomains: true });
	return domain !== null && domain === getDomain(other.hostname, { allowPrivateDomains: true });
}
