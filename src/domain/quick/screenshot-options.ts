import { z } from "zod";
import { isDrawable, TOO_MANY_PIXELS } from "./viewport.ts";

const MOST_ALONG = 16_384;

const clip = z
	.strictObject({
		x: z.number(),
		y: z.number(),
		width: z.number().positive().max(MOST_ALONG),
		height: z.number().positive().max(MOST_ALONG),
		scale: z.number().positive().max(10).optional(),
	})
	.refine(({ width, height, scale = 1 }) => isDrawable(width, height, scale), { error: TOO_MANY_PIXELS });

const fields = {
	type: z.enum(["png", "jpeg", "webp"]).default("png"),
	quality: z.number().min(0).max(100).optional(),
	fullPage: z.boolean().optional(),
	clip: clip.optional(),
	omitBackground: z.boolean().optional(),
	captureBeyondViewport: z.boolean().optional(),
	fromSurface: z.boolean().optional(),
	optimizeForSpeed: z.boolean().optional(),
};

interface Options {
	readonly type: "png" | "jpeg" | "webp";
	readonly quality?: number | undefined;
	readonly fullPage?: boolean | undefined;
	readonly clip?: object | undefined;
}

function check(options: Options, context: z.core.$RefinementCtx): void {
	if (options.type === "png" && options.quality !== undefined)
		context.addIssue("screenshotOptions.quality cannot be set when type is 'png'.");
	if (options.fullPage === true && options.clip !== undefined)
		context.addIssue("screenshotOptions.clip cannot be set when fullPage is true.");
}

/** Of a picture within a snapshot, which is always base64. */
export const snapshotPictureOptions = z.strictObject(fields).superRefine(check).prefault({});

export const screenshotOptions = z
	.strictObject({ ...fields, encoding: z.enum(["binary", "base64"]).default("binary") })
	.superRefine(check)
	.prefault({});
