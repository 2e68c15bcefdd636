import { z } from "zod";
import { type Admission, admissionSchema } from "./admission.ts";
import { ENTRY_KINDS, ENTRY_LEVELS, type EntryFilter } from "./entry.ts";

/** What a reader of the stream wants of what happens in a session; the router has checked the right to it. */
export interface EventsRequest extends EntryFilter {
	/** The last entry that it has had; 0 for all from the start. */
	readonly after: number;
	readonly admission: Admission;
}

const parameters = z.object({
	after: z.coerce.number(),
	kinds: z.array(z.enum(ENTRY_KINDS)).optional(),
	levels: z.array(z.enum(ENTRY_LEVELS)).optional(),
	text: z.string().optional(),
	admission: admissionSchema,
});

export const EVENTS_PATH = "/events";

/** The address of a stream of entries inside Berth, from the router to the session's object. */
export const eventsUrl = (request: EventsRequest): string =>
	`https://session${EVENTS_PATH}?${new URLSearchParams({ request: JSON.stringify(request) })}`;

export const readEventsUrl = (url: string): EventsRequest =>
	parameters.parse(JSON.parse(new URL(url).searchParams.get("request") ?? ""));
