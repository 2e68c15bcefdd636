import type { IdentityOptions } from "../../domain/session.ts";
import script from "./page/disguise.page.js";
import { overrideFor, type UserAgentOverride } from "./user-agent.ts";

/** How a browser is to present itself. */
export interface Disguise {
	readonly override: UserAgentOverride;
	/** What to run in each page and worker before its own scripts. */
	readonly source: string;
}

/** A common machine of each system. */
const GRAPHICS: Readonly<Record<string, { readonly vendor: string; readonly renderer: string }>> = {
	Win32: {
		vendor: "Google Inc. (Intel)",
		renderer: "ANGLE (Intel, Intel(R) UHD Graphics 630 (0x00003E9B) Direct3D11 vs_5_0 ps_5_0, D3D11)",
	},
	MacIntel: {
		vendor: "Google Inc. (Apple)",
		renderer: "ANGLE (Apple, ANGLE Metal Renderer: Apple M1, Unspecified Version)",
	},
};
const LINUX_GRAPHICS = {
	vendor: "Google Inc. (Intel)",
	renderer: "ANGLE (Intel, Mesa Intel(R) UHD Graphics 630 (CFL GT2), OpenGL 4.6)",
};

/**
 * What a session asked for, on a browser that says of itself `own` (`Browser.getVersion`).
 * Without a user agent of its own it keeps the browser's, less the mark of one without a window.
 */
export function disguiseFor(
	{ userAgent, hidesAutomation }: IdentityOptions,
	own: { readonly userAgent: string; readonly product: string },
): Disguise {
	const shown = userAgent ?? own.userAgent.replace("HeadlessChrome/", "Chrome/");
	const ownVersion = own.product.split("/")[1] ?? "";
	const override = {
		...overrideFor(shown, ownVersion),
		...(hidesAutomation && { acceptLanguage: "en-US,en" }),
	};
	const disguise = {
		userAgent: shown,
		platform: override.platform,
		hints: override.userAgentMetadata,
		hidesAutomation,
		graphics: GRAPHICS[override.platform ?? ""] ?? LINUX_GRAPHICS,
	};
	return { override, source: `(() => {${script}\nputOnDisguise(${JSON.stringify(disguise)});})()` };
}
