import type { HTTPResponse } from "@cloudflare/puppeteer";
import { z } from "zod";
import { isGuardrailsAnswer } from "../domain/guardrails.ts";
import { localPageRefused } from "../domain/local-page.ts";
import { TimeoutError } from "../lib/timeout.ts";
import { Documents, placeOf, type Until } from "./arrival.ts";
import { freeToLeave } from "./busy-page.ts";
import { command, type Output } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { aboutDownload, FileAnswer, fileOpened } from "./file-answer.ts";
import { arrived, goTo, leavesPage, PUPPETEERS, settleFailure } from "./go-to.ts";
import { waitUntil } from "./fields.ts";
import { problemOf } from "./faults.ts";
import { pageClient } from "./internals.ts";
import { pageTitle } from "./page-text.ts";
import { Refused } from "./refused.ts";
import type { Tab } from "./tab.ts";
import { untilIdle } from "./traffic.ts";

/** Throws where it was not a server that answered. */
function refuseGuarded(response: HTTPResponse | null, url: string): void {
	if (response !== null && isGuardrailsAnswer(response.headers()))
		throw new Refused("guardrails_refused", `${url} is not allowed by the session's guardrails.`);
}

/** What a navigation's failure means; anything else is thrown as it is. */
function navigationRefused(thrown: unknown, url: string, timeoutMs: number): unknown {
	const message = thrown instanceof Error ? thrown.message : "";
	if (message.includes("guardrails refuse it"))
		return new Refused("guardrails_refused", `${url} is not allowed by the session's guardrails.`);
	if (message.includes("kept off the machine"))
		return new Refused("local_page_refused", localPageRefused.message);
	const netError = /net::\w+/.exec(message)?.[0];
	if (netError !== undefined)
		return new Refused("navigation_failed", `${url} could not be loaded: ${netError}.`);
	if (message.includes("invalid URL"))
		return new Refused("invalid_command_data", `navigate_to: url: ${url} is no URL that a browser opens.`);
	if (problemOf(thrown)?.code === "command_timed_out")
		return new Refused("navigation_timed_out", `${url} was not loaded within ${timeoutMs} ms.`);
	return thrown;
}

const nothingToShow = (url: string, status: number): Refused =>
	new Refused(
		"navigation_failed",
		`${url} answered ${status}, which has no page to show: the one before stays.`,
	);

