import type { CloseReason } from "../../domain/close-reason.ts";
import type { SessionRecord } from "../../domain/session.ts";
import { settled } from "../../lib/timeout.ts";
import type { ControlLink } from "../link/control-link.ts";
import type { Profiles } from "../profile/profiles.ts";
import type { Recording } from "../recording/recording.ts";
import type { Clients } from "../relay/clients.ts";
import type { SessionStore } from "../store.ts";
import { endOfSession } from "./end.ts";
import type { Projection } from "./projection.ts";

/** How long an ending waits for the catalog; the alarm finishes what is left. */
const CATALOG_PATIENCE_MS = 2_000;
/** The same for what its pages showed last; it goes on being kept in the background. */
const RECORDING_PATIENCE_MS = 3_000;
/** How long clients may wait for what the browser says last. */
const LAST_WORDS_PATIENCE_MS = 2_000;
/** How long of that its pages may take to close. */
const PAGES_PATIENCE_MS = 1_000;

export interface PartingParts {
	readonly clients: Pick<Clients, "count" | "closeAll" | "takeLeave" | "catchUp">;
	readonly link: Pick<ControlLink, "ensureInTime" | "retire" | "close" | "closePages" | "crash">;
	readonly projection: Pick<Projection, "push">;
	readonly profiles: Pick<Profiles, "updateAtEnd">;
	readonly recording: Pick<Recording, "finish">;
	readonly store: SessionStore;
}

/**
 * The last moments of a session with its browser. Chrome says that its pages close before it goes, and clients depend on
 * that: what waits for a page there ends with the page, not with the connection. A browser that is only closed says so too
 * late for some, as its host may cut all connections as soon as one of them closes.
 */
export class Parting {
	readonly #parts: PartingParts;

	constructor(parts: PartingParts) {
		this.#parts = parts;
	}

	/** Has the catalog take the end, and what was asked for of the browser be saved, for as long as an ending waits. */
	async save(ended: SessionRecord, wasRunning: boolean): Promise<void> {
		const { projection, recording, profiles, link } = this.#parts;
		await Promise.all([
			projection.push(CATALOG_PATIENCE_MS),
			wasRunning && settled(recording.finish(), RECORDING_PATIENCE_MS),
			wasRunning && profiles.updateAtEnd(() => link.ensureInTime(ended.browserId ?? "")),
		]);
	}

	/** The session has ended: its clients' sockets close with the browser, within two seconds. */
	begin(reason: CloseReason, text: string): void {
		const { clients, link } = this.#parts;
		const { code, message } = endOfSession(reason, text);
		link.retire();
		clients.takeLeave(code, message);
		// A browser that can't be reached says nothing more.
		if (reason === "ConnectionError") clients.closeAll(code, message);
		else if (clients.count > 0) setTimeout(() => clients.closeAll(code, message), LAST_WORDS_PATIENCE_MS);
	}

	/** The browser is about to be closed: its pages close first where a client is there to hear it. */
	async finish(): Promise<void> {
		const { clients, link, store } = this.#parts;
		const { endpoint, guardrails } = store.options ?? {};
		// A browser that somebody else runs keeps its pages, but for those that its own closing takes.
		if (clients.count > 0 && endpoint === undefined) {
			await settled(link.closePages(), PAGES_PATIENCE_MS);
			await this.heard();
		}
		// Guardrails hold until the browser is closed, and nothing of a page's end is to get past them.
		if (guardrails === undefined) link.close();
		else if (endpoint === undefined) await link.crash();
	}

	/** Resolves when each client has been passed what its browser has said until now, or after a second. */
	async heard(): Promise<void> {
		await settled(this.#parts.clients.catchUp(), PAGES_PATIENCE_MS);
	}
}
