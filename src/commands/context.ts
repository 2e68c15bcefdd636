import type { ElementHandle } from "@cloudflare/puppeteer";
import type { Deadline } from "./deadline.ts";
import type { Refused } from "./refused.ts";
import type { Tab } from "./tab.ts";
import type { Tabs } from "./tabs.ts";

/** What a command works with. */
export interface CommandContext {
	readonly tabs: Tabs;
	readonly deadline: Deadline;
	/** What stands in the command's way so far: this is what is told if its time is over in the middle of a step. */
	obstacle: Refused | undefined;
	/** Lets go of an element when the command is over. */
	releaseLater(element: ElementHandle): void;
	/**
	 * The tab that was used last, ready to be used.
	 * Throws a refusal: `no_page`, `page_crashed`, `page_unresponsive`, or `dialog_open` unless it may show one.
	 */
	tab(mayShowDialog?: boolean): Promise<Tab>;
}
