import { decodeBase64, encodeBase64 } from "hono/utils/encode";
import { z } from "zod";
import { knownFields } from "../lib/known-fields.ts";
import { artifactName } from "../domain/artifact.ts";
import { command, type Output } from "./command.ts";
import { selector } from "./fields.ts";
import { locate, NEEDS } from "./locate.ts";
import { areaOf, bounded, takePicture } from "./picture.ts";

const format = z.enum(["png", "jpeg", "webp"]).default("png");
const quality = z.number().int().min(0).max(100).optional();

/** A picture as an answer, and as what is kept of it. */
function pictured(base64: string, type: z.output<typeof format>, name = `screenshot.${type}`): Output {
	const contentType = `image/${type}`;
	const bytes = decodeBase64(base64);
	return {
		data: { image: base64, mime_type: contentType },
		artifact: { type: "screenshot", name: artifactName(name), contentType, bytes },
	};
}

export const screenshot = command({
	name: "screenshot",
	aliases: ["take_screenshot"],
	origin: "browsr",
	kind: "extraction",
	summary:
		"A picture of the viewport or the whole page, as base64; `path` is the name to keep it by, never a server's path",
	data: { full_page: z.boolean().default(false), path: z.string().max(1_000).optional(), format, quality },
	async run(context, data) {
		const { page } = await context.tab();
		const picture = await takePicture(page, data.full_page ? "page" : "viewport", data);
		return pictured(picture, data.format, data.path);
	},
});

export const elementScreenshot = command({
	name: "element_screenshot",
	origin: "browsr",
	kind: "extraction",
	summary: "A picture of an element, as base64",
	data: { selector, format, quality },
	async run(context, data) {
		const { tab, element } = await locate(context, data.selector, NEEDS.visible);
		const picture = await takePicture(tab.page, await areaOf(tab.page, element), data);
		return pictured(picture, data.format);
	},
});

const length = z
	.union([z.number().min(0).max(10_000), z.string().regex(/^\d+(\.\d+)?(px|in|cm|mm)$/)])
	.optional();

/** In any case: `A4` is how it is written. */
const paper = z
	.string()
	.toLowerCase()
	.pipe(z.enum(["letter", "legal", "tabloid", "ledger", "a0", "a1", "a2", "a3", "a4", "a5", "a6"]));

export const pdf = command({
	name: "pdf",
	origin: "berth",
	kind: "extraction",
	summary: "The page as a PDF, as base64",
	data: {
		format: paper.optional(),
		width: length,
		height: length,
		landscape: z.boolean().default(false),
		print_background: z.boolean().default(true),
		scale: z.number().min(0.1).max(2).default(1),
		page_ranges: z.string().max(1_000).default(""),
		prefer_css_page_size: z.boolean().default(false),
		margin: knownFields({ top: length, right: length, bottom: length, left: length }).optional(),
	},
	async run(context, data) {
		const { page } = await context.tab();
		const { top, right, bottom, left } = data.margin ?? {};
		const bytes = new Uint8Array(
			await page.pdf({
				landscape: data.landscape,
				printBackground: data.print_background,
				scale: data.scale,
				pageRanges: data.page_ranges,
				preferCSSPageSize: data.prefer_css_page_size,
				timeout: context.deadline.leftMs,
				...(data.format !== undefined && { format: data.format }),
				...(data.width !== undefined && { width: data.width }),
				...(data.height !== undefined && { height: data.height }),
				margin: {
					...(top !== undefined && { top }),
					...(right !== undefined && { right }),
					...(bottom !== undefined && { bottom }),
					...(left !== undefined && { left }),
				},
			}),
		);
		const contentType = "application/pdf";
		return {
			data: { pdf: bounded(encodeBase64(bytes.buffer)), mime_type: contentType },
			artifact: { type: "pdf", name: "page.pdf", contentType, bytes },
		};
	},
});
