import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { chromeOfEnvironment, downloadedChrome, systemChrome, type FoundChrome } from "./chrome-search.ts";
import { type ChromeSlot, chromeSlot, userCacheHome } from "./chrome-slot.ts";
import { DISABLED, isWrapper, wrapperScript } from "./chrome-wrapper.ts";
import { packedChrome } from "./packed-chrome.ts";
import { berthFolder, cacheHome } from "./project.ts";

/**
 * Puts a Chrome where the wrangler of this project finds it, in place of a download.
 *
 * @returns which one it is, for people to read
 * @throws when `CHROME_PATH` names none
 */
export function prepareChrome(): string {
	const slot = chromeSlot(cacheHome);
	if (slot === undefined) return "wrangler looks for it";
	const chrome = chromeFor(slot);
	if (chrome === undefined) return "wrangler downloads it when the first browser is made";
	if (chrome.path !== slot.executable) fillSlot(slot, wrapperScript(chrome));
	return `${chrome.path} (${chrome.origin})`;
}

/**
 * The Chrome for a slot, with the flags that Berth needs beside the launcher's; `undefined` when none is found.
 *
 * @throws when `CHROME_PATH` names none
 */
export function chromeFor(slot: ChromeSlot): FoundChrome | undefined {
	const chrome = findChrome(slot);
	return chrome && withLanguage(withoutPrefetches(withFlagsOfUser(chrome)), process.env);
}

function findChrome(slot: ChromeSlot): FoundChrome | undefined {
	const inUserCache = chromeSlot(userCacheHome());
	const downloads = [...adoptDownload(slot), ...(inUserCache ? [inUserCache.executable] : [])];
	return chromeOfEnvironment() ?? downloadedChrome(downloads) ?? systemChrome() ?? packedChrome(berthFolder);
}

/**
 * A Chrome that wrangler downloaded to the slot itself would outlive a wrangler that is killed: it is moved away, so
 * that the wrapper takes its place. Without the marker, it may still be on its way.
 *
 * @returns the executables of ours to look at
 */
function adoptDownload(slot: ChromeSlot): readonly string[] {
	const folder = join(berthFolder, basename(slot.folder));
	const executable = join(folder, relative(slot.folder, slot.executable));
	if (existsSync(slot.executable) && !isWrapper(slot.executable)) {
		if (!existsSync(slot.marker)) return [slot.executable];
		rmSync(folder, { recursive: true, force: true });
		renameSync(slot.folder, folder);
	}
	return [executable];
}

/** Chrome's sandbox refuses to run as root. */
function withFlagsOfUser(chrome: FoundChrome): FoundChrome {
	const flags = chrome.flags ?? [];
	if (process.getuid?.() !== 0 || flags.includes("--no-sandbox")) return chrome;
	return { ...chrome, flags: [...flags, "--no-sandbox"] };
}

/**
 * No interception sees what a page has prefetched by speculation rules, and a page that goes there next can read the answer.
 * Chrome 153 has no switch for these prefetches, but it begins none while there are as many as it may have at a time: 0. A
 * Chrome that does not know that limit gives each up after a millisecond, which a busy machine may be too slow for.
 */
function withoutPrefetches(chrome: FoundChrome): FoundChrome {
	const atATime =
		"PrefetchMultipleActiveSetSizeLimitForBase:prefetch_multiple_active_set_size_limit_for_base_value/0";
	const limits = "PrefetchUseContentRefactor:prefetch_timeout_ms/1/prefetch_container_lifetime_s/0";
	const flag = `--enable-features=${atATime},${limits}`;
	// A service worker with navigation preload would have its answer at once. A prerendered page would be one of these
	// prefetches first, beyond the limit; without that it asks by a request of its own, which interception sees.
	const without = `${DISABLED}PrefetchServiceWorker,Prerender2FallbackPrefetchSpecRules`;
	return { ...chrome, flags: [...(chrome.flags ?? []), flag, without] };
}

/**
 * In a locale that names no language, as in most containers, Chrome tells pages `en-US@posix` in `navigator.language`, and
 * takes the time of day as the C locale has it. Such a Chrome gets American English, which is what it falls back to.
 */
export function withLanguage(chrome: FoundChrome, env: NodeJS.ProcessEnv): FoundChrome {
	const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
	const namesLanguage = locale !== "" && !/^(?:C|POSIX)(?:\.|$)/.test(locale);
	return namesLanguage ? chrome : { ...chrome, env: { ...chrome.env, LC_ALL: "en_US.UTF-8" } };
}

/** A file that is right already stays as it is: a Chrome may be starting from it. */
export function fillSlot(slot: ChromeSlot, script: string): void {
	mkdirSync(dirname(slot.executable), { recursive: true });
	if (!existsSync(slot.executable) || readFileSync(slot.executable, "utf8") !== script) {
		const temporary = join(slot.folder, `wrapper-${process.pid}`);
		writeFileSync(temporary, script);
		chmodSync(temporary, 0o755);
		renameSync(temporary, slot.executable);
	}
	if (!existsSync(slot.marker)) writeFileSync(slot.marker, "");
}
