import { Random } from "./random.ts";
import type { CatalogFaultMode } from "./worker/catalog-fault.ts";

/** One thing that goes wrong; `afterMs` counts from the one before, or from when wrangler was there again. */
export type Fault = { readonly afterMs: number } & FaultKind;

export type FaultKind =
	/** `pick` chooses among the Chromes that there are then. */
	| { readonly kind: "kill_chrome"; readonly pick: number }
	| { readonly kind: "stop_chrome"; readonly pick: number; readonly forMs: number }
	| { readonly kind: "drop_sockets"; readonly pick: number }
	| { readonly kind: "restart_wrangler" }
	| { readonly kind: "kill_wrangler" }
	| {
			readonly kind: "fail_catalog";
			readonly mode: CatalogFaultMode;
			readonly every: number;
			readonly forMs: number;
	  }
	| { readonly kind: "reconcile" };

/** One deck holds each kind as often as it is to happen; it is gone through again and again, each time shuffled. */
const DECK: readonly FaultKind["kind"][] = [
	...Array<"kill_chrome">(4).fill("kill_chrome"),
	...Array<"stop_chrome">(3).fill("stop_chrome"),
	...Array<"drop_sockets">(2).fill("drop_sockets"),
	...Array<"fail_catalog">(4).fill("fail_catalog"),
	...Array<"reconcile">(2).fill("reconcile"),
	"restart_wrangler",
	"kill_wrangler",
];
const GAP_MS = { least: 500, most: 3_500 };
const STOP_MS = { least: 500, most: 14_000 };
const CATALOG_MS = { least: 300, most: 6_000 };

/** Without an end. */
export function* planFaults(seed: number): Generator<Fault> {
	const random = new Random(seed, "faults");
	for (;;) {
		for (const kind of random.shuffled(DECK))
			yield { afterMs: random.between(GAP_MS.least, GAP_MS.most), ...faultOf(kind, random) };
	}
}

function faultOf(kind: FaultKind["kind"], random: Random): FaultKind {
	switch (kind) {
		case "stop_chrome":
			return { kind, pick: random.next(), forMs: random.between(STOP_MS.least, STOP_MS.most) };
		case "fail_catalog":
			return {
				kind,
				mode: random.weighted({ error: 1, lost: 1, hang: 1 }),
				every: random.chance(0.5) ? 1 : random.between(2, 4),
				forMs: random.between(CATALOG_MS.least, CATALOG_MS.most),
			};
		case "kill_chrome":
		case "drop_sockets":
			return { kind, pick: random.next() };
		default:
			return { kind };
	}
}
