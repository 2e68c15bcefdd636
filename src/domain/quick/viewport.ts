import { z } from "zod";

/** Chrome draws no picture that is larger in one direction. */
const MOST_PIXELS_ALONG = 16_384;
/** Four bytes each: a larger picture could take the browser's memory, which actions of others are in. */
const MOST_PIXELS = 67_108_864;

const length = z.number().int().min(1).max(MOST_PIXELS_ALONG);

/** A page's size in CSS pixels, and how many of the device's there are for each. */
export const viewport = z
	.strictObject({
		width: length,
		height: length,
		deviceScaleFactor: z.number().min(0).max(10).optional(),
		isMobile: z.boolean().optional(),
		isLandscape: z.boolean().optional(),
		hasTouch: z.boolean().optional(),
	})
	.refine(({ width, height, deviceScaleFactor }) => isDrawable(width, height, deviceScaleFactor || 1), {
		error: `width × height × deviceScaleFactor² may be ${MOST_PIXELS} pixels`,
	});

/** Whether a picture of so many CSS pixels is not too large. */
export const isDrawable = (width: number, height: number, scale: number): boolean =>
	width * height * scale ** 2 <= MOST_PIXELS;

export const TOO_MANY_PIXELS = `width × height × scale² may be ${MOST_PIXELS} pixels`;
