import type { Limits, OwnLimits } from "../../../domain/limits.ts";
import type { TokenRecord } from "../../../domain/token.ts";
import { call } from "./call.ts";

export interface NewToken {
	readonly account: string;
	readonly right: string;
	readonly name: string;
	readonly email?: string | undefined;
	readonly expiresAt?: number | undefined;
}

export interface AccountCapacity {
	readonly account: string;
	readonly active: number;
	readonly waiting: number;
	readonly browserTimeTodayMs: number;
	readonly timeUntilNextAcquisitionMs: number;
	readonly limits: Limits;
}

export interface Capacity {
	readonly accounts: readonly AccountCapacity[];
	/** For the admin: all accounts together. */
	readonly deployment?: {
		readonly active: number;
		readonly waiting: number;
		readonly maxConcurrentBrowsers: number;
	};
}

export interface AccountLimits {
	readonly limits: Limits;
	/** Those that are the account's own. */
	readonly own: OwnLimits;
}

export interface Profile {
	readonly profile_id: string;
	readonly name: string | null;
}

const TOKENS = "/berth/v1/tokens";
const ofAccount = (account: string): string =>
	account === "" ? "" : `?account=${encodeURIComponent(account)}`;

export const listTokens = async (account: string, signal: AbortSignal): Promise<readonly TokenRecord[]> =>
	(await call<{ tokens: TokenRecord[] }>("GET", `${TOKENS}${ofAccount(account)}`, { signal })).tokens;

/** The answer is the only place that shows the token. */
export const createToken = (body: NewToken): Promise<TokenRecord & { readonly token: string }> =>
	call("POST", TOKENS, { body });

export const revokeToken = (id: string): Promise<unknown> =>
	call("DELETE", `${TOKENS}/${encodeURIComponent(id)}`);

export const readCapacity = (account: string, signal: AbortSignal): Promise<Capacity> =>
	call("GET", `/berth/v1/capacity${ofAccount(account)}`, { signal });

const limitsPath = (account: string): string => `/berth/v1/accounts/${encodeURIComponent(account)}/limits`;

export const readLimits = (account: string, signal: AbortSignal): Promise<AccountLimits> =>
	call("GET", limitsPath(account), { signal });

export const writeLimits = (account: string, own: OwnLimits): Promise<AccountLimits> =>
	call("PUT", limitsPath(account), { body: own });

export const listProfiles = async (account: string, signal: AbortSignal): Promise<readonly Profile[]> =>
	(await call<{ profiles: Profile[] }>("GET", "/profiles", { account, signal })).profiles;
