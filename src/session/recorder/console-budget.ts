import type { CdpEvent } from "../../browser/cdp.ts";
import type { NewEntry } from "../../domain/entry.ts";

/** Console messages of one target that are written down in a second. */
const MOST_A_SECOND = 500;
const PAUSE_MS = 1_000;
/** A console keeps the objects that it has shown for who asks, until it is told that nobody will. */
const MOST_KEPT_OBJECTS = 100;

export interface ConsoleBudgetParts {
	readonly targetId: string;
	readonly post: (method: string, params?: object) => void;
	readonly add: (entry: NewEntry) => void;
}

/**
 * Keeps a target that floods its console from taking the session's time: the console is switched off for a second, so
 * that nothing more of it comes over the link, and that is written down.
 */
export class ConsoleBudget {
	readonly #parts: ConsoleBudgetParts;
	/** By the browser's clock, as all times of what is said: it may come here much more slowly than it was said. */
	#windowStart = 0;
	#count = 0;
	#keptObjects = 0;
	/** Epoch milliseconds; what is told again on switching it on is older. */
	#deafUntil = 0;
	#pause: ReturnType<typeof setTimeout> | null = null;

	constructor(parts: ConsoleBudgetParts) {
		this.#parts = parts;
	}

	/** Whether this event of the console is to be written down. */
	admits({ method, params }: CdpEvent): boolean {
		if (method === "Runtime.consoleAPICalled") this.#noteObjects(params);
		else if (method !== "Runtime.exceptionThrown" && method !== "Log.entryAdded") return false;
		const now = Date.now();
		const time = timeOf(params) ?? now;
		if (this.#pause !== null || time < this.#deafUntil) return false;
		if (time > this.#windowStart + 1_000) {
			this.#windowStart = time;
			this.#count = 0;
		}
		this.#count += 1;
		if (this.#count <= MOST_A_SECOND) return true;
		this.#turnOff(now);
		return false;
	}

	close(): void {
		if (this.#pause !== null) clearTimeout(this.#pause);
		this.#pause = null;
	}

	#turnOff(now: number): void {
		const { targetId, post, add } = this.#parts;
		post("Runtime.disable");
		post("Log.disable");
		add({
			time: now,
			kind: "console",
			level: "warning",
			text: `More than ${MOST_A_SECOND} console messages in a second: those of the next second are left out.`,
			targetId,
			detail: { type: "berth" },
		});
		this.#pause = setTimeout(() => {
			this.#pause = null;
			this.#windowStart = 0;
			this.#deafUntil = Date.now();
			post("Runtime.enable");
			post("Log.enable");
		}, PAUSE_MS);
	}

	#noteObjects(params: unknown): void {
		const { args } = params as { args?: readonly { objectId?: unknown }[] };
		if (args?.some(({ objectId }) => objectId !== undefined) !== true) return;
		this.#keptObjects += 1;
		if (this.#keptObjects < MOST_KEPT_OBJECTS) return;
		this.#keptObjects = 0;
		this.#parts.post("Runtime.releaseObjectGroup", { objectGroup: "console" });
	}
}

/** When it happened; the browser's clock, epoch milliseconds. */
function timeOf(params: unknown): number | undefined {
	const { timestamp, entry } = params as { timestamp?: unknown; entry?: { timestamp?: unknown } };
	const time = timestamp ?? entry?.timestamp;
	return typeof time === "number" ? time : undefined;
}
