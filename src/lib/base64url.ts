import { decodeBase64Url, encodeBase64Url } from "hono/utils/encode";

export const toBase64Url = (bytes: Uint8Array<ArrayBuffer>): string =>
	encodeBase64Url(bytes.buffer).replaceAll("=", "");

export const base64UrlOfText = (text: string): string =>
	toBase64Url(Uint8Array.from(new TextEncoder().encode(text)));

/** The text behind base64url; `undefined` when it is none. */
export function textOfBase64Url(encoded: string): string | undefined {
	try {
		return new TextDecoder().decode(decodeBase64Url(encoded));
	} catch {
		return undefined;
	}
}
