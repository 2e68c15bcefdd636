/**
 * How D1 fails: it refuses; it does what it was asked and the answer is lost; or it answers nothing for a while and
 * does it late.
 */
export const CATALOG_FAULTS = ["error", "lost", "hang"] as const;

export type CatalogFaultMode = (typeof CATALOG_FAULTS)[number];

export interface CatalogFault {
	readonly mode: CatalogFaultMode;
	/** Every how many-th call fails; 1 for each. */
	readonly every: number;
	/** Epoch milliseconds. */
	readonly until: number;
}

/** The one switch of this isolate, in which wrangler runs the Worker and all objects. */
let fault: CatalogFault | undefined;
let calls = 0;
let failures = 0;

export function setFault(next: CatalogFault): void {
	fault = next;
}

export const failuresSoFar = (): number => failures;

/** One call of D1, or what becomes of it now. */
export async function undergo<T>(call: () => Promise<T>): Promise<T> {
	calls += 1;
	const now = fault;
	if (now === undefined || Date.now() >= now.until || calls % now.every !== 0) return call();
	failures += 1;
	if (now.mode === "hang") {
		await new Promise((resolve) => setTimeout(resolve, now.until - Date.now()));
		return call();
	}
	if (now.mode === "lost") await call();
	// The text must never reach a client: the driver looks for it in every body.
	throw new Error(`D1_ERROR: chaos: made to fail (${now.mode})`);
}
