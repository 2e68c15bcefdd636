import { accessSync, constants, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { isWrapper } from "./chrome-wrapper.ts";

/** A Chrome that was found, and where: the words are shown to the user. */
export interface FoundChrome {
	readonly path: string;
	readonly origin: "CHROME_PATH" | "downloaded by wrangler" | "system" | "packed in @sparticuz/chromium";
	readonly flags?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
}

const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome"];
const macApps = ["Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium"];

/** @throws when `CHROME_PATH` is set and holds no executable file. */
export function chromeOfEnvironment(): FoundChrome | undefined {
	const value = process.env["CHROME_PATH"];
	if (!value) return undefined;
	const path = resolve(value);
	if (!isExecutable(path)) throw new Error(`CHROME_PATH is ${value}: there is no executable file`);
	return { path, origin: "CHROME_PATH" };
}

/** A Chrome for Testing that wrangler downloaded to one of `executables`. */
export function downloadedChrome(executables: readonly string[]): FoundChrome | undefined {
	const path = executables.find((candidate) => isExecutable(candidate) && !isWrapper(candidate));
	return path === undefined ? undefined : { path, origin: "downloaded by wrangler" };
}

export function systemChrome(): FoundChrome | undefined {
	const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
	const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
	if (process.platform === "darwin") {
		const appFolders = ["/Applications", join(homedir(), "Applications")];
		candidates.unshift(...macApps.flatMap((app) => appFolders.map((folder) => join(folder, app))));
	}
	const path = candidates.find((candidate) => isExecutable(candidate) && !isSnap(candidate));
	return path === undefined ? undefined : { path, origin: "system" };
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

/** A snap has its own view of /tmp, where miniflare makes the profiles, and needs an environment that miniflare does not hand on. */
function isSnap(path: string): boolean {
	const target = realpathSync(path);
	if (target.startsWith("/snap/") || target.endsWith("/snap")) return true;
	return statSync(target).size < 16_384 && readFileSync(target, "latin1").includes("/snap/bin/");
}
