import { prepareChrome } from "./chrome.ts";
import { buildPages } from "./pages.ts";

/** Runs once before all tests. */
export default async function setup(): Promise<void> {
	console.log(`Chrome: ${prepareChrome()}`);
	await buildPages();
}
