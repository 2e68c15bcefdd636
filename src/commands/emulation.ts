import { z } from "zod";
import { command } from "./command.ts";

const pixels = z.number().int().min(1).max(10_000);

export const setViewport = command({
	name: "set_viewport",
	origin: "berth",
	kind: "action",
	summary: "Sets the size of the tab's viewport, in CSS pixels",
	data: {
		width: pixels,
		height: pixels,
		device_scale_factor: z.number().min(0.1).max(5).default(1),
		mobile: z.boolean().default(false),
		touch: z.boolean().default(false),
	},
	async run(context, data) {
		const { page } = await context.tab();
		await page.setViewport({
			width: data.width,
			height: data.height,
			deviceScaleFactor: data.device_scale_factor,
			isMobile: data.mobile,
			hasTouch: data.touch,
		});
	},
});
