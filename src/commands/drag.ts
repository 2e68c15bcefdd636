import { z } from "zod";
import { command } from "./command.ts";
import { modifiers, point, selector } from "./fields.ts";
import { type Located, locate, NEEDS } from "./locate.ts";
import { holding } from "./pointer.ts";
import { pointInElement } from "./point.ts";
import type { Point } from "./projection.ts";
import type { Tab } from "./tab.ts";

/** Pages notice a drag by the movement, so it is made of several. */
const STEPS = 10;

/** Presses the mouse at one point and releases it at another, which is looked for when the drag has begun. */
async function dragBetween({ page }: Tab, from: Point, findEnd: () => Promise<Point>): Promise<void> {
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	try {
		const to = await findEnd();
		await page.mouse.move(to.x, to.y, { steps: STEPS });
		// Once more: a page that starts the drag on one move learns where it ends on the next.
		await page.mouse.move(to.x, to.y);
	} finally {
		await page.mouse.up();
	}
}

export const drag = command({
	name: "drag",
	origin: "browsr",
	kind: "action",
	summary: "Drags from one point of the viewport to another",
	interacts: true,
	data: { from: point, to: point, modifiers },
	async run(context, data) {
		const tab = await context.tab();
		await holding(tab.page, data.modifiers, () => dragBetween(tab, data.from, async () => data.to));
	},
});

const position = point.optional();

export const dragTo = command({
	name: "drag_to",
	origin: "browsr",
	kind: "action",
	summary: "Drags one element onto another; the positions are relative to their upper left corners",
	interacts: true,
	data: {
		selector,
		target_selector: z.string().min(1),
		source_position: position,
		target_position: position,
	},
	async run(context, data) {
		const source = await locate(context, data.selector, NEEDS.clickable);
		await dragBetween(source.tab, await inElement(source, data.source_position), async () =>
			inElement(await locate(context, data.target_selector, NEEDS.hoverable), data.target_position),
		);
	},
});

/** Where on the page a position of an element is: its middle, unless said otherwise. */
const inElement = async ({ tab, element, point: middle }: Located, at: Point | undefined): Promise<Point> =>
	at === undefined ? middle : pointInElement(tab.page, element, at);
