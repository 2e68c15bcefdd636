import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { chromeFor, fillSlot } from "../scripts/chrome.ts";
import { chromeSlot } from "../scripts/chrome-slot.ts";
import { wrapperScript } from "../scripts/chrome-wrapper.ts";

/** The names under which the suites' pages see their own servers. */
const ownNames = ["domain1.test", "domain2.test", "domain3.test", "mapped.local"];
const resolverRules = `--host-resolver-rules=${ownNames.map((name) => `MAP ${name} 127.0.0.1`).join(",")}`;

/** The one Chrome of a run, for Berth, for those that run without it, and for tests that start their own. */
export interface ChromeOfRun {
	/** What wrangler takes as `XDG_CACHE_HOME`, so that no other wrangler of the project shares it. */
	readonly cacheFolder: string;
	/** In the place that wrangler takes it from. It ends when its standard input does. */
	readonly executable: string;
	/** The same for tests that start one: it is Chrome itself, in the end. */
	readonly bareExecutable: string;
	/** More arguments for the browsers that wrangler starts, a line each, while the file is there. */
	readonly moreArgsFile: string;
	readonly isHeadlessShell: boolean;
}

/** @throws where no Chrome is found */
export function prepareChromeOfRun(folder: string): ChromeOfRun {
	const cacheFolder = join(folder, "cache");
	const slot = chromeSlot(cacheFolder);
	const chrome = slot && chromeFor(slot);
	if (slot === undefined || chrome === undefined)
		throw new Error("There is no Chrome: name one with CHROME_PATH.");
	const flags = [...(chrome.flags ?? []), resolverRules];
	const env = Object.entries(chrome.env ?? {}).map(([name, value]) => `${name}=${value}`);
	const start = (more: readonly string[]) =>
		`exec ${["env", ...env, chrome.path, ...more].map(quoted).join(" ")}`;
	mkdirSync(folder, { recursive: true });
	const bareExecutable = join(folder, "chrome");
	writeScript(bareExecutable, `${start(flags)} "$@"\n`);
	const moreArgsFile = join(folder, "chrome-args");
	rmSync(moreArgsFile, { force: true });
	const path = join(folder, "chrome-with-args");
	const add = `while IFS= read -r arg; do set -- "$@" "$arg"; done <${quoted(moreArgsFile)}`;
	writeScript(path, `if test -e ${quoted(moreArgsFile)}; then\n\t${add}\nfi\n${start([])} "$@"\n`);
	fillSlot(slot, wrapperScript({ path, origin: chrome.origin, flags }));
	const isHeadlessShell = chrome.origin === "packed in @sparticuz/chromium";
	return { cacheFolder, executable: slot.executable, bareExecutable, moreArgsFile, isHeadlessShell };
}

function writeScript(path: string, text: string): void {
	writeFileSync(path, `#!/bin/sh\n${text}`);
	chmodSync(path, 0o755);
}

/** A Chrome's version, and how it was started. */
export interface StartedChrome {
	readonly version: string;
	readonly args: readonly string[];
}

/** What the browser behind a socket is, so that another one can be started in the same way. */
export async function startedChrome(socketUrl: string): Promise<StartedChrome> {
	const browser = await puppeteer.connect({ browserWSEndpoint: socketUrl, defaultViewport: null });
	try {
		const link = await browser.target().createCDPSession();
		const { arguments: all } = await link.send("Browser.getBrowserCommandLine");
		const args = all.slice(1).filter((arg) => !/^--(?:remote-debugging-port|user-data-dir)=/.test(arg));
		return { version: await browser.version(), args };
	} finally {
		await browser.disconnect();
	}
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
