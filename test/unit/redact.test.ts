import { describe, expect, test } from "vitest";
import { redactHeader, redactUrl, shownUrl } from "../../src/lib/redact.ts";
import { redactText } from "../../src/lib/redact-text.ts";
import { isSecretName } from "../../src/lib/secret-names.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

describe("what looks like a credential is taken out of a URL", () => {
	test.each([
		["https://me:word@a.test/x?y=1", "https://REDACTED@a.test/x?y=1"],
		["https://me@a.test", "https://REDACTED@a.test"],
		["https:\\\\me:word@a.test", "https:\\\\REDACTED@a.test"],
		["https:me:word@a.test", "https:REDACTED@a.test"],
		["//me:word@a.test/", "//REDACTED@a.test/"],
		["https://a.test/?token=abc&page=2", "https://a.test/?token=REDACTED&page=2"],
		["https://a.test/?page=2&access_token=a=b?c", "https://a.test/?page=2&access_token=REDACTED"],
		["https://a.test/?API-Key=1&refreshToken=2", "https://a.test/?API-Key=REDACTED&refreshToken=REDACTED"],
		["https://a.test/?user[password]=1", "https://a.test/?user[password]=REDACTED"],
		["https://a.test/?user%5Bpass%77ord%5D=1", "https://a.test/?user%5Bpass%77ord%5D=REDACTED"],
		[
			"https://a.test/?X-Amz-Signature=1&X-Amz-Date=2",
			"https://a.test/?X-Amz-Signature=REDACTED&X-Amz-Date=2",
		],
		["https://a.test/cb?code=1&state=2", "https://a.test/cb?code=REDACTED&state=2"],
		["https://a.test/cb#access_token=1&x=2", "https://a.test/cb#access_token=REDACTED&x=2"],
		["https://a.test/#/in?sid=1", "https://a.test/#/in?sid=REDACTED"],
		["https://a.test/a;jsessionid=1/b;v=2?x", "https://a.test/a;jsessionid=REDACTED/b;v=2?x"],
		[`https://a.test/verify/${JWT}/now`, "https://a.test/verify/REDACTED/now"],
		[`https://a.test/?t=${JWT}`, "https://a.test/?t=REDACTED"],
		["/relative?secret=1", "/relative?secret=REDACTED"],
		["https://a.test/?next=/b?token=1", "https://a.test/?next=/b?token=REDACTED"],
		[
			"https://a.test/?next=https%3A%2F%2Fme%3Aword%40b.test%2F%3Ftoken%3D1&x=2",
			`https://a.test/?next=${encodeURIComponent("https://REDACTED@b.test/?token=REDACTED")}&x=2`,
		],
		[
			"https://a.test/?oobCode=1&subscription-key=2",
			"https://a.test/?oobCode=REDACTED&subscription-key=REDACTED",
		],
		[
			"https://a.test/?auth_key=1&passcode=2&pin=3",
			"https://a.test/?auth_key=REDACTED&passcode=REDACTED&pin=REDACTED",
		],
		["view-source:https://me:word@a.test/", "view-source:https://REDACTED@a.test/"],
		["https://proxy.test/https://me:word@a.test/", "https://proxy.test/https://REDACTED@a.test/"],
		[`https://a.test/x-${JWT}`, "https://a.test/x-REDACTED"],
		[`https://a.test/eyJx.${JWT}`, "https://a.test/REDACTED"],
		[
			"https://a.test/?next=token%3D1%26page%3D2",
			`https://a.test/?next=${encodeURIComponent("token=REDACTED&page=2")}`,
		],
		[
			"https://a.test/?next=%zz%3Ftoken%3D1",
			`https://a.test/?next=${encodeURIComponent("%zz?token=REDACTED")}`,
		],
		[
			"https://a.test/?next=%252Fb%253Ftoken%253D1",
			`https://a.test/?next=${encodeURIComponent(encodeURIComponent("/b?token=REDACTED"))}`,
		],
	])("%s", (url, redacted) => {
		expect(redactUrl(url)).toBe(redacted);
	});
});

describe("a long address is cut, and never within a credential", () => {
	const long = "x".repeat(10_000);
	test.each([
		[`https://a.test/${long}`, "https://a.test/…"],
		[`https://me:${long}@a.test/`, "https://…"],
		[`https:me:${long}`, "…"],
		[`https://a.test/a;jsessionid=${long}`, "https://a.test/…"],
		[`https://a.test/?page=1&q=${long}`, "https://a.test/?page=1&q=…"],
		[`https://a.test/?token=${long}`, "https://a.test/?token=…"],
		[`https://a.test/?next=https%3A%2F%2Fme%3A${long}`, "https://a.test/?next=…"],
		[`https://a.test/?page=1&${long}`, "https://a.test/?page=1&…"],
	])("%#", (url, shown) => {
		expect(shownUrl(url)).toBe(shown);
	});
});

describe("names of credentials", () => {
	test.each(
		(
			"token access_token refreshToken X-Auth-Key Ocp-Apim-Subscription-Key X-Functions-Key Authentication X-Otp-Code " +
			"X-License-Key X-Session oobCode subscription-key auth_key passcode authcode code key pin pin2 otp session sig " +
			"user[password] dbpass login[pass] api.key sid verification_code smsCode xauth preauth csrf-token pw"
		).split(" "),
	)("%s is one", (name) => {
		expect(isSecretName(name)).toBe(true);
	});

	test.each(
		(
			"monkey keyboard keyword zipcode zip_code postcode postal-code countryCode country_code langcode statusCode " +
			"errorCode sort_key primaryKey cacheKey publicKey codec encode passenger compass bypass spin pinned opinion " +
			"author authority obsession possession signal design page keys sessions barcode qr_code keyCode"
		).split(" "),
	)("%s is none", (name) => {
		expect(isSecretName(name)).toBe(false);
	});
});

