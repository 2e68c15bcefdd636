import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, ConnectOptions, LaunchOptions, PuppeteerNode } from "puppeteer-core";
import { takeBrowser, type TakenBrowser } from "./broker-client.ts";
import { variable } from "./environment.ts";
import { loadTypeScriptOf } from "./typescript-loader.ts";

/** Options of a launch that a connection has too. */
const connectOptions: ReadonlySet<string> = new Set([
	"defaultViewport",
	"acceptInsecureCerts",
	"slowMo",
	"protocolTimeout",
	"targetFilter",
	"downloadBehavior",
	"networkEnabled",
	"issuesEnabled",
	"handleDevToolsAsPage",
	"blocklist",
	"allowlist",
	"_isPageTarget",
]);

/** Options that a browser does not have which somebody else has started. */
const ownOptions = [
	"userDataDir",
	"pipe",
	"devtools",
	"enableExtensions",
	"ignoreDefaultArgs",
	"env",
	"dumpio",
	"debuggingPort",
] as const;

const folder = variable("CONFORMANCE_COPY");
const executablePath = variable("CONFORMANCE_CHROME");
loadTypeScriptOf(folder, { "@pptr/testserver": join(folder, "packages/testserver/src/index.ts") });

// The module that the tests have theirs from.
const loaded: unknown = createRequire(join(folder, "package.json"))(
	"puppeteer/lib/cjs/puppeteer/puppeteer.js",
);
const puppeteer = (loaded as { readonly default: PuppeteerNode }).default;
const launch = puppeteer.launch.bind(puppeteer);
Object.assign(puppeteer, {
	executablePath: () => executablePath,
	launch: (options: LaunchOptions = {}) => (isOfItsOwn(options) ? launchOwn(options) : take(options)),
});

async function take(options: LaunchOptions): Promise<Browser> {
	const args = (options.args ?? []).filter((arg) => !arg.startsWith("--host-resolver-rules"));
	return connect(options, await takeBrowser({ args }));
}

/** The test's own browser, seen through the side that this run is on. */
async function launchOwn(options: LaunchOptions): Promise<Browser> {
	const args = ["--no-sandbox", ...(options.args ?? [])];
	const own = await launch({ ...options, executablePath: options.executablePath ?? executablePath, args });
	if (options.pipe === true) return own;
	const taken = await takeBrowser({ socketUrl: own.wsEndpoint() });
	return connect(options, taken, () => own.close());
}

async function connect(
	options: LaunchOptions,
	taken: TakenBrowser,
	end?: () => Promise<void>,
): Promise<Browser> {
	const kept = Object.entries(options).filter(([name]) => connectOptions.has(name));
	const passed: ConnectOptions = Object.fromEntries(kept);
	const browser = await puppeteer.connect({ ...passed, browserWSEndpoint: taken.socketUrl });
	const close = browser.close.bind(browser);
	browser.close = async () => {
		await close().catch(() => undefined);
		await taken.release();
		await end?.().catch(() => undefined);
	};
	return browser;
}

const isOfItsOwn = (options: LaunchOptions): boolean =>
	ownOptions.some((name) => options[name] !== undefined && options[name] !== false) ||
	(options.args ?? []).some((arg) => /^(?!--)|^--(?:remote-debugging|user-data-dir)/.test(arg)) ||
	options.headless === false ||
	options.headless === "shell" ||
	options.waitForInitialPage === false ||
	options.browser === "firefox" ||
	options.protocol === "webDriverBiDi" ||
	(options.executablePath !== undefined && options.executablePath !== executablePath);
