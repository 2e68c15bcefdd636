import { z } from "zod";

/** What a session remembers of itself. */
export const ENTRY_KINDS = [
	"console",
	"exception",
	"network",
	"navigation",
	"target",
	"dialog",
	"download",
	"guardrails",
	"crash",
	"client",
	"handoff",
	"session",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export const ENTRY_LEVELS = ["debug", "info", "warning", "error"] as const;
export type EntryLevel = (typeof ENTRY_LEVELS)[number];

/** Where in a script something happened; lines and columns begin with 1. */
export interface CodePlace {
	readonly url: string;
	readonly line: number;
	readonly column: number;
}

export interface ConsoleDetail {
	/** As CDP names it: `log`, `warning`, `table`; for the browser's own messages their source, as `security`. */
	readonly type: string;
	readonly place?: CodePlace | undefined;
	readonly stack?: readonly string[] | undefined;
}

/** How long each part of a request took, in milliseconds; absent for a part that it did not have. */
export interface NetworkTimings {
	readonly blockedMs?: number | undefined;
	readonly dnsMs?: number | undefined;
	readonly connectMs?: number | undefined;
	readonly sslMs?: number | undefined;
	readonly sendMs?: number | undefined;
	readonly waitMs?: number | undefined;
	readonly receiveMs?: number | undefined;
}

export interface Header {
	readonly name: string;
	readonly value: string;
}

export interface NetworkDetail {
	readonly url: string;
	readonly method: string;
	/** Absent when there was no answer. */
	readonly status?: number | undefined;
	readonly statusText?: string | undefined;
	/** CDP's resource type: `Document`, `XHR`, `WebSocket`. */
	readonly type: string;
	readonly mimeType?: string | undefined;
	readonly protocol?: string | undefined;
	readonly remoteAddress?: string | undefined;
	readonly from?: "memory" | "disk" | "service-worker" | "prefetch" | undefined;
	/** As Chrome says it, `net::ERR_ABORTED`; absent for a request that did not fail. */
	readonly failure?: string | undefined;
	/** Where a redirect leads. */
	readonly redirectTo?: string | undefined;
	readonly durationMs?: number | undefined;
	readonly timings?: NetworkTimings | undefined;
	/** Bytes that came over the network, headers included. */
	readonly transferredBytes?: number | undefined;
	/** Bytes of the body, decoded. */
	readonly bodyBytes?: number | undefined;
	readonly requestHeaders?: readonly Header[] | undefined;
	readonly responseHeaders?: readonly Header[] | undefined;
	/** `false` for one that had no end when it was written down. */
	readonly isFinished: boolean;
}

export interface NavigationDetail {
	readonly url: string;
	readonly title: string;
	readonly status?: number | undefined;
	readonly isSameDocument: boolean;
}

export interface TargetDetail {
	readonly event: "opened" | "closed";
	readonly type: string;
	readonly url: string;
	readonly openerId?: string | undefined;
}

export interface DialogDetail {
	readonly event: "opened" | "closed";
	/** `alert`, `confirm`, `prompt`, `beforeunload`; absent when it closes. */
	readonly type?: string | undefined;
	readonly isAccepted?: boolean | undefined;
}

export interface DownloadDetail {
	/** `kept` as an artifact, or `skipped`, where the session keeps what it downloads. */
	readonly event: "started" | "completed" | "canceled" | "kept" | "skipped";
	readonly guid?: string | undefined;
	readonly url?: string | undefined;
	readonly fileName?: string | undefined;
	readonly objectId?: string | undefined;
	readonly bytes?: number | undefined;
}

export interface GuardrailsDetail {
	/** A request or socket `refused`, a target `closed`, a client's `command` refused; or more of that `omitted`. */
	readonly event: "refused" | "closed" | "command" | "omitted";
	readonly url?: string | undefined;
	/** As in {@link NetworkDetail}; of a command its name. */
	readonly method?: string | undefined;
	readonly type?: string | undefined;
}

export interface ClientDetail {
	readonly event: "connected" | "disconnected";
	readonly connectionId: string;
	readonly mode: "full" | "readonly";
	readonly code?: number | undefined;
}

export interface HandoffDetail {
	readonly event: "started" | "completed";
	readonly handoffId: string;
	/** How long the person has; absent for as long as it takes. */
	readonly timeoutMs?: number | undefined;
	readonly success?: boolean | undefined;
}

export interface SessionDetail {
	readonly state: string;
	readonly stage: string;
	readonly closeReason?: string | undefined;
}

interface DetailOf {
	readonly console: ConsoleDetail;
	readonly exception: ConsoleDetail;
	readonly network: NetworkDetail;
	readonly navigation: NavigationDetail;
	readonly target: TargetDetail;
	readonly dialog: DialogDetail;
	readonly download: DownloadDetail;
	readonly guardrails: GuardrailsDetail;
	readonly crash: TargetDetail;
	readonly client: ClientDetail;
	readonly handoff: HandoffDetail;
	readonly session: SessionDetail;
}

type NewEntryOf<Kind extends EntryKind> = {
	/** Epoch milliseconds. */
	readonly time: number;
	readonly kind: Kind;
	readonly level: EntryLevel;
	/** What happened, in a line that can be searched. */
	readonly text: string;
	readonly targetId?: string | undefined;
	readonly detail: DetailOf[Kind];
};

/** Something that happened in a session. */
export type NewEntry = { [Kind in EntryKind]: NewEntryOf<Kind> }[EntryKind];

/** The same in its place: `seq` grows by one with each, from 1. */
export type Entry = NewEntry & {
	readonly seq: number;
	/** Whether it was too long, and parts of it were left out. */
	readonly isCut?: boolean;
};

/** An entry of these kinds. */
export type EntryOf<Kind extends EntryKind> = Extract<Entry, { readonly kind: Kind }>;

/** Which entries are wanted; all of what is not said. */
export interface EntryFilter {
	readonly kinds?: readonly EntryKind[] | undefined;
	readonly levels?: readonly EntryLevel[] | undefined;
	/** In the text, whatever the case. */
	readonly text?: string | undefined;
}

export interface EntryQuery extends EntryFilter {
	/** Those with a greater `seq` only. */
	readonly after: number;
	readonly limit: number;
}

export interface EntryPage {
	readonly entries: readonly Entry[];
	/** What to ask after for the next page; absent when there is no more now. */
	readonly next?: number | undefined;
	/** Entries that are gone, because there were too many: the oldest. */
	readonly dropped: number;
}

export interface StretchQuery extends EntryFilter {
	/** Entries to pass over, the oldest first; or all but the newest. */
	readonly offset: number | "all but newest";
	readonly limit: number;
}

export interface EntryStretch {
	readonly entries: readonly Entry[];
	/** Those that are there and match. */
	readonly total: number;
}

/**
 * What is written down of what happens in a session's browser; with neither, nothing at all is, its own states and
 * clients included.
 */
export interface RecordOptions {
	readonly console: boolean;
	readonly network: boolean;
}

/** `true`, `false`, or one of the two alone, as a setting or a parameter says it. */
export const recordSetting = z
	.enum(["true", "false", "console", "network"])
	.transform((text): RecordOptions => ({
		console: text === "true" || text === "console",
		network: text === "true" || text === "network",
	}));

/** Whether anything is written down. */
export const isRecorded = (record: RecordOptions | undefined): record is RecordOptions =>
	record !== undefined && (record.console || record.network);

/** How much a session remembers. Lengths are of JSON text, in UTF-16 units. */
export interface JournalBounds {
	readonly maxEntries: number;
	readonly maxLength: number;
	readonly maxEntryLength: number;
}
