import { z } from "zod";
import { admissionSchema } from "./admission.ts";

const parameters = z.object({
	mode: z.enum(["full", "readonly"]),
	origin: z.string(),
	targetId: z.string().optional(),
	admission: admissionSchema,
});

/** What the router tells a session about a client that wants a CDP socket: it has checked the right to it. */
export type ConnectRequest = z.infer<typeof parameters>;

/** The address of an upgrade inside Berth, from the router to the session's object. */
export const connectUrl = (request: ConnectRequest): string =>
	`https://session/connect?${new URLSearchParams({ request: JSON.stringify(request) })}`;

export const readConnectUrl = (url: string): ConnectRequest =>
	parameters.parse(JSON.parse(new URL(url).searchParams.get("request") ?? ""));