describe("of a header is shown", () => {
	test.each([
		["X-Auth-Key", "abc", "REDACTED"],
		["Ocp-Apim-Subscription-Key", "abc", "REDACTED"],
		["X-Functions-Key", "abc", "REDACTED"],
		["Authentication", "abc", "REDACTED"],
		["X-Otp-Code", "123456", "REDACTED"],
		["X-License-Key", "abc", "REDACTED"],
		["X-Session", "abc", "REDACTED"],
		["Sec-WebSocket-Protocol", "bearer.abc", "REDACTED"],
		["X-Whatever", "abc", "REDACTED"],
		["__proto__", "abc", "REDACTED"],
		["Content-Type", "text/html; charset=utf-8", "text/html; charset=utf-8"],
		["cache-control", "private, max-age=600", "private, max-age=600"],
		["Referer", "https://a.test/?token=1", "https://a.test/?token=REDACTED"],
		["Location", "/cb?code=1", "/cb?code=REDACTED"],
		["Link", "<https://me:word@a.test/x>; rel=preload", "<https://REDACTED@a.test/x>; rel=preload"],
	])("%s: %s", (name, value, shown) => {
		expect(redactHeader(name, value)).toBe(shown);
	});
});

describe("what looks like a credential is taken out of a text", () => {
	test.each([
		["GET http://user:PW@a.test/x failed", "GET http://REDACTED@a.test/x failed"],
		["postgres://me:p'w@db.test:5432/x", "postgres://REDACTED@db.test:5432/x"],
		["see https://a.test/?token=1&page=2, or not", "see https://a.test/?token=REDACTED&page=2, or not"],
		["login password=hunter2 ok", "login password=REDACTED ok"],
		["passcode: 4711, next", "passcode: REDACTED, next"],
		["the passwort is not English", "the passwort is not English"],
		['{"user":"ann","apiKey":"abc def","n":1}', '{"user":"ann","apiKey":"REDACTED","n":1}'],
		[
			String.raw`{"body":"{\"password\":\"a b\",\"x\":1}"}`,
			String.raw`{"body":"{\"password\":\"REDACTED\",\"x\":1}"}`,
		],
		["{ token: 'a\\'b', x: 1 }", "{ token: 'REDACTED', x: 1 }"],
		['"secret": "without an end', '"secret": "REDACTED'],
		["tokens: ['a', 'b'] done", "tokens: REDACTED done"],
		["Authorization: Bearer abc.def", "Authorization: REDACTED"],
		["Cookie: a=b; c=d\nHost: a.test", "Cookie: REDACTED\nHost: a.test"],
		["sent Bearer abcdefgh123 there", "sent Bearer REDACTED there"],
		["sent Basic dXNlcjpwdw== there", "sent Basic REDACTED there"],
		[`it is ${JWT}, they say`, "it is REDACTED, they say"],
		["user[password]=abc", "user[password]=REDACTED"],
		["token === 'abc'", "token === 'REDACTED'"],
		["sid=abc; theme=dark", "sid=REDACTED; theme=dark"],
		["code=abc123&state=1", "code=REDACTED&state=1"],
	])("%s", (text, shown) => {
		expect(redactText(text)).toBe(shown);
		expect(redactText(shown)).toBe(shown);
	});

	test.each([
		"",
		"Uncaught TypeError: x is not a function",
		"code: 404",
		'{"code":"ERR_NETWORK","status":0}',
		"key: true",
		"Basic authentication is required",
		"Referrer Policy: strict-origin-when-cross-origin",
		"monkey=1 postcode: 12345 statusCode=200",
		"https://a.test/?page=1#top",
		"12:30:59 at http://a.test/app.js:10:20",
		"{ password: { length: 8 } }",
	])("nothing is changed in %s", (text) => {
		expect(redactText(text)).toBe(text);
	});

	test("a long text is cut before a word, which may be half a credential", () => {
		const shown = redactText(`${"word ".repeat(6_552)}https://me:${"x".repeat(3_000)}@a.test/`);
		expect(shown).toMatch(/word…$/);
	});
});

test.each([
	"",
	"about:blank",
	"https://a.test/@me?author=b&keyboard=c&monkey=d&passenger=e&codec=f",
	"https://a.test/?q=a%20b+c%&empty=&flag",
	"https://a.test/?token=&next=%2Fb%3Fpage%3D1",
	"https://a.test/?mail=a%40b.test",
	"data:text/html,<a href='?token=1'>https://me:word@a.test</a>",
	"mailto:me@a.test",
])("nothing is changed in %s", (url) => {
	expect(redactUrl(url)).toBe(url);
});

test("a URL in a URL in a URL hides nothing, and there is an end to it", () => {
	let url = "https://a.test/?token=abc123";
	for (let depth = 0; depth < 12; depth += 1) url = `https://a.test/?next=${encodeURIComponent(url)}`;
	expect(redactUrl(url)).not.toContain("abc123");
	expect(redactUrl(`https://a.test/${"?a=".repeat(100_000)}`)).toContain("REDACTED");
});
