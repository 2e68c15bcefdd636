import { call } from "./call.ts";

/** A list of hosts that guardrails may name. */
export interface DomainSet {
	readonly name: string;
	readonly domains: readonly string[];
	/** One that every Berth has, and that stays as it is. */
	readonly isBuiltIn: boolean;
	/** Epoch milliseconds. */
	readonly updatedAt?: number;
}

const SETS = "/berth/v1/domain-sets";
const at = (name: string): string => `${SETS}/${encodeURIComponent(name)}`;

export const listDomainSets = async (signal: AbortSignal): Promise<readonly DomainSet[]> =>
	(await call<{ domainSets: DomainSet[] }>("GET", SETS, { signal })).domainSets;

/** Makes a set, or replaces what it holds. */
export const saveDomainSet = (name: string, domains: readonly string[]): Promise<DomainSet> =>
	call("PUT", at(name), { body: { domains } });

export const deleteDomainSet = (name: string): Promise<unknown> => call("DELETE", at(name));
