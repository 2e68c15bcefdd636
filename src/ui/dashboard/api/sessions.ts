import type { Action } from "../../../domain/action.ts";
import type { Artifact } from "../../../domain/artifact.ts";
import type { CloseReason } from "../../../domain/close-reason.ts";
import type { Handoff } from "../../../domain/handoff.ts";
import type { RecordingSummary } from "../../../domain/recording.ts";
import type { SessionStage, SessionState } from "../../../domain/session.ts";
import { call } from "./call.ts";

/** A session as Berth's API shows it; what only its object knows is there while it can be asked. */
export interface ShownSession {
	readonly id: string;
	readonly account: string;
	readonly name?: string;
	readonly state: SessionState;
	readonly stage: SessionStage;
	/** Epoch milliseconds, like all times here. */
	readonly startTime: number;
	readonly endTime?: number;
	readonly closeReason?: CloseReason;
	readonly closeReasonText?: string;
	readonly keepAliveMs: number;
	readonly expiresAt?: number;
	readonly waitUntil?: number;
	readonly startupMs?: number;
	readonly currentUrl?: string;
	readonly currentTitle?: string;
	readonly connectionId?: string;
	readonly connections: number;
	readonly bytesToClients: number;
	readonly bytesToBrowser: number;
	readonly webSocketDebuggerUrl?: string;
	readonly clients?: number;
	readonly idleDeadline?: number;
	readonly actionCount?: number;
	readonly waitingFor?: { readonly message: string };
	/** Whether what its pages show is recorded. */
	readonly recording?: boolean;
	/** The hosts that it may reach, where that is not all of them. */
	readonly guardrails?: { readonly allowedDomainSets?: readonly string[]; readonly hosts: readonly string[] };
	readonly profile?: { readonly id: string; readonly update?: string };
}

export interface SessionQuery {
	readonly status: string;
	readonly name?: string | undefined;
	readonly closeReason?: string | undefined;
	readonly account?: string | undefined;
	readonly cursor?: string | undefined;
}

export interface SessionPage {
	readonly sessions: readonly ShownSession[];
	/** Where older ones begin. */
	readonly cursor?: string;
}

export interface Tab {
	readonly id: string;
	readonly url: string;
	readonly title: string;
	readonly devtoolsUrl: string;
	readonly tabUrl: string;
	readonly browserUrl: string;
}

export interface ShownArtifact extends Omit<Artifact, "metadata"> {
	readonly publicUrl: string;
}

export interface ShownRecording extends RecordingSummary {
	readonly replayUrl: string;
}

const PAGE = 50;

const SESSIONS = "/berth/v1/sessions";
const at = (id: string, path = ""): string => `${SESSIONS}/${encodeURIComponent(id)}${path}`;

const queryOf = (fields: object): string =>
	new URLSearchParams(
		Object.entries(fields).filter(([, value]) => value !== undefined && value !== "") as [string, string][],
	).toString();

export const listSessions = (query: SessionQuery, signal: AbortSignal): Promise<SessionPage> =>
	call("GET", `${SESSIONS}?${queryOf({ ...query, live: "true", limit: String(PAGE) })}`, { signal });

export const readSession = (id: string, signal?: AbortSignal): Promise<ShownSession> =>
	call("GET", at(id), { signal });

export const createSession = (fields: object, account: string): Promise<ShownSession> =>
	call("POST", SESSIONS, { body: fields, account });

export const endSession = (id: string): Promise<unknown> => call("DELETE", at(id));

export const revokeLinks = (id: string): Promise<unknown> => call("DELETE", at(id, "/links"));

export const extendSession = (id: string, keepAliveMs: number | undefined): Promise<ShownSession> =>
	call("POST", at(id, "/extend"), { body: { keepAliveMs } });

export const listTabs = async (id: string, signal: AbortSignal): Promise<readonly Tab[]> =>
	(await call<{ tabs: Tab[] }>("GET", at(id, "/tabs"), { signal })).tabs;

export const eventsPath = (id: string): string => at(id, "/events");
export const harPath = (id: string): string => at(id, "/har");

export const framesPath = (id: string, width: number): string =>
	`/stream/sse?${queryOf({ session_id: id, format: "jpeg", quality: "70", width: String(width), height: "1200" })}`;

interface ActionPage {
	readonly actions: readonly Action[];
	readonly total: number;
	readonly dropped: number;
}

const MOST_ACTIONS = 200;

/** The newest actions, the newest first. */
export async function listActions(id: string, signal: AbortSignal): Promise<ActionPage> {
	const read = (offset: number) =>
		call<ActionPage>("GET", at(id, `/actions?offset=${offset}&limit=${MOST_ACTIONS}`), { signal });
	const first = await read(0);
	const page = first.total > MOST_ACTIONS ? await read(first.total - MOST_ACTIONS) : first;
	return { ...page, actions: page.actions.toReversed() };
}

export const listArtifacts = async (
	id: string,
	signal: AbortSignal,
): Promise<{ readonly artifacts: readonly ShownArtifact[]; readonly total: number }> =>
	call("GET", at(id, "/artifacts?limit=200"), { signal });

export const deleteArtifact = (id: string, objectId: string): Promise<unknown> =>
	call("DELETE", at(id, `/artifacts/${encodeURIComponent(objectId)}`));

export const readRecording = (id: string, signal: AbortSignal): Promise<ShownRecording> =>
	call("GET", at(id, "/recording"), { signal });

/** Whether a page is a person's for now, and what for. */
export type ShownHandoff = { readonly active: false } | ({ readonly active: true } & Handoff);

export const readHandoff = (id: string, signal: AbortSignal): Promise<ShownHandoff> =>
	call("GET", at(id, "/handoff"), { signal });

const devtools = (account: string, id: string, path: string): string =>
	`/client/v4/accounts/${account}/browser-rendering/devtools/browser/${id}/json/${path}`;

export const openTab = ({ account, id }: ShownSession, url: string): Promise<unknown> =>
	call("PUT", devtools(account, id, `new?${queryOf({ url })}`));

export const showTab = ({ account, id }: ShownSession, tab: string): Promise<unknown> =>
	call("GET", devtools(account, id, `activate/${tab}`));

export const closeTab = ({ account, id }: ShownSession, tab: string): Promise<unknown> =>
	call("DELETE", devtools(account, id, `close/${tab}`));
