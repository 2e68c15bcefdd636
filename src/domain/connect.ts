import { z } from "zod";

const parameters = z.object({
	mode: z.enum(["full", "readonly"]),
	origin: z.string(),
	targetId: z.string().optional(),
});

/** What the router tells a session about a client that wants a CDP socket: it has checked the right to it. */
export type ConnectRequest = z.infer<typeof parameters>;

/** The address of an upgrade inside Berth, from the router to the session's object. */
export function connectUrl({ mode, origin, targetId }: ConnectRequest): string {
	const query = new URLSearchParams({ mode, origin });
	if (targetId !== undefined) query.set("targetId", targetId);
	return `https://session/connect?${query}`;
}

export const readConnectUrl = (url: string): ConnectRequest =>
	parameters.parse(Object.fromEntries(new URL(url).searchParams));
