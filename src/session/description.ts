import type { BrowserPort } from "../browser/port.ts";
import type { ActionCounts } from "../domain/action.ts";
import type { ResolvedGuardrails } from "../domain/guardrails.ts";
import type { ReachedLimit } from "../domain/limits.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { ProfileNote, SessionRecord } from "../domain/session.ts";
import { isPage, type Target } from "../domain/target.ts";
import { withTimeout } from "../lib/timeout.ts";
import type { Clients } from "./relay/clients.ts";
import type { IdleClock } from "./life/idle-clock.ts";
import type { Launch } from "./life/launch.ts";
import { refusalFor } from "./life/refusal.ts";
import type { SessionStore } from "./store.ts";
import type { UsageMeter } from "./usage.ts";

/** How long describing a session waits for its browser to name a page. */
const PAGE_PATIENCE_MS = 2_000;

/** A session as it is now. */
export interface SessionDescription {
	readonly record: SessionRecord;
	/** How many are connected now. */
	readonly clients: number;
	readonly counts: ActionCounts;
	/** When a running session ends unless it is used; epoch milliseconds. */
	readonly idleDeadline?: number;
	/** The limit that keeps a waiting session from its browser, where one is known to. */
	readonly waitingFor?: ReachedLimit;
	/** Where one was loaded. */
	readonly profile?: ProfileNote;
	/** Whether what its pages show is recorded. */
	readonly isRecorded: boolean;
	/** The hosts that it may reach, where it may not reach all. */
	readonly guardrails?: ResolvedGuardrails;
}

/** The same with the first page of a running session's browser, where that answers. */
export interface DescriptionWithPage extends SessionDescription {
	readonly firstPage?: Target;
}

export interface DescriptionParts {
	readonly store: SessionStore;
	readonly idle: IdleClock;
	readonly clients: Clients;
	readonly usage: UsageMeter;
	readonly launch: Launch;
	readonly counts: () => ActionCounts;
}

/** Describes a session. It is no use of it, and asks nobody. */
export function describeSession({
	store,
	idle,
	clients,
	usage,
	launch,
	counts,
}: DescriptionParts): Result<SessionDescription> {
	const { session } = store;
	if (session === undefined) return refuse(refusalFor(session));
	const waitingFor = session.state === "waiting" ? launch.refusal?.limit : undefined;
	const { profileNote, options } = store;
	return ok({
		record: { ...session, ...usage.figures },
		clients: clients.count,
		counts: counts(),
		isRecorded: options?.recording === true,
		...(session.state === "running" && { idleDeadline: idle.deadline }),
		...(waitingFor !== undefined && { waitingFor }),
		...(profileNote !== undefined && { profile: profileNote }),
		...(options?.guardrails !== undefined && { guardrails: options.guardrails }),
	});
}

/** The first page of a running session's browser that is none of `hiddenTabs`, where the browser answers soon. */
export async function firstPageOf(
	browser: BrowserPort,
	{ state, browserId }: SessionRecord,
	hiddenTabs: ReadonlySet<string>,
): Promise<Target | undefined> {
	if (state !== "running" || browserId === undefined) return undefined;
	try {
		const targets = await withTimeout(browser.targets(browserId), PAGE_PATIENCE_MS, "listing the targets");
		return targets.ok
			? targets.value.find((target) => isPage(target) && !hiddenTabs.has(target.id))
			: undefined;
	} catch {
		// Not in time: the description does without.
		return undefined;
	}
}

/** The tabs of a running session's browser that are none of `hiddenTabs`. */
export async function tabsOf(
	browser: BrowserPort,
	session: SessionRecord | undefined,
	hiddenTabs: ReadonlySet<string>,
): Promise<Result<Target[]>> {
	if (session?.state !== "running" || session.browserId === undefined) return refuse(refusalFor(session));
	const targets = await browser.targets(session.browserId);
	return targets.ok
		? ok(targets.value.filter((target) => isPage(target) && !hiddenTabs.has(target.id)))
		: targets;
}