/** `example.com` is meant as people mean it. */
const asUrl = (text: string): string =>
	/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\w.-]+:\d+([/?#]|$)/.test(text)
		? text
		: `${/^(localhost|127\.[\d.]+)([:/?#]|$)/.test(text) ? "http" : "https"}://${text}`;

const address = z
	.string()
	.trim()
	.min(1)
	.max(2_000_000)
	.refine((text) => URL.canParse(asUrl(text)), {
		error: ({ input }) => `${String(input).slice(0, 200)} is no URL that a browser opens.`,
	});

/** The tab, whose page can be left by now. Throws `page_unresponsive` where nothing ends what keeps it busy. */
async function tabToLeave(context: CommandContext): Promise<Tab> {
	const tab = await context.tab();
	if (await freeToLeave(tab, context.deadline)) return tab;
	throw new Refused(
		"page_unresponsive",
		"The page does not answer, and its scripts can't be ended. navigate_to goes on in a new tab, tabs_close closes this one.",
	);
}

/** A tab that can be navigated: a new one where there is none, or in place of one whose page crashed or does not answer. */
async function tabToNavigate(context: CommandContext): Promise<Tab> {
	const { tabs, deadline } = context;
	const { currentId } = tabs;
	if (currentId === undefined) await tabs.open(deadline);
	try {
		return await tabToLeave(context);
	} catch (thrown) {
		const code = problemOf(thrown)?.code;
		if (currentId === undefined || (code !== "page_crashed" && code !== "page_unresponsive")) throw thrown;
		await tabs.open(deadline);
		await tabs.close(currentId);
		return context.tab();
	}
}

export const navigateTo = command({
	name: "navigate_to",
	aliases: ["goto", "navigate", "open"],
	origin: "browsr",
	kind: "action",
	summary: "Opens a URL, waits for it to load, and follows a page that moves on at once",
	interacts: true,
	data: { url: address, wait_until: waitUntil.default("load") },
	async run(context, data) {
		const { deadline } = context;
		const tab = await tabToNavigate(context);
		const documents = new Documents(tab.page);
		const file = new FileAnswer(tab.page);
		try {
			await goTo(tab, asUrl(data.url), data.wait_until, deadline);
			const place = await placeOf(tab, data.wait_until, deadline);
			const response = documents.shown;
			refuseGuarded(response, data.url.slice(0, 200));
			const status = response?.status();
			return { data: { ...place, ...(status !== undefined && { status }) } };
		} catch (thrown) {
			await settleFailure(thrown, tab, deadline.leftMs);
			const url = data.url.slice(0, 200);
			if (leavesPage(thrown) && !tab.navigations.wasRequested) {
				const download = await fileOpened(context, file, url);
				if (download !== undefined) {
					const place = await placeOf(tab, data.wait_until, deadline);
					return { data: { ...place, download: aboutDownload(download) }, download };
				}
				if (file.emptyStatus !== undefined) throw nothingToShow(url, file.emptyStatus);
			}
			throw navigationRefused(thrown, url, deadline.timeoutMs);
		} finally {
			documents.end();
			file.end();
		}
	},
});

export const refresh = command({
	name: "refresh",
	aliases: ["reload"],
	origin: "browsr",
	kind: "action",
	summary: "Loads the page again",
	interacts: true,
	data: { wait_until: waitUntil.default("load") },
	async run(context, data) {
		const { deadline } = context;
		const tab = await tabToLeave(context);
		const url = tab.page.url().slice(0, 200);
		try {
			tab.navigations.mark();
			const waiting = { timeout: deadline.leftMs, waitUntil: PUPPETEERS[data.wait_until] };
			const response = await untilIdle(tab, data.wait_until, deadline, () =>
				arrived(tab.page.reload(waiting), tab, deadline.leftMs),
			);
			refuseGuarded(response ?? null, url);
			return { data: await placeOf(tab, data.wait_until, deadline) };
		} catch (thrown) {
			await settleFailure(thrown, tab, deadline.leftMs);
			throw navigationRefused(thrown, url, deadline.timeoutMs);
		}
	},
});

/** Moves in the tab's history; where there is nothing to go to it stays, and says so. */
async function traverse(context: CommandContext, by: -1 | 1, until: Until): Promise<Output> {
	const { deadline } = context;
	const tab = await tabToLeave(context);
	const { navigations } = tab;
	const client = pageClient(tab.page);
	const { currentIndex, entries } = await client.send("Page.getNavigationHistory");
	const entry = entries[currentIndex + by];
	if (entry === undefined) return { data: { ...(await placeOf(tab, until, deadline)), navigated: false } };
	navigations.mark();
	const move = async () => {
		await client.send("Page.navigateToHistoryEntry", { entryId: entry.id });
		const isThere =
			(await navigations.begun(deadline.leftMs)) &&
			(await (until === "domcontentloaded"
				? navigations.interactive(deadline.leftMs)
				: navigations.loaded(deadline.leftMs)));
		if (!isThere) throw new TimeoutError("nobody answered");
	};
	try {
		await untilIdle(tab, until, deadline, move);
	} catch (thrown) {
		await settleFailure(thrown, tab, deadline.leftMs);
		throw navigationRefused(thrown, entry.url.slice(0, 200), deadline.timeoutMs);
	}
	return { data: { ...(await placeOf(tab, until, deadline)), navigated: true } };
}

export const goBack = command({
	name: "go_back",
	origin: "berth",
	kind: "action",
	summary: "Goes back in the tab's history",
	interacts: true,
	data: { wait_until: waitUntil.default("load") },
	run: (context, data) => traverse(context, -1, data.wait_until),
});

export const goForward = command({
	name: "go_forward",
	origin: "berth",
	kind: "action",
	summary: "Goes forward in the tab's history",
	interacts: true,
	data: { wait_until: waitUntil.default("load") },
	run: (context, data) => traverse(context, 1, data.wait_until),
});

export const getTitle = command({
	name: "get_title",
	origin: "browsr",
	kind: "extraction",
	summary: "The page's title",
	data: {},
	run: async (context) => ({ data: await pageTitle((await context.tab()).page) }),
});

export const getUrl = command({
	name: "get_url",
	origin: "browsr",
	kind: "extraction",
	summary: "The page's URL",
	data: {},
	run: async (context) => ({ data: (await context.tab()).page.url() }),
});
