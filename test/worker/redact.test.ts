import { describe, expect, test } from "vitest";
import { redactUrl } from "../../src/lib/redact.ts";

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
	])("%s", (url, redacted) => {
		expect(redactUrl(url)).toBe(redacted);
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
