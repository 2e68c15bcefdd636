import type { Right } from "./principal.ts";

/** A token as it may be shown: everything but the token itself, which only its digest is kept of. */
export interface TokenRecord {
	readonly id: string;
	readonly account: string;
	readonly right: Right;
	readonly name: string;
	readonly email: string | null;
	/** Times are epoch milliseconds. */
	readonly createdAt: number;
	readonly expiresAt: number | null;
	readonly revokedAt: number | null;
}
