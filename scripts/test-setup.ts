import { prepareChrome } from "./chrome.ts";

/** Runs once before all tests. */
export default function setup(): void {
	console.log(`Chrome: ${prepareChrome()}`);
}
