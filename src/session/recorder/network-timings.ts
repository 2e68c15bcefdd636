import { z } from "zod";
import type { NetworkTimings } from "../../domain/entry.ts";

/** CDP's `Network.ResourceTiming`: milliseconds since `requestTime`, which is in seconds; -1 for what did not happen. */
export const resourceTiming = z.object({
	requestTime: z.number(),
	dnsStart: z.number(),
	dnsEnd: z.number(),
	connectStart: z.number(),
	connectEnd: z.number(),
	sslStart: z.number(),
	sslEnd: z.number(),
	sendStart: z.number(),
	sendEnd: z.number(),
	receiveHeadersEnd: z.number(),
});

/** The parts of a request as HAR 1.2 has them; `startedAt` and `endedAt` are CDP's monotonic clock, in seconds. */
export function timingsOf(
	timing: z.infer<typeof resourceTiming>,
	startedAt: number,
	endedAt: number | undefined,
): NetworkTimings {
	const firstOf = [timing.dnsStart, timing.connectStart, timing.sendStart].find((start) => start >= 0) ?? 0;
	const receivedAt = endedAt === undefined ? undefined : (endedAt - timing.requestTime) * 1000;
	return {
		blockedMs: atLeastNone((timing.requestTime - startedAt) * 1000 + firstOf),
		dnsMs: between(timing.dnsStart, timing.dnsEnd),
		connectMs: between(timing.connectStart, timing.connectEnd),
		sslMs: between(timing.sslStart, timing.sslEnd),
		sendMs: between(timing.sendStart, timing.sendEnd),
		waitMs: between(timing.sendEnd, timing.receiveHeadersEnd),
		receiveMs: receivedAt === undefined ? undefined : atLeastNone(receivedAt - timing.receiveHeadersEnd),
	};
}

const between = (start: number, end: number): number | undefined =>
	start < 0 || end < 0 ? undefined : atLeastNone(end - start);

const atLeastNone = (ms: number): number => Math.max(Math.round(ms * 1000) / 1000, 0);
