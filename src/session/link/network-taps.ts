import type { CdpEvent } from "../../browser/cdp.ts";
import { parseJson } from "../../lib/json.ts";

/** Who has the network events of a target from Chrome already: a client that has them on. */
export type Source = object;

/** What follows the network events of a target. */
export interface NetworkFollower {
	/** Asks Chrome for them on Berth's own connection. */
	readonly subscribe: () => void;
	/** Asks for no more; resolves when none come any longer. */
	readonly unsubscribe: () => Promise<unknown>;
	readonly hear: (event: CdpEvent) => void;
}

type Mode =
	| { readonly kind: "own" }
	/** Chrome sends both; what the source has told is kept until the own events have ended. */
	| {
			readonly kind: "switching";
			readonly source: Source;
			readonly told: string[];
			readonly heard: Set<string>;
	  }
	| { readonly kind: "tapped"; readonly source: Source };

interface Following {
	readonly follower: NetworkFollower;
	mode: Mode;
}

/**
 * Takes the network events of targets from the streams of clients that have them on. Most of what a log costs a page is that
 * Chrome writes each of these events once more, and the object reads it: a client's stream passes through it anyway.
 */
export class NetworkTaps {
	readonly #sources = new Map<string, Set<Source>>();
	readonly #followers = new Map<string, Following>();

	#isSuspended = false;

	/**
	 * Has Berth ask Chrome for all of them itself, until {@link resume}: what else it has told Chrome of a target's network
	 * would be forgotten with its own subscription.
	 */
	suspend(): void {
		this.#isSuspended = true;
		for (const following of this.#followers.values()) this.#takeBack(following);
	}

	resume(): void {
		this.#isSuspended = false;
		for (const [targetId, sources] of this.#sources) {
			const [source] = sources;
			if (source !== undefined) void this.#switchTo(source, targetId);
		}
	}

	/** Gives a target's events to `follower`, each once. The returned function ends it. */
	follow(targetId: string, follower: NetworkFollower): () => void {
		const [source] = this.#isSuspended ? [] : (this.#sources.get(targetId) ?? []);
		const following: Following = { follower, mode: modeOf(source) };
		this.#followers.set(targetId, following);
		if (source === undefined) follower.subscribe();
		return () => {
			if (this.#followers.get(targetId) === following) this.#followers.delete(targetId);
		};
	}

	/** An event of the follower's own subscription has come, and is heard. */
	own(targetId: string, event: CdpEvent): void {
		const mode = this.#followers.get(targetId)?.mode;
		if (mode?.kind === "switching") mode.heard.add(keyOf(event));
	}

	/** Chrome tells `source` of the target's events from now on. */
	on(targetId: string, source: Source): void {
		const sources = this.#sources.get(targetId) ?? new Set();
		this.#sources.set(targetId, sources.add(source));
		void this.#switchTo(source, targetId);
	}

	/** No longer, or it can't be known. */
	off(targetId: string, source: Source): void {
		const sources = this.#sources.get(targetId);
		if (sources?.delete(source) !== true) return;
		if (sources.size === 0) this.#sources.delete(targetId);
		const following = this.#followers.get(targetId);
		if (following === undefined || following.mode.kind === "own" || following.mode.source !== source) return;
		this.#takeBack(following);
		const [other] = sources;
		if (other !== undefined) void this.#switchTo(other, targetId);
	}

	/** Whether what `source` is told of the target is listened to. */
	listensTo(targetId: string, source: Source): boolean {
		const mode = this.#followers.get(targetId)?.mode;
		return mode !== undefined && mode.kind !== "own" && mode.source === source;
	}

	/** `source` was told this, an event of CDP's domain `Network` as Chrome wrote it. */
	told(targetId: string, source: Source, text: string): void {
		const following = this.#followers.get(targetId);
		if (following === undefined || !this.listensTo(targetId, source)) return;
		if (following.mode.kind === "switching") following.mode.told.push(text);
		else following.follower.hear(parseJson(text) as CdpEvent);
	}

	#takeBack(following: Following): void {
		const { mode, follower } = following;
		if (mode.kind === "own") return;
		following.mode = { kind: "own" };
		follower.subscribe();
		if (mode.kind === "switching") flush(mode, follower);
	}

	async #switchTo(source: Source, targetId: string): Promise<void> {
		const following = this.#followers.get(targetId);
		if (this.#isSuspended || following?.mode.kind !== "own") return;
		const switching: Mode = { kind: "switching", source, told: [], heard: new Set() };
		following.mode = switching;
		await following.follower.unsubscribe();
		if (following.mode !== switching) return;
		following.mode = { kind: "tapped", source };
		flush(switching, following.follower);
	}
}

const modeOf = (source: Source | undefined): Mode =>
	source === undefined ? { kind: "own" } : { kind: "tapped", source };

/** Hands on what a source has told, but for what Chrome has told Berth as well. */
function flush({ told, heard }: Extract<Mode, { kind: "switching" }>, follower: NetworkFollower): void {
	for (const text of told) {
		const event = parseJson(text) as CdpEvent;
		if (!heard.delete(keyOf(event))) follower.hear(event);
	}
}

/** Chrome writes an event the same for each session, but for the session's own name. */
const keyOf = ({ method, params }: CdpEvent): string => `${method} ${JSON.stringify(params)}`;
