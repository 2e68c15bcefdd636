import type { ElementHandle } from "@cloudflare/puppeteer";
import type { Artifact } from "../domain/artifact.ts";
import type { Result } from "../domain/result.ts";
import type { LanguageModel } from "../model/language-model.ts";
import type { Deadline } from "./deadline.ts";
import type { Refused } from "./refused.ts";
import type { Tab } from "./tab.ts";
import type { Tabs } from "./tabs.ts";

/** A download that a command led to. It is noticed on another connection, now and then later than its end. */
export interface WantedDownload {
	readonly frameId: string;
	/** Epoch milliseconds; one that began earlier is another one. */
	readonly since: number;
	/** How long it may take to begin, where it has not. */
	readonly beginMs: number;
	/** How long all of it may take. */
	readonly mostMs: number;
}

/** What a command works with. */
export interface CommandContext {
	readonly tabs: Tabs;
	readonly deadline: Deadline;
	/** What stands in the command's way so far: this is what is told if its time is over in the middle of a step. */
	obstacle: Refused | undefined;
	/** Lets go of an element when the command is over. */
	releaseLater(element: ElementHandle): void;
	/**
	 * What became of the file that a frame has downloaded since the command began, where the session keeps such.
	 * It may take so many milliseconds to begin.
	 */
	download(frameId: string, beginMs: number): Promise<Result<Artifact> | undefined>;
	/** The operator's language model; throws `model_not_configured` where there is none. */
	model(): LanguageModel;
	/**
	 * The tab that was used last, ready to be used.
	 * Throws a refusal: `no_page`, `page_crashed`, `page_unresponsive`, or `dialog_open` unless it may show one.
	 */
	tab(mayShowDialog?: boolean): Promise<Tab>;
}
