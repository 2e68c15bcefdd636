import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { BrowserType, LaunchOptions } from "playwright-core";
import { takeBrowser } from "./broker-client.ts";
import { variable } from "./environment.ts";

const CONNECT_TIMEOUT_MS = 120_000;
const CLOSE_PATIENCE_MS = 10_000;
/** What a launch may ask for and still get a browser that somebody else has started. */
const takenOptions = new Set(["args", "headless", "channel", "timeout"]);
/** Playwright's own runner sets these, wherever the tests are. */
const runnersOptions = new Set(["executablePath", "handleSIGINT", "tracesDir", "artifactsDir"]);

// The module that the tests have theirs from.
const loaded: unknown = createRequire(join(variable("CONFORMANCE_COPY"), "package.json"))("playwright-core");
const playwright = loaded as { readonly chromium: BrowserType };
const { chromium } = playwright;
const launch = chromium.launch.bind(chromium);

chromium.launch = async (options: LaunchOptions = {}) => {
	// What the test's file says about launches.
	const said: unknown = Reflect.get(playwright, "_defaultLaunchOptions");
	const usual = Object.entries(said ?? {}).filter(([name]) => !runnersOptions.has(name));
	const all: LaunchOptions = { ...Object.fromEntries(usual), ...options };
	const isOwn = Object.entries(all).some(([name, value]) => value !== undefined && !takenOptions.has(name));
	if (isOwn || all.headless === false) return launch(options);
	const taken = await takeBrowser({ args: all.args ?? [] });
	const browser = await chromium.connectOverCDP(taken.socketUrl, { timeout: CONNECT_TIMEOUT_MS });
	const close = browser.close.bind(browser);
	browser.close = async (how) => {
		const closed = close(how).catch(() => undefined);
		// It may wait for a download that does not end before its browser does.
		await Promise.race([closed, setTimeout(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
		await taken.release();
	};
	return browser;
};
