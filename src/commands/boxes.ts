import { z } from "zod";
import { command } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { selector } from "./fields.ts";
import { findAll } from "./find.ts";
import { callText, inPageOnAll } from "./in-page.ts";
import { isolatedWorld } from "./internals.ts";
import { locate, NEEDS } from "./locate.ts";
import { boxesOf, drawBoxes, type ElementBox, showClicks } from "./page/boxes.ts";
import type { Tab } from "./tab.ts";

const INTERACTIVE =
	"a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [role=checkbox], [role=radio], [role=tab], [role=menuitem], [role=switch], [contenteditable=true]";
const MOST = 1_000;

const common = {
	limit: z.number().int().min(1).max(MOST).default(100),
	include_html: z.boolean().default(false),
};

/** Where the elements are that match now. Those inside an iframe are told in its own viewport's coordinates. */
async function boxes(
	tab: Tab,
	data: { readonly selector: string; readonly limit: number; readonly include_html: boolean },
): Promise<ElementBox[]> {
	const elements = await findAll(tab, data.selector, Math.max(2, data.limit));
	const [first] = elements;
	if (first === undefined) return [];
	const options = { limit: data.limit, includeHtml: data.include_html };
	return inPageOnAll(first, elements, boxesOf, data.selector, options);
}

/** Draws over the main frame; no boxes take what was drawn away. */
export async function draw(
	tab: Tab,
	name: string,
	drawn: readonly Pick<ElementBox, "bounding_box" | "index">[],
	label: (box: Pick<ElementBox, "index">) => string,
): Promise<void> {
	const list = drawn.map((box) => ({ ...box.bounding_box, label: label(box) }));
	await isolatedWorld(tab.page.mainFrame()).evaluate(callText(drawBoxes, name, list));
}

export const getBoundingBoxes = command({
	name: "get_bounding_boxes",
	origin: "browsr",
	kind: "extraction",
	summary: "Where the elements that match are in the viewport, and whether they can be seen and clicked",
	data: { selector, ...common },
	async run(context, data) {
		const { tab } = await locate(context, data.selector, NEEDS.attached);
		return { data: await boxes(tab, data) };
	},
});

export const toggleBoundingBoxes = command({
	name: "toggle_bounding_boxes",
	origin: "browsr",
	kind: "action",
	summary:
		"Draws numbered boxes around elements (all that can be used, unless a selector says which), or removes them",
	data: { enabled: z.boolean(), selector: selector.optional(), ...common },
	async run(context, data) {
		const tab = await context.tab();
		if (!data.enabled) {
			await draw(tab, "boxes", [], String);
			return;
		}
		const found = await boxes(tab, { ...data, selector: data.selector ?? INTERACTIVE });
		const seen = found.filter(({ visibility }) => visibility > 0);
		await draw(tab, "boxes", seen, ({ index }) => String(index));
		return { data: seen };
	},
});

export const highlight = command({
	name: "highlight",
	origin: "berth",
	kind: "action",
	summary: "Draws a frame around the elements that match, or removes it (enabled: false)",
	data: {
		selector: selector.optional(),
		enabled: z.boolean().default(true),
		label: z.string().max(100).default(""),
	},
	async run(context, data) {
		const tab = await context.tab();
		if (!data.enabled || data.selector === undefined) {
			await draw(tab, "highlight", [], String);
			return;
		}
		await locate(context, data.selector, NEEDS.attached);
		const found = await boxes(tab, { selector: data.selector, limit: 100, include_html: false });
		await draw(tab, "highlight", found, () => data.label);
		return { data: { highlighted: found.length } };
	},
});

async function toggleClicks(context: CommandContext, enabled: boolean): Promise<void> {
	const tab = await context.tab();
	const frame = tab.page.mainFrame();
	await isolatedWorld(frame).evaluate(callText(showClicks, enabled));
	if (tab.clickOverlayScript !== undefined) {
		await tab.page.removeScriptToEvaluateOnNewDocument(tab.clickOverlayScript);
		tab.clickOverlayScript = undefined;
	}
	if (!enabled) return;
	const { identifier } = await tab.page.evaluateOnNewDocument(callText(showClicks, true));
	tab.clickOverlayScript = identifier;
}

export const toggleClickOverlay = command({
	name: "toggle_click_overlay",
	origin: "browsr",
	kind: "action",
	summary: "Shows where the page is clicked, in this tab, until it is turned off",
	data: { enabled: z.boolean() },
	run: (context, data) => toggleClicks(context, data.enabled),
});
