/** Names of parameters, keys and headers, in lower case and without separators, of which any part gives them away. */
const TELLTALE =
	/token|secret|passw|passphrase|passcode|pwd|apikey|accesskey|privatekey|credential|signature|authoriz|bearer|jwt|csrf|xsrf|sess(?:ion)?id|cookie|assertion|saml|hmac|onetime|recoverycode|backupcode/;

/** Those that say it only as a whole; the last four are of Google's, CloudFront's and Azure's signed URLs. */
const SECRETS = new Set(
	["sid", "ticket", "sas", "authentication", "pw"].concat(["googleaccessid", "keypairid", "policy", "skoid"]),
);

/**
 * Those that say it by how they end, each with what may stand before it in a harmless name. Any other name with such an
 * end counts as secret: a name that is hidden without need costs its reader a value, and one that is shown costs its owner
 * a secret.
 */
const ENDINGS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
	[
		"key",
		words(
			"mon don tur hoc joc whis lac flun hot turn latch sort primary foreign partition public cache row object group " +
				"item index column col map site translation message locale i18n idempotency shortcut storage",
		),
	],
	[
		"code",
		words(
			"country lang language locale post postal zip area region state province city status error err exit return result " +
				"response reason http bar qr geo en de trans uni currency product item sku color colour char key op byte source " +
				"short dial airport iata icao iso hs type hash vs event",
		),
	],
	["pass", words("com encom by tres sur over under band high low multi single")],
	["pin", words("s hair linch")],
	["session", words("pos ob")],
	["auth", new Set()],
	["otp", new Set()],
	["sig", new Set()],
]);

/** Whether what goes by this name is likely a credential: `access_token`, `X-Api-Key`, `oobCode`, `user[password]`. */
export function isSecretName(name: string): boolean {
	const plain = plainName(name);
	if (SECRETS.has(plain) || TELLTALE.test(plain)) return true;
	const singular = plain.replace(/(?<!\d)\d+$/, "");
	for (const [ending, harmless] of ENDINGS)
		if (singular.endsWith(ending)) return !harmless.has(singular.slice(0, -ending.length));
	return false;
}

/** Whether a name leaves no doubt, whatever its value looks like: `password`, unlike `code` or `key`. */
export const isTelltaleName = (name: string): boolean => TELLTALE.test(plainName(name));

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

function words(text: string): ReadonlySet<string> {
	return new Set(text.split(" "));
}
