import { describe, expect, test } from "vitest";
import { endpointAddress } from "../../src/browser/endpoint-address.ts";

const KEY = "key-of-a-provider";

const allowing = (privateEndpoint: boolean) => ({ privateEndpoint, berthPort: "8787" });

describe("a cdp_url where private addresses are not allowed", () => {
	test.each([
		"https://browsers.example.com",
		"wss://browsers.example.com:8443/path?token=1",
		"wss://user:password@browsers.example.com",
		"wss://8.8.8.8",
		"https://[2606:4700::1111]:9222",
		"wss://[::ffff:8.8.8.8]",
	])("may be %s", (url) => {
		expect(endpointAddress(url, allowing(false))).toMatchObject({ ok: true });
	});

	test.each([
		["unencrypted", "http://browsers.example.com"],
		["unencrypted", "ws://browsers.example.com"],
		["loopback", "https://127.0.0.1:9222"],
		["loopback, short", "https://127.1"],
		["loopback, decimal", "https://2130706433"],
		["loopback, hexadecimal", "https://0x7f000001"],
		["loopback, hexadecimal in parts", "https://0x7f.0.0.1"],
		["loopback, octal", "https://0177.0.0.1"],
		["loopback, with a dot at the end", "https://127.0.0.1."],
		["loopback, in wide letters", "https://１２７.0.0.1"],
		["loopback of IPv6", "https://[::1]:9222"],
		["an IPv4 address in IPv6", "https://[::ffff:127.0.0.1]"],
		["an IPv4 address in IPv6, hexadecimal", "https://[::ffff:7f00:1]"],
		["an IPv4 address in IPv6, the old way", "https://[::7f00:1]"],
		["an IPv4 address behind NAT64", "https://[64:ff9b::7f00:1]"],
		["an IPv4 address over 6to4", "https://[2002:7f00:1::]"],
		["RFC 1918, 10/8", "https://10.0.0.1"],
		["RFC 1918, 172.16/12", "https://172.31.255.255"],
		["RFC 1918, 192.168/16", "https://192.168.1.1"],
		["link-local, a cloud's metadata", "https://169.254.169.254"],
		["carrier-grade NAT", "https://100.64.0.1"],
		["unspecified", "https://0.0.0.0"],
		["unspecified of IPv6", "https://[::]"],
		["broadcast", "https://255.255.255.255"],
		["multicast", "https://224.0.0.1"],
		["for documentation", "https://192.0.2.1"],
		["unique local", "https://[fd00::1]"],
		["link-local of IPv6", "https://[fe80::1]"],
		["site-local", "https://[fec0::1]"],
		["localhost", "https://localhost:9222"],
		["localhost in capitals", "https://LOCALHOST"],
		["localhost with a dot at the end", "https://localhost."],
		["below localhost", "https://chrome.localhost"],
		["a name without a dot", "https://chrome:9222"],
		["mDNS", "https://laptop.local"],
		["internal", "https://metadata.google.internal"],
		["at home", "https://nas.home.arpa"],
	])("may not be %s: %s", (_, url) => {
		expect(endpointAddress(url, allowing(false))).toMatchObject({
			ok: false,
			problem: { code: "invalid_request", message: expect.stringContaining("ALLOW_PRIVATE_CDP") },
		});
		expect(endpointAddress(url, allowing(true))).toMatchObject({ ok: true });
	});
});

describe.each([true, false])("a cdp_url, private ones allowed: %s", (allowsPrivate) => {
	test.each([
		["nothing", ""],
		["a path", "/devtools/browser"],
		["a file", "file:///etc/passwd"],
		["another protocol", "ftp://browsers.example.com"],
		["a script", "javascript:alert(1)"],
		["a host without its protocol", "browsers.example.com:9222"],
	])("may not be %s", (_, url) => {
		expect(endpointAddress(url, allowing(allowsPrivate))).toMatchObject({
			problem: { code: "invalid_request", message: expect.stringContaining("cdp_url: must be an absolute") },
		});
	});

	test.each([`http://10.0.0.1/?token=${KEY}`, `ftp://${KEY}@example.com`])(
		"is not repeated in a refusal",
		(url) => {
			expect(JSON.stringify(endpointAddress(url, allowing(false)))).not.toContain(KEY);
		},
	);
});

describe("Berth itself is no endpoint, whoever asks:", () => {
	test.each([
		"http://localhost:8787",
		"ws://127.0.0.1:8787/client/v4/accounts/a/browser-rendering/devtools/browser",
		"http://[::1]:8787",
		"http://0.0.0.0:8787",
		"http://berth.localhost:8787",
		"http://2130706433:8787",
		"http://[::ffff:127.0.0.1]:8787",
	])("%s", (url) => {
		expect(endpointAddress(url, allowing(true))).toMatchObject({
			ok: false,
			problem: { code: "invalid_request" },
		});
	});

	test("and a Chrome beside it is one", () => {
		expect(endpointAddress("http://127.0.0.1:9222", allowing(true))).toMatchObject({ ok: true });
	});
});
