import { withTimeout } from "../lib/timeout.ts";
import { isolatedWorld } from "./internals.ts";
import type { Tab } from "./tab.ts";

const PATIENCE_MS = 1_000;

/** Whether the page's thread is free to answer. */
export async function isResponsive({ page }: Tab): Promise<boolean> {
	try {
		await withTimeout(isolatedWorld(page.mainFrame()).evaluate("0"), PATIENCE_MS, "answering");
		return true;
	} catch {
		return false;
	}
}
