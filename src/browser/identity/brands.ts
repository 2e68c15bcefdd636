import type { Brand } from "./user-agent.ts";

/** What Chromium's browsers call themselves in client hints. */
const BRANDS: Readonly<Record<string, string>> = {
	Chrome: "Google Chrome",
	"Microsoft Edge": "Microsoft Edge",
	Opera: "Opera",
	Chromium: "Chromium",
};

const ORDERS = [
	[0, 1, 2],
	[0, 2, 1],
	[1, 0, 2],
	[1, 2, 0],
	[2, 0, 1],
	[2, 1, 0],
] as const;
const GREASE = [" ", "(", ":", "-", ".", "/", ")", ";", "=", "?", "_"];
const GREASE_VERSIONS = ["8", "99", "24"];

/**
 * The list that a browser of this version sends: its own brand, Chromium's, and one that stands for nothing, so that
 * nobody relies on the list; which and in what order follows from Chromium's major version (`GenerateBrandVersionList`
 * in its sources, components/embedder_support/user_agent_utils.cc).
 */
export function brandsOf(
	browser: string,
	versions: { readonly chromium: string; readonly brand: string },
): readonly Brand[] {
	const seed = Number.parseInt(versions.chromium, 10) || 0;
	const [first, second] = [GREASE[seed % GREASE.length], GREASE[(seed + 1) % GREASE.length]];
	const greaseVersion = GREASE_VERSIONS[seed % GREASE_VERSIONS.length] ?? "";
	const isFull = versions.chromium.includes(".");
	const grease = {
		brand: `Not${first}A${second}Brand`,
		version: isFull ? `${greaseVersion}.0.0.0` : greaseVersion,
	};
	const chromium = { brand: "Chromium", version: versions.chromium };
	const own = { brand: BRANDS[browser] ?? browser, version: versions.brand };
	if (own.brand === "Chromium") return seed % 2 === 0 ? [grease, chromium] : [chromium, grease];
	const list: Brand[] = [];
	for (const [index, at] of (ORDERS[seed % ORDERS.length] ?? ORDERS[0]).entries())
		list[at] = [grease, chromium, own][index] ?? grease;
	return list;
}
