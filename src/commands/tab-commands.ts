import { z } from "zod";
import { withTimeout } from "../lib/timeout.ts";
import { command } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { listedAddress, pageTitle } from "./page-text.ts";
import { Refused } from "./refused.ts";
import type { Tab } from "./tab.ts";

const TITLE_PATIENCE_MS = 1_000;

const which = { tab_id: z.string().min(1).optional(), index: z.number().int().min(0).optional() };

/** Tabs in a fixed order, so that an index means the same from one command to the next. */
const inOrder = ({ tabs }: CommandContext) => tabs.list.toSorted((a, b) => a.number - b.number);

function idOf(
	context: CommandContext,
	data: { tab_id?: string | undefined; index?: number | undefined },
): string {
	if (data.tab_id !== undefined) return data.tab_id;
	const { currentId } = context.tabs;
	if (data.index === undefined && currentId !== undefined) return currentId;
	const id = data.index === undefined ? undefined : inOrder(context)[data.index]?.id;
	if (id === undefined)
		throw new Refused("target_not_found", `There is no tab ${data.index ?? ""}`.trimEnd() + ".");
	return id;
}

/** A page that is busy, or stopped by a dialog, does not tell. */
async function titleOf(tab: Tab | undefined): Promise<string | undefined> {
	if (tab === undefined || tab.isCrashed || tab.dialog !== undefined) return undefined;
	return withTimeout(pageTitle(tab.page), TITLE_PATIENCE_MS, "").catch(() => undefined);
}

export async function listTabs(context: CommandContext) {
	const { currentId } = context.tabs;
	return Promise.all(
		inOrder(context).map(async ({ id, target, tab }, index) => ({
			tab_id: id,
			index,
			url: listedAddress(target.url()),
			title: await titleOf(tab),
			current: id === currentId,
			...(tab?.isCrashed === true && { crashed: true }),
		})),
	);
}

export const tabsList = command({
	name: "tabs_list",
	origin: "berth",
	kind: "extraction",
	summary: "The tabs, with their ids, and which is current",
	data: {},
	run: async (context) => ({ data: await listTabs(context) }),
});

export const tabsNew = command({
	name: "tabs_new",
	origin: "berth",
	kind: "action",
	summary: "Opens a tab, which becomes current; navigate_to loads a page in it",
	data: {},
	run: async ({ tabs, deadline }) => ({ data: { tab_id: (await tabs.open(deadline)).id } }),
});

export const tabsSelect = command({
	name: "tabs_select",
	origin: "berth",
	kind: "action",
	summary: "Makes a tab current, by its id or its index",
	data: which,
	async run(context, data) {
		const { id, page } = await context.tabs.select(idOf(context, data), context.deadline);
		return { data: { tab_id: id, url: page.url() } };
	},
});

export const tabsClose = command({
	name: "tabs_close",
	origin: "berth",
	kind: "action",
	summary: "Closes a tab, the current one unless said otherwise; the one used before becomes current",
	data: which,
	async run(context, data) {
		if (context.tabs.currentId === undefined) throw new Refused("no_page", "The browser has no tab.");
		await context.tabs.close(idOf(context, data));
		return { data: { current: context.tabs.currentId ?? null } };
	},
});
