/** How long a reader of server-sent events waits before it asks again when the stream breaks off. */
export const RETRY = "retry: 1000\n\n";

/** A line that readers ignore. A disconnect is noticed on the next write only (workerd of October 2026). */
export const KEEP_ALIVE = ":\n\n";

/** How often to send `KEEP_ALIVE`. */
export const KEEP_ALIVE_MS = 1_000;

/** One server-sent event; `data` is told as JSON. */
export const eventText = (name: string, data: object, id: number): string =>
	`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
