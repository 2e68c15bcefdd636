import type { EventsRequest } from "../../domain/events.ts";
import type { Admissions } from "../admissions.ts";
import type { Places } from "../relay/places.ts";
import type { SessionStore } from "../store.ts";
import { EventStream } from "./event-stream.ts";
import type { Journal } from "./journal.ts";

export interface EventsHost {
	readonly store: Pick<SessionStore, "session">;
	readonly journal: Journal;
	readonly places: Places;
	readonly admissions: Admissions;
}

/** What happened and what happens, as server-sent events; or as JSON why there is no place for one more reader. */
export function answerEvents(
	{ store, journal, places, admissions }: EventsHost,
	{ after, admission, ...filter }: EventsRequest,
): Response {
	const isOver = () => {
		const state = store.session?.state;
		return state === undefined || state === "closed" || state === "failed";
	};
	const place = places.take("watching");
	if (!place.ok) return Response.json(place.problem, { status: 409 });
	const onOver = () => {
		place.value();
		admissions.leave(reader);
	};
	const reader = new EventStream({ journal, filter, after, isOver, onOver });
	admissions.admit(reader, admission);
	return new Response(reader.stream, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
}
