import { decodeBase64Url, encodeBase64Url } from "hono/utils/encode";

export const toBase64Url = (bytes: Uint8Array<ArrayBuffer>): string =>
	encodeBase64Url(bytes.buffer).replaceAll("=", "");

/** The text behind base64url; `undefined` when it is none. */
export function textOfBase64Url(encoded: string): string | undefined {
	try {
		return new TextDecoder().decode(decodeBase64Url(encoded));
	} catch {
		return undefined;
	}
}
