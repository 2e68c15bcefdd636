import type { ArtifactObjects } from "../artifacts/objects.ts";
import type { BindingBrowser } from "../browser/binding.ts";
import { releaseReservation } from "../catalog/reservations.ts";
import { forgetSession } from "../catalog/sessions.ts";
import {
	browsersOfEndedSessions,
	closeLostRow,
	type DoubtfulRow,
	neglectedReservations,
	rowsEndedBefore,
	unfinishedRows,
} from "../catalog/upkeep.ts";
import { ENDPOINT_BROWSER } from "../domain/browser-id.ts";
import type { Config } from "../domain/config.ts";
import type { Session } from "../session/session.ts";
import { eachOf } from "./each-of.ts";

/** So many rows of a kind are looked at in one run; the next one goes on. */
const MOST_ROWS = 500;
/** Whatever has changed this lately may just not have arrived everywhere. */
const SETTLING_MS = 30_000;
/** An object forgets its session by itself when the time comes; this is for one that did not. */
const RETENTION_SLACK_MS = 3_600_000;

/** What did not agree and was mended, by its kind. */
export type Mended = Record<MendedKind, number>;
export const MENDED_KINDS = [
	"row_without_object",
	"session_without_browser",
	"stuck_session",
	"browser_without_session",
	"neglected_reservation",
	"expired_session",
] as const;
export type MendedKind = (typeof MENDED_KINDS)[number];

export interface ReconcileParts {
	readonly db: D1Database;
	readonly browser: Pick<BindingBrowser, "list" | "close">;
	readonly objects: Pick<ArtifactObjects, "deleteAll">;
	readonly config: Config;
	readonly sessions: Pick<DurableObjectNamespace<Session>, "getByName">;
	/** Epoch milliseconds. */
	readonly now: number;
}

/**
 * Compares rows, objects and browsers, and mends what does not agree. Each session's object is the truth about it; a
 * browser is closed only when a row says that it was Berth's and its session is over. Running it twice changes nothing.
 */
export async function reconcile(parts: ReconcileParts): Promise<Mended> {
	const live = await parts.browser.list();
	const browserIds = live.ok ? new Set(live.value) : undefined;
	const mended = await mendSessions(parts, browserIds);
	return {
		...mended,
		browser_without_session: browserIds === undefined ? 0 : await closeOrphans(parts, browserIds),
		neglected_reservation: await dropNeglected(parts),
		expired_session: await forgetExpired(parts),
	};
}

type MendedSessions = Pick<Mended, "row_without_object" | "session_without_browser" | "stuck_session">;

async function mendSessions(
	{ db, sessions, config, now }: ReconcileParts,
	browserIds: ReadonlySet<string> | undefined,
): Promise<MendedSessions> {
	const mended = { row_without_object: 0, session_without_browser: 0, stuck_session: 0 };
	const doubtful = (await unfinishedRows(db, MOST_ROWS)).flatMap((row) => {
		const doubt = doubtAbout(row, browserIds, config, now);
		return doubt === undefined ? [] : [{ row, doubt }];
	});
	await eachOf(doubtful, async ({ row, doubt }) => {
		const state = await sessions.getByName(row.id).reconcile(row.revision);
		if (state === undefined) {
			await closeLostRow(db, row, now);
			mended.row_without_object += 1;
		} else if (state !== row.state) mended[doubt] += 1;
	});
	return mended;
}

/** Why a row may not be true; `undefined` when nothing speaks against it. */
function doubtAbout(
	row: DoubtfulRow,
	browserIds: ReadonlySet<string> | undefined,
	config: Config,
	now: number,
): "session_without_browser" | "stuck_session" | undefined {
	const silentMs = now - row.lastUpdated;
	switch (row.state) {
		case "waiting":
			return now > row.waitUntil + SETTLING_MS ? "stuck_session" : undefined;
		case "running": {
			const isListed = row.browserId !== ENDPOINT_BROWSER;
			const isGone = isListed && browserIds !== undefined && !browserIds.has(row.browserId ?? "");
			if (isGone && silentMs > SETTLING_MS) return "session_without_browser";
			// A running session renews its place, and its row with it, more often than this.
			return silentMs > config.leaseMs * 5 ? "stuck_session" : undefined;
		}
		default:
			return silentMs > config.acquireTimeoutMs + SETTLING_MS ? "stuck_session" : undefined;
	}
}

async function closeOrphans(
	{ db, browser, now }: ReconcileParts,
	browserIds: ReadonlySet<string>,
): Promise<number> {
	if (browserIds.size === 0) return 0;
	const orphans = await browsersOfEndedSessions(db, [...browserIds], now - SETTLING_MS);
	return eachOf(orphans, (id) => browser.close(id));
}

async function dropNeglected({ db, sessions, config, now }: ReconcileParts): Promise<number> {
	const { limits, maxConcurrentBrowsers } = config;
	return eachOf(await neglectedReservations(db, now - SETTLING_MS), async ({ id, account }) => {
		const state = await sessions.getByName(id).reconcile(0);
		if (state === "running" || state === "creating" || state === "waiting" || state === "closing")
			return false;
		const toWake = await releaseReservation(db, { now, account, limits, maxConcurrentBrowsers }, id);
		await Promise.all(toWake.map((each) => sessions.getByName(each).proceed()));
		return true;
	});
}

async function forgetExpired({ db, sessions, objects, config, now }: ReconcileParts): Promise<number> {
	const before = now - config.retentionMs - RETENTION_SLACK_MS;
	return eachOf(await rowsEndedBefore(db, before, MOST_ROWS), async ({ id, account }) => {
		await sessions.getByName(id).forget();
		// An object that knows of no session has removed nothing. The row stays as long as something may be left.
		const removed = await objects.deleteAll({ account, sessionId: id });
		if (!removed.ok) return false;
		await forgetSession(db, id);
		return true;
	});
}
