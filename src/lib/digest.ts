import { toBase64Url } from "./base64url.ts";

const encoder = new TextEncoder();

const sha256 = (text: string): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", encoder.encode(text));

/** SHA-256 of a text, as base64url. */
export async function digestOf(text: string): Promise<string> {
	return toBase64Url(new Uint8Array(await sha256(text)));
}

/** Compares two secrets by their digests, in time that tells nothing about either. */
export async function sameSecret(a: string, b: string): Promise<boolean> {
	const [left, right] = await Promise.all([sha256(a), sha256(b)]);
	return crypto.subtle.timingSafeEqual(left, right);
}
