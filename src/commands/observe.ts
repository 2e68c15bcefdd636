import type { CDPSession } from "@cloudflare/puppeteer";
import { z } from "zod";
import type { SendToPage } from "../content/harvest.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse } from "../domain/result.ts";
import { draw } from "./boxes.ts";
import { command } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { type Control, controlsOf } from "./controls.ts";
import { describeDialog } from "./dialog.ts";
import { problemOf } from "./faults.ts";
import { callText } from "./in-page.ts";
import { isolatedWorld, pageClient } from "./internals.ts";
import { mainContent } from "./main-content.ts";
import { MOST_CONTROLS } from "./page/controls.ts";
import { viewOf } from "./page/view.ts";
import { takePicture } from "./picture.ts";
import type { Tab } from "./tab.ts";
import { pageTitle } from "./page-text.ts";
import { listTabs } from "./tab-commands.ts";

const MOST_CHARACTERS = 200_000;

const sendWith =
	(client: CDPSession): SendToPage =>
	async (method, params) => {
		try {
			return ok(await client.send(method as never, params as never));
		} catch (thrown) {
			return refuse(problemOf(thrown) ?? problem("command_failed", `${method} failed.`));
		}
	};

async function pictureOf(tab: Tab, fullPage: boolean, numbered: readonly Control[]): Promise<string> {
	const boxes = numbered.map(({ bounding_box, number }) => ({ bounding_box, index: number }));
	if (boxes.length > 0) await draw(tab, "observe", boxes, ({ index }) => String(index));
	try {
		return await takePicture(tab.page, fullPage ? "page" : "viewport", { format: "png" });
	} finally {
		if (boxes.length > 0) await draw(tab, "observe", [], String);
	}
}

async function observed(context: CommandContext, tab: Tab, data: Observing): Promise<object> {
	const { page } = tab;
	const { controls, focused, isBare } = await controlsOf(tab, data.max_elements);
	context.deadline.check();
	const picture = data.use_image && {
		screenshot: await pictureOf(tab, data.full_page, data.with_overlay ? controls : []),
	};
	context.deadline.check();
	return {
		title: await pageTitle(page),
		...((await isolatedWorld(page.mainFrame()).evaluate(callText(viewOf))) as object),
		...picture,
		elements: controls,
		focused: focused ?? null,
		...(isBare && { accessibility_skipped: true }),
		...(data.include_content &&
			(await mainContent(sendWith(pageClient(page)), data.max_chars, data.include_hidden))),
	};
}

const fields = {
	use_image: z.boolean().default(true),
	full_page: z.boolean().default(false),
	with_overlay: z.boolean().default(false),
	include_content: z.boolean().default(true),
	include_hidden: z.boolean().default(false),
	max_elements: z.number().int().min(0).max(MOST_CONTROLS).default(MOST_CONTROLS),
	max_chars: z.number().int().min(100).max(MOST_CHARACTERS).default(20_000),
};

type Observing = z.output<z.ZodObject<typeof fields>>;

export const observe = command({
	name: "observe",
	origin: "berth",
	kind: "extraction",
	summary:
		"What an agent needs in one answer: the page's address, text and picture, what can be used in view with boxes and refs, tabs, focus, dialog",
	data: fields,
	async run(context, data) {
		const tab = await context.tab(true);
		const common = { url: tab.page.url(), tabs: await listTabs(context) };
		// A page that shows a dialog answers nothing else.
		if (tab.dialog !== undefined)
			return { data: { ...common, dialog: describeDialog(tab.dialog), elements: [] } };
		return { data: { ...common, dialog: null, ...(await observed(context, tab, data)) } };
	},
});
