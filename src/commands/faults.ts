import { type Problem, problem } from "../domain/problem.ts";
import { TimeoutError } from "../lib/timeout.ts";
import { Refused } from "./refused.ts";

const MOST_CHARACTERS = 500;

/**
 * What puppeteer's and Chrome's own errors mean; they have no codes, so their words have to do. The texts in a row are
 * looked for one after another.
 */
const MEANINGS: readonly (readonly [
	RegExp | readonly (readonly string[])[],
	(message: string) => Problem,
])[] = [
	[
		[["connection closed"], ["websocket is not open"], ["session closed", "browser"]],
		() => problem("browser_unreachable", "The connection to the browser was lost."),
	],
	[
		[
			["execution context was destroyed"],
			["inspected target navigated"],
			["cannot find context"],
			["context", "navigation"],
			["navigating frame was detached"],
			["frame got detached"],
			["detached frame"],
			["not attached to an active page"],
		],
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

const says = (message: string, words: (typeof MEANINGS)[number][0]): boolean =>
	words instanceof RegExp
		? words.test(message)
		: words.some((parts) => saysInTurn(message.toLowerCase(), parts));

function saysInTurn(message: string, parts: readonly string[]): boolean {
	let from = 0;
	return parts.every((part) => {
		const found = message.indexOf(part, from);
		from = found + part.length;
		return found >= 0;
	});
}

/** The problem behind whatever a command threw; `undefined` for a fault of Berth's own. */
export function problemOf(thrown: unknown): Problem | undefined {
	if (thrown instanceof Refused) return thrown.problem;
	if (thrown instanceof TimeoutError) return problem("command_timed_out", thrown.message);
	if (!(thrown instanceof Error)) return undefined;
	const message = thrown.message.split("\n", 1)[0]?.slice(0, MOST_CHARACTERS) ?? "";
	const meaning = MEANINGS.find(([words]) => says(thrown.message, words));
	if (meaning !== undefined) return meaning[1](message);
	return thrown.message.startsWith("Protocol error") ? problem("command_failed", message) : undefined;
}
