import type { RecordingSummary } from "../../../src/domain/recording.ts";
import { type Answer, call, connect, DEVTOOLS, type TestClient } from "../berth.ts";

/** Recordings, as their owners read them. */

export interface RecordedEvent {
	readonly type: number;
	readonly timestamp: number;
	readonly data: Record<string, unknown> & { readonly source?: number; readonly href?: string };
}

export interface ShownRecording extends RecordingSummary {
	readonly publicUrl: string;
	readonly replayUrl: string;
}

export const recordingPath = (sessionId: string): string => `/berth/v1/sessions/${sessionId}/recording`;

export const readRecording = (sessionId: string): Promise<Answer<ShownRecording>> =>
	call("GET", recordingPath(sessionId));

export async function eventsOf(sessionId: string, tab: string): Promise<readonly RecordedEvent[]> {
	const path = `${recordingPath(sessionId)}/${tab}?limit=500`;
	return (await call<{ events: RecordedEvent[] }>("GET", path)).body.events;
}

/** All that was recorded of a session, as text to look for something in. */
export async function textOf(sessionId: string): Promise<string> {
	const { body } = await readRecording(sessionId);
	const events = await Promise.all(body.tabs.map(({ tab }) => eventsOf(sessionId, tab)));
	return JSON.stringify(events);
}

export interface Tab {
	readonly id: string;
	readonly client: TestClient;
}

/** A client of the session's first page. */
export async function firstTab(sessionId: string): Promise<Tab> {
	const { body } = await call<{ id: string; type: string }[]>(
		"GET",
		`${DEVTOOLS}/browser/${sessionId}/json/list`,
	);
	const page = body.find(({ type }) => type === "page");
	if (page === undefined) throw new Error("the session has no page");
	return tabOf(sessionId, page.id);
}

/** A new tab, and a client of it. */
export async function newTab(sessionId: string): Promise<Tab> {
	const { body } = await call<{ id: string }>("PUT", `${DEVTOOLS}/browser/${sessionId}/json/new`);
	return tabOf(sessionId, body.id);
}

async function tabOf(sessionId: string, id: string): Promise<Tab> {
	return { id, client: await connect(`ws://berth.test${DEVTOOLS}/browser/${sessionId}/page/${id}`) };
}

/** A page of this HTML, whose URL is its own. */
export const pageOf = (html: string): string =>
	`data:text/html;charset=utf-8,${encodeURIComponent(`<!doctype html><title>Page</title>${html}`)}`;

export const evaluate = async (client: TestClient, expression: string): Promise<unknown> => {
	const request = { expression, awaitPromise: true, returnByValue: true };
	const { result } = await client.send("Runtime.evaluate", request);
	return (result?.["result"] as { value?: unknown } | undefined)?.value;
};
