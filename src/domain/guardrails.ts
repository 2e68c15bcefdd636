import { z } from "zod";
import { COMMON_CDNS } from "./built-in-sets.ts";
import { INNER_SCHEMES, NETWORK_SCHEMES } from "./local-page.ts";

/** What one session may be given, as with the hosted service. */
const MOST_PATTERNS = 50;
const MOST_SETS = 4;

const MOST_HOST_LENGTH = 253;
const ENDS_IN_A_PORT = /:\d*$/;

/**
 * A pattern of host names as it is compared: a host name in a URL's own spelling, with one `*` at most, which stands for
 * any characters, dots among them, or for none. `undefined` for what is no such pattern.
 */
export function readHostPattern(text: string): string | undefined {
	const trimmed = text.replace(/\.$/, "");
	if (trimmed === "*") return trimmed;
	if (trimmed === "" || text.length > MOST_HOST_LENGTH || /[\s/?#@%\\]/.test(trimmed)) return undefined;
	if (trimmed.includes("*")) return readWildcard(trimmed);
	if (ENDS_IN_A_PORT.test(trimmed)) return undefined;
	return hostOf(`http://${trimmed}/`);
}

/** Each label by itself: a URL has no host with a wildcard in it. */
function readWildcard(text: string): string | undefined {
	const labels = text.split(".").map((label) => {
		if (/^[\w-]*\*[\w-]*$/.test(label)) return label.toLowerCase();
		if (label === "" || label.includes("*")) return undefined;
		// With a name after it, a number is no part of an address.
		return hostOf(`http://${label}.x/`)?.slice(0, -".x".length);
	});
	const pattern = labels.join(".");
	return labels.includes(undefined) || pattern.split("*").length !== 2 ? undefined : pattern;
}

/** The host of a URL as patterns are compared with it: in lower case, in Punycode, an address in its one spelling. */
function hostOf(url: string): string | undefined {
	if (!URL.canParse(url)) return undefined;
	const host = new URL(url).hostname.replace(/\.$/, "");
	return host === "" ? undefined : host;
}

/** The hosts that a session may reach. */
export class AllowedHosts {
	readonly patterns: readonly string[];

	/** `patterns` as {@link readHostPattern} gives them; none for no host at all. */
	constructor(patterns: readonly string[]) {
		this.patterns = patterns;
	}

	/** Whether a host is on the list. */
	has(host: string): boolean {
		return this.patterns.some((pattern) => matches(pattern, host));
	}

	/** Whether all that a pattern stands for is on the list. */
	covers(pattern: string): boolean {
		// Nothing that a pattern of the list says by itself has these in it.
		return this.has(pattern.replace("*", "any.of-these"));
	}

	/** Whether a request for a URL may go out; one for anything on the browser's own machine may not. */
	permits(url: string): boolean {
		if (!URL.canParse(url)) return false;
		const { protocol } = new URL(url);
		if (INNER_SCHEMES.has(protocol)) return true;
		const host = NETWORK_SCHEMES.has(protocol) ? hostOf(url) : undefined;
		return host !== undefined && this.has(host);
	}
}

function matches(pattern: string, host: string): boolean {
	const [start = "", end] = pattern.split("*");
	if (end === undefined) return host === pattern;
	return host.length >= start.length + end.length && host.startsWith(start) && host.endsWith(end);
}

/** Whether an answer is that of guardrails, Berth's or the hosted service's. */
export const isGuardrailsAnswer = (headers: Readonly<Record<string, string>>): boolean =>
	headers["cf-mitigated"] === "guardrails";

export const hostPattern = z
	.string()
	.max(MOST_HOST_LENGTH)
	.transform((text, context) => {
		const pattern = readHostPattern(text);
		if (pattern !== undefined) return pattern;
		context.addIssue("must be a host name, or a pattern of one with one * at most");
		return z.NEVER;
	});

/** The name of a set that Berth has. */
export const domainSetName = z
	.string()
	.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: "must be of lower-case letters, digits and hyphens" });

const isSecureUrl = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === "https:";

/** The same, or the address of a list. */
const domainSet = z
	.string()
	.max(2048)
	.refine((text) => domainSetName.safeParse(text).success || isSecureUrl(text), {
		error: "must be the name of a set, or an https URL",
	});

/** A session's hosts, as they are asked for. */
export const guardrailsSchema = z.strictObject({
	allowedDomains: z.array(hostPattern).max(MOST_PATTERNS).optional(),
	allowedDomainSets: z.array(domainSet).max(MOST_SETS).optional(),
});

/** The hosts that a session is to reach, and no others: both lists together. An empty one allows nothing. */
export interface Guardrails {
	readonly allowedDomains?: readonly string[] | undefined;
	readonly allowedDomainSets?: readonly string[] | undefined;
}

/** The same with what its sets held when it was asked for. */
export interface ResolvedGuardrails extends Guardrails {
	/** All that is allowed, sets included; each once. */
	readonly hosts: readonly string[];
	/** What the hosted service is to be told, for a fence of its own; absent where it has no words for these. */
	readonly hosted?: Guardrails | undefined;
}

/** Whether anything is restricted at all. */
export const isRestricted = ({ allowedDomains, allowedDomainSets }: Guardrails): boolean =>
	allowedDomains !== undefined || allowedDomainSets !== undefined;

/** A set as it was resolved. */
export interface ResolvedSet {
	readonly name: string;
	readonly hosts: readonly string[];
}

/** Puts together what was asked for and what the sets hold. */
export function resolveWith(asked: Guardrails, sets: readonly ResolvedSet[]): ResolvedGuardrails {
	const { allowedDomains = [] } = asked;
	const hosts = [...new Set([...allowedDomains, ...sets.flatMap((set) => set.hosts)])];
	return { ...asked, hosts, hosted: hostedTerms(allowedDomains, sets) };
}

/** What the hosted service takes in a list. */
const isHostedTerm = (pattern: string): boolean => /^[a-z0-9.*-]+$/.test(pattern);

/** A fence that is narrower than what was asked for would be worse than none. */
function hostedTerms(domains: readonly string[], sets: readonly ResolvedSet[]): Guardrails | undefined {
	const isKnownThere = ({ name }: ResolvedSet) => name === COMMON_CDNS || isSecureUrl(name);
	const ownHosts = sets.filter((set) => !isKnownThere(set)).flatMap(({ hosts }) => hosts);
	const allowedDomains = [...new Set([...domains, ...ownHosts])];
	const allowedDomainSets = sets.filter(isKnownThere).map(({ name }) => name);
	if (allowedDomains.length > MOST_PATTERNS || !allowedDomains.every(isHostedTerm)) return undefined;
	return { allowedDomains, ...(allowedDomainSets.length > 0 && { allowedDomainSets }) };
}
