import { expect, test } from "vitest";
import { addressIn } from "../../src/http/cloudflare/new-target-address.ts";

test.each([
	["http://a.test/", "http://a.test/"],
	["http://a.test/?b=c&url=d&e=%26", "http://a.test/?b=c&url=d&e=%26"],
	["http%3A%2F%2Fa.test%2F%3Fb%3Dc%26d", "http://a.test/?b=c&d"],
	["about:blank", "about:blank"],
	["data:text/html,<p>a</p>", "data:text/html,<p>a</p>"],
	["example.com", "example.com"],
	["%E0%A4%A", "%E0%A4%A"],
	["", undefined],
	["url=http%3A%2F%2Fa.test", undefined],
	["liveViewUrlExpiresInMs=60000&url=x", undefined],
	["other=1", undefined],
])("the query %j is the address %j", (query, address) => {
	expect(addressIn(query)).toBe(address);
});
