import type { CDPSession } from "@cloudflare/puppeteer";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";
import type { Deadline } from "./deadline.ts";
import { pageClient, stopLoading } from "./internals.ts";
import type { Tab } from "./tab.ts";

/** For so long a page that is to be left may be silent until what loads in it is stopped, and then its script. */
const LOAD_PATIENCE_MS = 1_000;
const SCRIPT_PATIENCE_MS = 2_000;
const LAST_PATIENCE_MS = 1_000;
/** Timers of the page that would start the same again are due before one of so many milliseconds. */
const REST_MS = 50;

/** Ends what keeps a page busy for longer than so many milliseconds. Where nothing runs, it would be whatever runs next. */
export async function stopIfBusy(client: CDPSession, patienceMs: number): Promise<void> {
	if (!(await isAnswered(ask(client, "0"), patienceMs))) await terminate(client);
}

/**
 * Whether a page that is to be left is free for that; a script that keeps it busy is ended. Chrome shows the next document
 * in the same process where it can. It would wait there for that script, for ever, and end it for nobody any more.
 */
export async function freeToLeave({ page, navigations }: Tab, { leftMs }: Deadline): Promise<boolean> {
	// Chrome is silent about a page that is being left, and keeps what would end its script for the next document's.
	if (navigations.isBeingLeft) return true;
	const client = pageClient(page);
	const patience = (ms: number): number => Math.min(ms, leftMs / 4);
	const answer = ask(client, "0");
	if (await isAnswered(answer, patience(LOAD_PATIENCE_MS))) return true;
	// It may be another client that has it left, for an address that does not answer.
	void stopLoading(page);
	if (await isAnswered(answer, patience(SCRIPT_PATIENCE_MS))) return true;
	void terminate(client);
	return isAnswered(
		answer.then(() => ask(client, `new Promise((resolve) => setTimeout(resolve, ${REST_MS}))`)),
		patience(LAST_PATIENCE_MS),
	);
}

const ask = (client: CDPSession, expression: string): Promise<unknown> =>
	client.send("Runtime.evaluate", { expression, awaitPromise: true }).catch(() => undefined);

async function isAnswered(answer: Promise<unknown>, patienceMs: number): Promise<boolean> {
	try {
		await withTimeout(answer, patienceMs, "answering");
		return true;
	} catch (thrown) {
		if (thrown instanceof TimeoutError) return false;
		throw thrown;
	}
}

async function terminate(client: CDPSession): Promise<void> {
	await client.send("Runtime.terminateExecution").catch(() => undefined);
}
