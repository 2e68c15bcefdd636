import type { ElementHandle } from "@cloudflare/puppeteer";
import type { Artifact } from "../domain/artifact.ts";
import type { Result } from "../domain/result.ts";
import { withTimeout } from "../lib/timeout.ts";
import type { LanguageModel } from "../model/language-model.ts";
import type { Command, Output, Prepared } from "./command.ts";
import type { CommandContext } from "./context.ts";
import type { CommandHost } from "./runner.ts";
import type { Deadline } from "./deadline.ts";
import { describeDialog, dialogOpen } from "./dialog.ts";
import { settle } from "./effects.ts";
import { problemOf } from "./faults.ts";
import { Refused } from "./refused.ts";
import { keepInPlace } from "./restless.ts";
import type { Interruption, Tab } from "./tab.ts";
import type { Tabs } from "./tabs.ts";

/** How much longer than its deadline a command may take to say itself what it waited for. */
const LAST_WORDS_MS = 500;

/** How often a page is read that is left again and again, and how long the next one may take to load. */
const MOST_READS = 20;
/** After so many, the page is stopped where it is. */
const KEPT_AFTER = 2;
const NEXT_PATIENCE_MS = 5_000;

const crashed = (): Refused =>
	new Refused(
		"page_crashed",
		"The page crashed. navigate_to goes on in a new tab, tabs_close closes this one.",
	);

/** One run of a command: it ends when the command is done, its time is over, or something happens to its page. */
export class Attempt implements CommandContext {
	readonly tabs: Tabs;
	readonly deadline: Deadline;
	obstacle: Refused | undefined;
	readonly #command: Command;
	readonly #host: Pick<CommandHost, "download" | "model">;
	readonly #startedAt = Date.now();
	readonly #interrupted = Promise.withResolvers<Interruption>();
	/** The tabs that the command works in, with what ends the watch over each. */
	readonly #used = new Map<Tab, () => void>();
	readonly #held: ElementHandle[] = [];

	constructor(
		command: Command,
		tabs: Tabs,
		deadline: Deadline,
		host: Pick<CommandHost, "download" | "model">,
	) {
		this.#command = command;
		this.tabs = tabs;
		this.deadline = deadline;
		this.#host = host;
	}

	async tab(mayShowDialog = false): Promise<Tab> {
		const tab = await this.tabs.current(this.deadline);
		if (tab.isCrashed) throw crashed();
		if (tab.dialog !== undefined && !mayShowDialog) throw dialogOpen(tab.dialog);
		if (this.#used.has(tab)) return tab;
		tab.isDriven = true;
		if (this.#command.interacts === true) tab.navigations.mark();
		const stop = tab.watch((what) => {
			if (what.kind !== "dialog" || !mayShowDialog) this.#interrupted.resolve(what);
		});
		this.#used.set(tab, stop);
		return tab;
	}

	releaseLater(element: ElementHandle): void {
		this.#held.push(element);
	}

	download(frameId: string, beginMs: number): Promise<Result<Artifact> | undefined> {
		return this.#host.download({
			frameId,
			since: this.#startedAt,
			beginMs,
			mostMs: this.deadline.leftMs,
		});
	}

	model(): LanguageModel {
		const model = this.#host.model(this.#command.name);
		if (!model.ok) throw Refused.with(model.problem);
		return model.value;
	}

	/** Throws what ended the command before it was done. */
	async run(prepared: Prepared): Promise<Output | void> {
		const output = await this.#outcome(prepared);
		if (this.#command.interacts === true)
			for (const tab of this.#used.keys()) await settle(tab, this.tabs, this.deadline);
		return output;
	}

	/** Lets go of everything. What is left of the command's work finds its deadline over. */
	end(): void {
		this.deadline.abandon();
		for (const [tab, stop] of this.#used) {
			stop();
			tab.isDriven = false;
		}
		for (const element of this.#held) void element.dispose().catch(() => undefined);
	}

	/** What only reads is read again where its page is left for another, such as one that refreshes itself. */
	async #work(prepared: Prepared): Promise<Output | void> {
		const { kind, interacts = false } = this.#command;
		const mostTries = kind === "extraction" && !interacts ? MOST_READS : 1;
		for (let tries = 1; ; tries += 1) {
			try {
				return await prepared.run(this);
			} catch (thrown) {
				if (problemOf(thrown)?.code !== "page_navigated" || tries >= mostTries) throw thrown;
				this.deadline.check();
				// The page has been left often enough to show that it does not stay.
				for (const tab of this.#used.keys())
					if (tries > KEPT_AFTER) await keepInPlace(tab, this.deadline);
					else await tab.navigations.loaded(Math.min(NEXT_PATIENCE_MS, this.deadline.leftMs));
			}
		}
	}

	async #outcome(prepared: Prepared): Promise<Output | void> {
		const work = this.#work(prepared).then((output) => ({ kind: "done", output }) as const);
		const outcome = await withTimeout(
			Promise.race([work, this.#interrupted.promise]),
			this.deadline.leftMs + LAST_WORDS_MS,
			this.#command.name,
		);
		switch (outcome.kind) {
			case "done":
				return outcome.output;
			case "crashed":
				throw crashed();
			case "closed":
				throw new Refused("page_closed", "The tab was closed while the command was at work.");
			case "dialog":
				// What was asked for has happened. The page now waits for an answer, and so does Chrome's to the click.
				if (this.#command.kind === "action" && this.#command.interacts === true)
					return { data: { dialog: describeDialog(outcome.dialog) } };
				throw dialogOpen(outcome.dialog);
		}
	}
}
