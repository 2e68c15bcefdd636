import type { Action } from "../../domain/action.ts";
import type { CloseReason } from "../../domain/close-reason.ts";
import type { Entry } from "../../domain/entry.ts";
import type { SessionRecord } from "../../domain/session.ts";
import type { DescriptionWithPage, SessionDescription } from "../../session/description.ts";
import type { Health } from "../../session/health.ts";
import { typeOfCommand } from "./driving.ts";
import { thinkrunCode } from "./problems.ts";
import type {
	SessionDetail,
	ShownAction,
	ShownHealth,
	ShownLog,
	ShownRequest,
	ShownSession,
	Status,
} from "./schemas.ts";

/** Whether a session that ran and has ended did so as it was asked to, by somebody or by a limit on time. */
const HAS_COMPLETED: Record<CloseReason, boolean> = {
	NormalClosure: true,
	BrowserIdle: true,
	TimeLimit: true,
	ChromiumCrashed: false,
	ConnectionError: false,
	SessionEvicted: false,
	ProvisioningFailed: false,
};

/** A session's state in ThinkRun's words. One that is closing is what it was until it is closed. */
export function statusOf({ state, startupMs, closeReason }: SessionRecord): Status {
	const hasRun = startupMs !== undefined;
	switch (state) {
		case "waiting":
		case "creating":
			return "creating";
		case "running":
			return "running";
		case "closing":
			return hasRun ? "running" : "creating";
		case "closed":
			if (closeReason === undefined || !HAS_COMPLETED[closeReason]) return "failed";
			return hasRun ? "completed" : "cancelled";
		case "failed":
			return "failed";
	}
}

export const isoTime = (time: number): string => new Date(time).toISOString();

/** `currentUrl` is the present one, where the browser was asked. */
export const presentSession = (record: SessionRecord, currentUrl = record.currentUrl): ShownSession => ({
	sessionId: record.id,
	status: statusOf(record),
	currentUrl: currentUrl ?? null,
	createdAt: isoTime(record.startTime),
	navigationCount: record.navigations,
});

export function presentDetail(
	{ record, counts, firstPage }: DescriptionWithPage,
	navigations: readonly Entry[],
): SessionDetail {
	const { startTime, endTime, closeReason, closeReasonText } = record;
	return {
		...presentSession(record, firstPage?.url),
		title: firstPage?.title ?? record.currentTitle ?? null,
		actionCount: counts.actionCount,
		screenshotCount: counts.screenshotCount,
		duration: Math.max(0, (endTime ?? Date.now()) - startTime),
		navigationHistory: navigations.flatMap((entry) =>
			entry.kind === "navigation"
				? [{ url: entry.detail.url, title: entry.detail.title, timestamp: isoTime(entry.time) }]
				: [],
		),
		...(endTime !== undefined && { endedAt: isoTime(endTime) }),
		...(closeReason !== undefined && { closeReason }),
		...(closeReasonText !== undefined && { closeReasonText }),
	};
}

export function presentHealth({
	record,
	health,
}: SessionDescription & { readonly health: Health }): ShownHealth {
	const { state, startTime, startupMs, endTime = Date.now() } = record;
	const isOver = state === "closing" || state === "closed" || state === "failed";
	const { reason, isBrowserResponsive, currentUrl = record.currentUrl } = health;
	return {
		status: isOver ? "closed" : reason === undefined ? "healthy" : "unhealthy",
		sessionState: statusOf(record),
		browserResponsive: !isOver && isBrowserResponsive,
		currentUrl: currentUrl ?? null,
		uptimeMs: startupMs === undefined ? 0 : Math.max(0, endTime - startTime - startupMs),
		...(reason !== undefined && { reason }),
	};
}

export const presentAction = ({
	type,
	startedAt,
	durationMs,
	browserMs,
	success,
	details,
	error,
}: Action): ShownAction => ({
	type: typeOfCommand(type),
	timestamp: isoTime(startedAt),
	success,
	details,
	duration: durationMs,
	cost: browserMs,
	...(error && { error: { code: thinkrunCode(error.code), message: error.message } }),
});

export const presentLog = ({ level, text, time }: Entry): ShownLog => ({
	level,
	message: text,
	timestamp: isoTime(time),
});

export function presentRequest(entry: Entry): readonly ShownRequest[] {
	if (entry.kind !== "network") return [];
	const { url, method, status, durationMs, bodyBytes, failure } = entry.detail;
	return [
		{
			url,
			method,
			status: status ?? null,
			duration: durationMs ?? null,
			size: bodyBytes ?? null,
			timestamp: isoTime(entry.time),
			...(failure !== undefined && { error: failure }),
		},
	];
}
