import { describe, expect, test } from "vitest";
import { brandsOf } from "../../src/browser/identity/brands.ts";
import { identifyingHeaders } from "../../src/browser/identity/headers.ts";
import { randomUserAgent } from "../../src/browser/identity/random-user-agent.ts";
import { overrideFor } from "../../src/browser/identity/user-agent.ts";

const OWN = "156.0.7444.59";
const chrome = (system: string, rest = "Chrome/153.0.0.0 Safari/537.36") =>
	`Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${rest}`;

describe("what goes with a user agent", () => {
	test.each([
		[chrome("Windows NT 10.0; Win64; x64"), "Win32", { platform: "Windows", mobile: false, bitness: "64" }],
		[chrome("Macintosh; Intel Mac OS X 10_15_7"), "MacIntel", { platform: "macOS", mobile: false }],
		[chrome("X11; Linux x86_64"), "Linux x86_64", { platform: "Linux", architecture: "x86" }],
		[chrome("X11; CrOS x86_64 14541.0.0"), "Linux x86_64", { platform: "Chrome OS" }],
		[
			chrome("Linux; Android 10; K", "Chrome/153.0.0.0 Mobile Safari/537.36"),
			"Linux armv81",
			{ platform: "Android", mobile: true, architecture: "" },
		],
	])("%s", (userAgent, platform, hints) => {
		expect(overrideFor(userAgent, OWN)).toMatchObject({ userAgent, platform, userAgentMetadata: hints });
	});

	test.each([
		["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:156.0) Gecko/20100101 Firefox/156.0", "MacIntel"],
		[
			"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.6 Mobile/15E148 Safari/604.1",
			"iPhone",
		],
	])("has no client hints where the browser has none: %s", (userAgent, platform) => {
		expect(overrideFor(userAgent, OWN)).toEqual({ userAgent, platform });
	});

	test("is nothing for a user agent that tells nothing", () => {
		expect(overrideFor("my-crawler/1.0", OWN)).toEqual({ userAgent: "my-crawler/1.0" });
	});

	test("has the browser's own full version where the major one is its own", () => {
		const userAgent = chrome("X11; Linux x86_64", "Chrome/156.0.0.0 Safari/537.36");
		expect(overrideFor(userAgent, OWN).userAgentMetadata).toMatchObject({
			brands: expect.arrayContaining([{ brand: "Google Chrome", version: "156" }]),
			fullVersionList: expect.arrayContaining([{ brand: "Google Chrome", version: OWN }]),
		});
	});

	test("names Edge as Edge does", () => {
		const userAgent = chrome("Windows NT 10.0; Win64; x64", "Chrome/153.0.0.0 Safari/537.36 Edg/153.0.0.0");
		expect(overrideFor(userAgent, OWN).userAgentMetadata?.brands).toEqual(
			expect.arrayContaining([
				{ brand: "Microsoft Edge", version: "153" },
				{ brand: "Chromium", version: "153" },
			]),
		);
	});
});

test("brands are those that Chrome 153 was seen to send, in its order", () => {
	expect(brandsOf("Chrome", { chromium: "153", brand: "153" })).toEqual([
		{ brand: "Google Chrome", version: "153" },
		{ brand: "Not_A Brand", version: "8" },
		{ brand: "Chromium", version: "153" },
	]);
});

test("headers say the same", () => {
	expect(identifyingHeaders(overrideFor(chrome("Windows NT 10.0; Win64; x64"), OWN))).toEqual({
		"user-agent": chrome("Windows NT 10.0; Win64; x64"),
		"sec-ch-ua": '"Google Chrome";v="153", "Not_A Brand";v="8", "Chromium";v="153"',
		"sec-ch-ua-mobile": "?0",
		"sec-ch-ua-platform": '"Windows"',
	});
});

test("a random one is of a desktop's Chrome or Edge, and not always the same", () => {
	const chosen = new Set(Array.from({ length: 200 }, randomUserAgent));
	expect(chosen.size).toBeGreaterThan(3);
	for (const userAgent of chosen) {
		const { platform, userAgentMetadata } = overrideFor(userAgent, OWN);
		expect(["Win32", "MacIntel", "Linux x86_64"]).toContain(platform);
		expect(userAgentMetadata?.mobile).toBe(false);
	}
});
