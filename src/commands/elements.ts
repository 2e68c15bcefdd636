import { z } from "zod";
import { command } from "./command.ts";
import { quote } from "./diagnose.ts";
import { selector } from "./fields.ts";
import { inPage } from "./in-page.ts";
import { isVisible, locate, NEEDS } from "./locate.ts";
import { boxOnPage } from "./point.ts";
import { infoOf, inspectionOf, valueOf } from "./page/read.ts";
import { Refused } from "./refused.ts";

export const getAttribute = command({
	name: "get_attribute",
	origin: "browsr",
	kind: "extraction",
	summary: "The value of an element's attribute; null where it has none of the name",
	data: { selector, attribute: z.string().min(1).max(1_000) },
	async run(context, data) {
		const { element } = await locate(context, data.selector, NEEDS.attached);
		return { data: await inPage(element, (node, name: string) => node.getAttribute(name), data.attribute) };
	},
});

export const getValue = command({
	name: "get_value",
	origin: "berth",
	kind: "extraction",
	summary: "What a field holds",
	data: { selector },
	async run(context, data) {
		const { element } = await locate(context, data.selector, NEEDS.attached);
		const value = await inPage(element, valueOf);
		if (value === undefined)
			throw new Refused("element_of_wrong_kind", `${quote(data.selector)} is no field.`);
		return { data: value };
	},
});

export const getBasicInfo = command({
	name: "get_basic_info",
	origin: "browsr",
	kind: "extraction",
	summary: "An element's tag, text, attributes, value and visibility",
	data: { selector },
	async run(context, data) {
		const { element } = await locate(context, data.selector, NEEDS.attached);
		return { data: { ...(await inPage(element, infoOf)), visible: await isVisible(element) } };
	},
});

export const inspectElement = command({
	name: "inspect_element",
	origin: "browsr",
	kind: "extraction",
	summary: "The same with its HTML, box, styles and place in the document",
	data: { selector },
	async run(context, data) {
		const { tab, element } = await locate(context, data.selector, NEEDS.attached);
		return {
			data: {
				...(await inPage(element, infoOf)),
				...(await inPage(element, inspectionOf)),
				visible: await isVisible(element),
				bounding_box: (await boxOnPage(tab.page, element)) ?? null,
			},
		};
	},
});
