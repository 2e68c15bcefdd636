import { z } from "zod";
import { admissionSchema } from "./admission.ts";

const parameters = z.object({
	format: z.enum(["png", "jpeg"]),
	/** Of JPEG, 0 to 100. */
	quality: z.number(),
	/** The most that a frame may measure, in pixels. */
	width: z.number(),
	height: z.number(),
	/** Whether interactive elements are boxed and numbered. */
	hasBoxes: z.boolean(),
	/** The number of the last frame that the viewer has had; 0 for none. */
	lastId: z.number(),
	admission: admissionSchema,
});

/** What a viewer wants to see of a session; the router has checked the right to it. */
export type FramesRequest = Readonly<z.infer<typeof parameters>>;

export const FRAMES_PATH = "/frames";

/** The address of a stream of frames inside Berth, from the router to the session's object. */
export const framesUrl = (request: FramesRequest): string =>
	`https://session${FRAMES_PATH}?${new URLSearchParams({ request: JSON.stringify(request) })}`;

export const readFramesUrl = (url: string): FramesRequest =>
	parameters.parse(JSON.parse(new URL(url).searchParams.get("request") ?? ""));
