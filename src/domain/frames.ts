import { z } from "zod";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");

const parameters = z.object({
	format: z.enum(["png", "jpeg"]),
	quality: z.coerce.number(),
	width: z.coerce.number(),
	height: z.coerce.number(),
	hasBoxes: flag,
	lastId: z.coerce.number(),
});

/** What a viewer wants to see of a session; the router has checked the right to it. */
export interface FramesRequest {
	readonly format: "png" | "jpeg";
	/** Of JPEG, 0 to 100. */
	readonly quality: number;
	/** The most that a frame may measure, in pixels. */
	readonly width: number;
	readonly height: number;
	/** Whether interactive elements are boxed and numbered. */
	readonly hasBoxes: boolean;
	/** The number of the last frame that the viewer has had; 0 for none. */
	readonly lastId: number;
}

export const FRAMES_PATH = "/frames";

/** The address of a stream of frames inside Berth, from the router to the session's object. */
export function framesUrl(request: FramesRequest): string {
	const query = Object.entries(request).map(([name, value]): [string, string] => [name, String(value)]);
	return `https://session${FRAMES_PATH}?${new URLSearchParams(query)}`;
}

export const readFramesUrl = (url: string): FramesRequest =>
	parameters.parse(Object.fromEntries(new URL(url).searchParams));
