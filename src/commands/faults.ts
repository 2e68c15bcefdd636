import { type Problem, problem } from "../domain/problem.ts";
import { TimeoutError } from "../lib/timeout.ts";
import { Refused } from "./refused.ts";

const MOST_CHARACTERS = 500;

/** What puppeteer's and Chrome's own errors mean; they have no codes, so their words have to do. */
const MEANINGS: readonly (readonly [RegExp, (message: string) => Problem])[] = [
	[
		/Connection closed|WebSocket is not open|Session closed.*browser/i,
		() => problem("browser_unreachable", "The connection to the browser was lost."),
	],
	[
		/Execution context was destroyed|Inspected target navigated|Cannot find context|context.*navigation|Navigating frame was detached|frame got detached|detached Frame|Not attached to an active page/i,
		() => problem("page_navigated", "The page was left for another one while the command was at work."),
	],
	[/crashed/i, () => problem("page_crashed", "The page crashed.")],
	[
		/Target closed|Session closed|Session with given id|No target with given id|page has been closed/i,
		() => problem("page_closed", "The tab was closed while the command was at work."),
	],
	[
		/not a valid (CSS )?selector|not a valid XPath|Unknown aria attribute|Failed to execute '(querySelector|evaluate|matches)/i,
		(message) => problem("invalid_selector", message),
	],
	[/is (already|not) pressed/, (message) => problem("invalid_command_data", `button: ${message}`)],
	[
		/printToPDF\): (paper|page range|invalid print parameters)/i,
		(message) => problem("invalid_command_data", message.replace(/^.*printToPDF\)/, "pdf")),
	],
	[/timed out|timeout|exceeded/i, (message) => problem("command_timed_out", message)],
];

/** The problem behind whatever a command threw; `undefined` for a fault of Berth's own. */
export function problemOf(thrown: unknown): Problem | undefined {
	if (thrown instanceof Refused) return thrown.problem;
	if (thrown instanceof TimeoutError) return problem("command_timed_out", thrown.message);
	if (!(thrown instanceof Error)) return undefined;
	const message = thrown.message.split("\n", 1)[0]?.slice(0, MOST_CHARACTERS) ?? "";
	const meaning = MEANINGS.find(([words]) => words.test(thrown.message));
	if (meaning !== undefined) return meaning[1](message);
	return thrown.message.startsWith("Protocol error") ? problem("command_failed", message) : undefined;
}
