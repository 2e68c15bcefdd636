import type { WantedDownload } from "../../commands/context.ts";
import type { Artifact } from "../../domain/artifact.ts";
import type { Result } from "../../domain/result.ts";
import { settled, withTimeout } from "../../lib/timeout.ts";

/** What became of a download; nothing where that can't be known. */
export type Outcome = Promise<Result<Artifact> | undefined>;

interface Begun {
	/** Epoch milliseconds. */
	readonly at: number;
	readonly outcome: Outcome;
}

const MOST_FRAMES = 100;

/** The latest download of each frame, for the command that led to it. */
export class DownloadOutcomes {
	readonly #latest = new Map<string, Begun>();
	readonly #waiting = new Map<string, PromiseWithResolvers<void>>();

	begin(frameId: string, outcome: Outcome): void {
		this.#latest.delete(frameId);
		const [oldest] = this.#latest.keys();
		if (this.#latest.size >= MOST_FRAMES && oldest !== undefined) this.#latest.delete(oldest);
		this.#latest.set(frameId, { at: Date.now(), outcome });
		this.#waiting.get(frameId)?.resolve();
	}

	/** Each is given once. `undefined` where none began, or its time is over. */
	async take({ frameId, since, beginMs, mostMs }: WantedDownload): Outcome {
		const end = Date.now() + mostMs;
		if (this.#newest(frameId, since) === undefined) {
			const beginning = Promise.withResolvers<void>();
			this.#waiting.set(frameId, beginning);
			await settled(beginning.promise, Math.min(beginMs, mostMs));
		}
		this.#waiting.delete(frameId);
		const begun = this.#newest(frameId, since);
		if (begun === undefined) return undefined;
		this.#latest.delete(frameId);
		return withTimeout(begun.outcome, Math.max(0, end - Date.now()), "downloading").catch(() => undefined);
	}

	#newest(frameId: string, since: number): Begun | undefined {
		const begun = this.#latest.get(frameId);
		return begun === undefined || begun.at < since ? undefined : begun;
	}
}
