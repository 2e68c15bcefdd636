import { expect, test } from "vitest";
import { withLanguage } from "../../scripts/chrome.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { OwnChrome } from "./own-chrome.ts";

const chrome = { path: "/chrome", origin: "system", env: { GIVEN: "1" } } as const;
const american = { GIVEN: "1", LC_ALL: "en_US.UTF-8" };

test.each<[string, NodeJS.ProcessEnv, Readonly<Record<string, string>>]>([
	["no locale at all", {}, american],
	["an empty one", { LANG: "" }, american],
	["the C locale", { LANG: "C" }, american],
	["the C locale in UTF-8", { LANG: "C.UTF-8" }, american],
	["the POSIX locale", { LANG: "de_DE.UTF-8", LC_ALL: "POSIX" }, american],
	["a language", { LANG: "de_DE.UTF-8" }, { GIVEN: "1" }],
	["a language over the C locale", { LANG: "C", LC_ALL: "fr_FR" }, { GIVEN: "1" }],
	["a language that begins with C", { LANG: "Cs_CZ" }, { GIVEN: "1" }],
])("Chrome's language with %s", (_, env, expected) => {
	expect(withLanguage(chrome, env).env).toEqual(expected);
});

test("pages are told a language that is one", async () => {
	await using own = await OwnChrome.start();
	const [tab] = await own.tabs();
	const page = await CdpSocket.open(`${own.url.replace("http", "ws")}/devtools/page/${tab?.id}`);
	expect(await page.evaluate("navigator.language")).toMatch(/^[a-z]{2,3}(?:-[A-Z]{2})?$/);
});
