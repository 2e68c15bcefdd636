import { z } from "zod";

/** The parts of Chrome's answers and events about a page that a visit goes by. */
export const navigated = z.object({ loaderId: z.string().optional(), errorText: z.string().optional() });
export const frameTree = z.object({
	frameTree: z.object({
		frame: z.object({
			url: z.string(),
			urlFragment: z.string().default(""),
			unreachableUrl: z.string().optional(),
			loaderId: z.string(),
		}),
	}),
});
export const responded = z.object({
	frameId: z.string().optional(),
	loaderId: z.string(),
	type: z.string(),
	response: z.object({
		status: z.number(),
		mimeType: z.string(),
		headers: z.record(z.string(), z.string()),
	}),
});
export const frameNavigated = z.object({
	frame: z.object({ id: z.string(), parentId: z.string().optional(), loaderId: z.string() }),
});
export const lifecycle = z.object({ frameId: z.string(), name: z.string(), loaderId: z.string() });
export const requested = z.object({ frameId: z.string(), disposition: z.string().optional() });
export const scheduled = z.object({ frameId: z.string(), delay: z.number() });
export const inFrame = z.object({ frameId: z.string() });
export const dialogOpening = z.object({ type: z.string() });
export const loadingFailed = z.object({ requestId: z.string(), errorText: z.string() });
