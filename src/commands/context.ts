import type { Deadline } from "./deadline.ts";
import type { Tab } from "./tab.ts";
import type { Tabs } from "./tabs.ts";

/** What a command works with. */
export interface CommandContext {
	readonly tabs: Tabs;
	readonly deadline: Deadline;
	/**
	 * The tab that was used last, ready to be used.
	 * Throws a refusal: `no_page`, `page_crashed`, `page_unresponsive`, or `dialog_open` unless it may show one.
	 */
	tab(mayShowDialog?: boolean): Promise<Tab>;
}
