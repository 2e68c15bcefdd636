/** Hosts that pages commonly load scripts, styles and fonts from. The hosted service has a set of this name as well. */
export const COMMON_CDNS = "common-cdns";

/** The hosts of each set that every Berth has, by its name. */
export const BUILT_IN_SETS: ReadonlyMap<string, readonly string[]> = new Map([
	[
		COMMON_CDNS,
		[
			"ajax.aspnetcdn.com",
			"ajax.googleapis.com",
			"aspnetcdn.com",
			"cdn.jsdelivr.net",
			"*.jsdelivr.net",
			"cdn.tailwindcss.com",
			"cdnjs.cloudflare.com",
			"esm.run",
			"esm.sh",
			"fonts.googleapis.com",
			"fonts.gstatic.com",
			"kit.fontawesome.com",
			"maxcdn.bootstrapcdn.com",
			"stackpath.bootstrapcdn.com",
			"unpkg.com",
			"use.fontawesome.com",
			"use.typekit.net",
		],
	],
]);
