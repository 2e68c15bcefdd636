import { toBase64Url } from "../lib/base64url.ts";

const SECRET_BYTES = 32;
const MARK_BYTES = 9;
/** The secret's 43 characters, and the mark's 12. */
const MARKED = /^(berth_[\w-]{43})([\w-]{12})$/;

const encoder = new TextEncoder();

/**
 * A new token of an account. Its last characters are a mark that only this Berth can make: with it a token is worth
 * looking up where others are not. It is no right: that is what the catalog knows.
 */
export async function newToken(signingSecret: string): Promise<string> {
	const token = `berth_${toBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))}`;
	return `${token}${await markOf(signingSecret, token)}`;
}

/** Whether this Berth made the token, revoked or not. Tokens from before there were marks have none. */
export async function isMarked(signingSecret: string, token: string): Promise<boolean> {
	const [, unmarked, mark] = MARKED.exec(token) ?? [];
	return unmarked !== undefined && mark === (await markOf(signingSecret, unmarked));
}

async function markOf(signingSecret: string, token: string): Promise<string> {
	const algorithm = { name: "HMAC", hash: "SHA-256" };
	const key = await crypto.subtle.importKey("raw", encoder.encode(signingSecret), algorithm, false, ["sign"]);
	const signature = await crypto.subtle.sign(algorithm, key, encoder.encode(`berth:token-mark:${token}`));
	return toBase64Url(new Uint8Array(signature).slice(0, MARK_BYTES));
}
