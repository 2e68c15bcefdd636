import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { cacheHome, projectRoot } from "./project.ts";

/** Where the local Browser Run looks for its Chrome, and downloads one when nothing is there. */
export interface ChromeSlot {
	readonly folder: string;
	readonly executable: string;
	/** miniflare deletes a folder without this file when a launch fails. */
	readonly marker: string;
}

interface Layout {
	readonly platform: string;
	readonly executable: string;
}

const linuxExecutable = "chrome-linux64/chrome";
const macExecutable = "Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing";

/** As `@puppeteer/browsers`, which is bundled in miniflare, lays its folders out. */
const layouts: Readonly<Record<string, Layout>> = {
	"linux-x64": { platform: "linux", executable: linuxExecutable },
	"linux-arm64": { platform: "linux_arm", executable: linuxExecutable },
	"darwin-x64": { platform: "mac", executable: `chrome-mac-x64/${macExecutable}` },
	"darwin-arm64": { platform: "mac_arm", executable: `chrome-mac-arm64/${macExecutable}` },
};

/** Undefined on a platform that wrangler has no Chrome for, or that needs no help of ours. */
export function chromeSlot(cacheFolder: string): ChromeSlot | undefined {
	const layout = layouts[`${process.platform}-${process.arch}`];
	const version = chromeVersionOfMiniflare();
	if (layout === undefined || version === undefined) return undefined;
	const folder = join(cacheFolder, ".wrangler/chrome", `${layout.platform}-${version}`);
	return {
		folder,
		executable: join(folder, layout.executable),
		marker: join(folder, ".miniflare-install-complete"),
	};
}

/** The user's own cache folder, where a wrangler of another project may have put a Chrome already. */
export function userCacheHome(): string {
	const chosen = process.env["XDG_CACHE_HOME"];
	// In a wrangler of this project it is set to the project's own.
	if (chosen && resolve(projectRoot, chosen) !== cacheHome) return chosen;
	return join(homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache");
}

/** A constant of miniflare's bundle that it does not export. */
function chromeVersionOfMiniflare(): string | undefined {
	const wrangler = createRequire(import.meta.url).resolve("wrangler/package.json");
	const bundle = createRequire(wrangler).resolve("miniflare");
	if (!existsSync(bundle)) return undefined;
	return /BROWSER_VERSION = "([\d.]+)"/.exec(readFileSync(bundle, "latin1"))?.[1];
}
