import type { Page } from "@cloudflare/puppeteer";
import { z } from "zod";
import { command } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { coordinate, modifiers, mouseButton, selector } from "./fields.ts";
import { callText, inPage } from "./in-page.ts";
import { isolatedWorld } from "./internals.ts";
import { locate, NEEDS } from "./locate.ts";
import { chooseOption } from "./page/field.ts";
import { scrollBy, scrollIntoView, scrollPageBy, scrollTo } from "./page/scroll.ts";
import type { Point } from "./projection.ts";
import { scrollDistance, scrolledTwice, scrollFields } from "./scroll-distance.ts";

const MODIFIER_KEYS = ["Alt", "Control", "Meta", "Shift"] as const;

/** Holds modifier keys down for as long as `work` takes. */
export async function holding(
	page: Page,
	bits: number | undefined,
	work: () => Promise<void>,
): Promise<void> {
	const keys = MODIFIER_KEYS.filter((_, index) => ((bits ?? 0) & (1 << index)) !== 0);
	for (const key of keys) await page.keyboard.down(key);
	try {
		await work();
	} finally {
		for (const key of keys) await page.keyboard.up(key);
	}
}

/** Clicks an element; an option of a closed list, which has no place on the page, is chosen. */
async function clickOn(
	context: CommandContext,
	target: string,
	press: (page: Page, point: Point) => Promise<void>,
): Promise<void> {
	const { tab, point, element, isFolded } = await locate(context, target, NEEDS.clickable, true);
	if (isFolded) await inPage(element, chooseOption);
	else await press(tab.page, point);
}

export const click = command({
	name: "click",
	origin: "browsr",
	kind: "action",
	summary: "Clicks an element",
	interacts: true,
	data: { selector },
	async run(context, data) {
		await clickOn(context, data.selector, (page, { x, y }) => page.mouse.click(x, y));
	},
});

export const clickAt = command({
	name: "click_at",
	origin: "browsr",
	kind: "action",
	summary: "Clicks a point of the viewport",
	interacts: true,
	data: { x: coordinate, y: coordinate },
	async run(context, { x, y }) {
		await (await context.tab()).page.mouse.click(x, y);
	},
});

export const clickAdvanced = command({
	name: "click_advanced",
	origin: "browsr",
	kind: "action",
	summary:
		"Clicks an element with any button, several times, or with modifier keys held (1 Alt, 2 Control, 4 Meta, 8 Shift)",
	interacts: true,
	data: {
		selector,
		button: mouseButton.default("left"),
		click_count: z.number().int().min(1).max(3).default(1),
		modifiers,
	},
	async run(context, data) {
		const options = { button: data.button, count: data.click_count };
		await clickOn(context, data.selector, (page, { x, y }) =>
			holding(page, data.modifiers, () => page.mouse.click(x, y, options)),
		);
	},
});

export const doubleClick = command({
	name: "double_click",
	aliases: ["dblclick"],
	origin: "berth",
	kind: "action",
	summary: "Double-clicks an element",
	interacts: true,
	data: { selector },
	async run(context, data) {
		await clickOn(context, data.selector, (page, { x, y }) => page.mouse.click(x, y, { count: 2 }));
	},
});

export const hover = command({
	name: "hover",
	origin: "browsr",
	kind: "action",
	summary: "Moves the mouse over an element",
	interacts: true,
	data: { selector },
	async run(context, data) {
		const { tab, point } = await locate(context, data.selector, NEEDS.hoverable);
		await tab.page.mouse.move(point.x, point.y);
	},
});

export const moveMouseTo = command({
	name: "move_mouse_to",
	origin: "browsr",
	kind: "action",
	summary: "Moves the mouse to a point of the viewport",
	interacts: true,
	data: { x: coordinate, y: coordinate, steps: z.number().int().min(1).max(100).default(1) },
	async run(context, { x, y, steps }) {
		await (await context.tab()).page.mouse.move(x, y, { steps });
	},
});

const pressed = { button: mouseButton.default("left"), x: coordinate.optional(), y: coordinate.optional() };
/** Of a point, both or neither. */
const halfAPoint = ({ x, y }: { x?: number | undefined; y?: number | undefined }): string | undefined =>
	(x === undefined) === (y === undefined) ? undefined : `${x === undefined ? "x" : "y"}: a point needs both.`;

export const mouseDown = command({
	name: "mouse_down",
	origin: "berth",
	kind: "action",
	summary: "Presses a mouse button, where the mouse is or at a point",
	interacts: true,
	data: pressed,
	contradiction: halfAPoint,
	async run(context, { button, x, y }) {
		const { mouse } = (await context.tab()).page;
		if (x !== undefined && y !== undefined) await mouse.move(x, y);
		await mouse.down({ button });
	},
});

export const mouseUp = command({
	name: "mouse_up",
	origin: "berth",
	kind: "action",
	summary: "Releases a mouse button, where the mouse is or at a point",
	interacts: true,
	data: pressed,
	contradiction: halfAPoint,
	async run(context, { button, x, y }) {
		const { mouse } = (await context.tab()).page;
		if (x !== undefined && y !== undefined) await mouse.move(x, y);
		await mouse.up({ button });
	},
});

export const scrollToPoint = command({
	name: "scroll_to",
	origin: "browsr",
	kind: "action",
	summary: "Scrolls the page to a position",
	interacts: true,
	data: { x: coordinate.optional(), y: coordinate.optional() },
	async run(context, { x, y }) {
		const { page } = await context.tab();
		await isolatedWorld(page.mainFrame()).evaluate(callText(scrollTo, x ?? null, y ?? null));
	},
});

export const scrollByDistance = command({
	name: "scroll_by",
	aliases: ["scroll"],
	origin: "berth",
	kind: "action",
	summary:
		"Scrolls the page, or an element, by a distance: by x and y, or in a direction (down) by an amount (600), in pixels",
	interacts: true,
	data: { ...scrollFields, selector: selector.optional() },
	contradiction: scrolledTwice,
	async run(context, { selector: inside, ...asked }) {
		const { x, y } = scrollDistance(asked);
		if (inside === undefined) {
			const { page } = await context.tab();
			await isolatedWorld(page.mainFrame()).evaluate(callText(scrollPageBy, x, y));
			return;
		}
		const { element } = await locate(context, inside, NEEDS.attached);
		await inPage(element, scrollBy, x, y);
	},
});

export const scrollElementIntoView = command({
	name: "scroll_into_view",
	origin: "browsr",
	kind: "action",
	summary: "Scrolls until an element can be seen",
	interacts: true,
	data: { selector },
	async run(context, data) {
		const { element } = await locate(context, data.selector, NEEDS.visible);
		await inPage(element, scrollIntoView);
	},
});
