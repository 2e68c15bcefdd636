import { parse } from "bowser";
import { brandsOf } from "./brands.ts";

/** What `Emulation.setUserAgentOverride` takes. */
export interface UserAgentOverride {
	readonly userAgent: string;
	readonly acceptLanguage?: string;
	/** `navigator.platform`; absent where the user agent does not tell. */
	readonly platform?: string;
	/** What client hints say; absent for browsers that send none. */
	readonly userAgentMetadata?: UserAgentMetadata;
}

export interface UserAgentMetadata {
	readonly brands: readonly Brand[];
	readonly fullVersionList: readonly Brand[];
	readonly platform: string;
	readonly platformVersion: string;
	readonly architecture: string;
	readonly bitness: string;
	readonly model: string;
	readonly mobile: boolean;
	readonly wow64: boolean;
}

export interface Brand {
	readonly brand: string;
	readonly version: string;
}

/** What is said of a system by other means than the user agent; versions are those of its latest release. */
interface System {
	readonly hint: string;
	readonly navigator: string;
	readonly version: string;
	readonly architecture: string;
	readonly bitness: string;
}

const x86 = { architecture: "x86", bitness: "64" };
const arm = { architecture: "arm", bitness: "64" };
/** Phones leave it out. */
const untold = { architecture: "", bitness: "" };

const SYSTEMS: Readonly<Record<string, System>> = {
	Windows: { hint: "Windows", navigator: "Win32", version: "19.0.0", ...x86 },
	macOS: { hint: "macOS", navigator: "MacIntel", version: "26.1.0", ...arm },
	Linux: { hint: "Linux", navigator: "Linux x86_64", version: "", ...x86 },
	"Chrome OS": { hint: "Chrome OS", navigator: "Linux x86_64", version: "16328.60.0", ...x86 },
	Android: { hint: "Android", navigator: "Linux armv81", version: "16.0.0", ...untold },
};
const IOS_NAVIGATORS: Readonly<Record<string, string>> = { tablet: "iPad", mobile: "iPhone" };

/**
 * What goes with a user agent, so that the other places which tell of the browser agree with it. Client hints are
 * those of Chromium's browsers; for others, which have none, they are left out.
 *
 * @param ownVersion the full version of the browser that this will be said by
 */
export function overrideFor(userAgent: string, ownVersion: string): UserAgentOverride {
	const { browser, os, platform, engine } = parse(userAgent);
	const system = SYSTEMS[os.name ?? ""];
	const navigator =
		system?.navigator ?? (os.name === "iOS" ? IOS_NAVIGATORS[platform.type ?? ""] : undefined);
	if (engine.name !== "Blink" || system === undefined)
		return { userAgent, ...(navigator !== undefined && { platform: navigator }) };
	const chromium = /Chrome\/(\d+)/.exec(userAgent)?.[1] ?? "";
	const brand = browser.name ?? "Chrome";
	const version = majorOf(ownVersion) === chromium ? ownVersion : `${chromium}.0.0.0`;
	const ofBrand = majorOf(browser.version ?? "") === chromium ? version : (browser.version ?? version);
	const versions = { chromium: version, brand: ofBrand };
	return {
		userAgent,
		platform: system.navigator,
		userAgentMetadata: {
			brands: brandsOf(brand, { chromium, brand: majorOf(ofBrand) }),
			fullVersionList: brandsOf(brand, versions),
			platform: system.hint,
			platformVersion: system.version,
			architecture: system.architecture,
			bitness: system.bitness,
			model: "",
			mobile: platform.type === "mobile",
			wow64: false,
		},
	};
}

const majorOf = (version: string): string => version.split(".")[0] ?? "";
