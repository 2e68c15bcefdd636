const REDACTED = "REDACTED";
/** URLs within URLs are looked into so deep; a parameter that holds more is redacted as a whole. */
const MOST_DEPTH = 3;

/** Names of parameters, in lower case and without separators, of which any part gives them away. */
const TELLTALE =
	/token|secret|passw|passphrase|pwd|apikey|accesskey|privatekey|credential|signature|authoriz|bearer|jwt|csrf|xsrf|sess(?:ion)?id|cookie|assertion|saml|hmac|onetime/;
/** Those that say it only as a whole. */
const SECRETS = new Set(
	[
		"auth",
		"oauth",
		"key",
		"pass",
		"pin",
		"otp",
		"totp",
		"sid",
		"session",
		"sig",
		"code",
		"ticket",
		"sas",
	].concat(
		// Of Google's, CloudFront's and Azure's signed URLs.
		["googleaccessid", "keypairid", "policy", "skoid"],
	),
);

const USERINFO = /^((?:[a-z][a-z0-9+.-]*:)?[/\\]{2,}|(?:https?|wss?|ftp):[/\\]?)[^/\\?#]*@/i;
const PARAMETER = /([?&#])([^=&#?]*)=([^&#]*)/g;
const PATH_PARAMETER = /;([^=/?#;]*)=[^/?#;]*/g;
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/**
 * A URL without what looks like a credential in it: user and password, parameters of its query or fragment that are named
 * like one, and JSON web tokens. The rest stays as it is written, also where it is no valid URL.
 */
export const redactUrl = (url: string): string => redactWithin(url, 0);

const LONGEST_URL = 4_096;

/** A URL to be written down: redacted, and cut; `mostOfData` is for `data:` URLs, which hold what would be a body. */
export const shownUrl = (url: string, mostOfData = LONGEST_URL): string =>
	redactUrl(url).slice(0, url.startsWith("data:") ? mostOfData : LONGEST_URL);

const URLS = /\b(?:https?|wss?|ftp):\/\/[^\s"'<>]+/gi;

/** A text without what looks like a credential in the URLs that it names. */
export const redactText = (text: string): string => text.replace(URLS, (url) => redactUrl(url));

function redactWithin(url: string, depth: number): string {
	// Those hold content, not an address.
	if (/^\s*(?:data|javascript):/i.test(url)) return url;
	const [path = "", ...rest] = url.split(/(?=[?#])/);
	return (path.replace(USERINFO, `$1${REDACTED}@`).replace(PATH_PARAMETER, pathParameter) + rest.join(""))
		.replace(
			PARAMETER,
			(_, mark: string, name: string, value: string) =>
				`${mark}${name}=${isSecret(name) && value !== "" ? REDACTED : redactValue(value, depth)}`,
		)
		.replace(JSON_WEB_TOKEN, REDACTED);
}

const pathParameter = (whole: string, name: string): string =>
	isSecret(name) ? `;${name}=${REDACTED}` : whole;

/** Whether a parameter of this name, as it stands in a URL, looks like a credential. */
const isSecret = (name: string): boolean => {
	const plain = (decoded(name) ?? name).toLowerCase().replace(/[^a-z0-9]/g, "");
	return SECRETS.has(plain) || TELLTALE.test(plain);
};

/** A parameter may hold a URL itself, such as the one to return to. */
function redactValue(value: string, depth: number): string {
	const inner = decoded(value) ?? value;
	if (!/[?&#=@]/.test(inner)) return value;
	if (depth === MOST_DEPTH) return REDACTED;
	const redacted = redactWithin(inner, depth + 1);
	if (redacted === inner) return value;
	return inner === value ? redacted : encodeURIComponent(redacted);
}

function decoded(text: string): string | undefined {
	try {
		return decodeURIComponent(text.replaceAll("+", " "));
	} catch {
		return undefined;
	}
}

const SECRET_HEADERS = new Set(["cookie", "set-cookie", "authorization", "proxy-authorization"]);

/** The value of a header without what looks like a credential: all of it, or what of it is in a URL. */
export const redactHeader = (name: string, value: string): string =>
	SECRET_HEADERS.has(name.toLowerCase()) || isSecret(name) ? REDACTED : redactUrl(value);
