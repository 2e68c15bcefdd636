const IV_BYTES = 12;

const encoder = new TextEncoder();

/**
 * Encrypts with AES-256-GCM under a key derived from `secret` (HKDF-SHA-256). `purpose` says what this is and whose, as
 * `profile:ID`: only {@link unseal} with the same one opens it, so that nothing sealed can be put in another's place.
 */
export async function seal(
	secret: string,
	purpose: string,
	plain: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
	const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
	const encrypted = await crypto.subtle.encrypt(algorithm(iv, purpose), await keyFrom(secret), plain);
	const sealed = new Uint8Array(IV_BYTES + encrypted.byteLength);
	sealed.set(iv);
	sealed.set(new Uint8Array(encrypted), IV_BYTES);
	return sealed;
}

/** What was sealed; `undefined` when it was not sealed with this secret and purpose, or was changed since. */
export async function unseal(
	secret: string,
	purpose: string,
	sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
	const iv = sealed.slice(0, IV_BYTES);
	try {
		const key = await keyFrom(secret);
		return new Uint8Array(await crypto.subtle.decrypt(algorithm(iv, purpose), key, sealed.slice(IV_BYTES)));
	} catch {
		return undefined;
	}
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, purpose: string) => ({
	name: "AES-GCM",
	iv,
	additionalData: encoder.encode(purpose),
});

async function keyFrom(secret: string): Promise<CryptoKey> {
	const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
	const derivation = {
		name: "HKDF",
		hash: "SHA-256",
		salt: new Uint8Array(),
		info: encoder.encode("berth:seal"),
	};
	return crypto.subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, [
		"encrypt",
		"decrypt",
	]);
}
