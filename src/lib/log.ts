/** One structured line for the Worker's logs. Never hand it a token, a signed URL or a page's content. */
export function log(
	level: "info" | "warn" | "error",
	event: string,
	fields: Record<string, unknown> = {},
): void {
	console[level](JSON.stringify({ event, ...fields }));
}

/** What may be logged of a fault: its name and message, not its stack or what it carries. */
export const describeFault = (fault: unknown): string =>
	fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
