/** Ends the wait of a target at its start; whose does is in {@link Wait}. */
export const RUN = "Runtime.runIfWaitingForDebugger";

/** A target that has not begun yet: it waits for whoever asked Chrome to have it wait. */
export interface StartingTarget {
	readonly targetId: string;
	readonly type: string;
	/** The target that it belongs to, such as the page of a worker. */
	readonly parentId: string | undefined;
	/** Of a page that is no prerendered one: how it was attached to. */
	readonly newPage?: "through its tab" | "directly" | undefined;
}

/**
 * What a connection has to do with a target's start: it holds it, it may be about to, as soon as Chrome has told it of the
 * target, it has had it begin, or none of these.
 */
export type Stance = "holds" | "may hold" | "has begun" | "leaves alone";

/** Whoever may hold targets at their start. */
export interface Holder {
	stanceOn(target: StartingTarget): Stance;
}

/**
 * Whose {@link RUN} ends the wait of a target that several connections hold, as seen with Chrome 153:
 * everybody's own, for himself; that of the first one who was told of it, for all; or anybody's, for all.
 */
type Wait = "each" | "first" | "any";

function waitOf({ type, newPage }: StartingTarget): Wait {
	if (newPage === "through its tab") return "any";
	return newPage === "directly" || type === "shared_worker" || type === "service_worker" ? "first" : "each";
}

/** How long a connection that may hold a target is waited for to be told of it; it always is. */
const CLAIM_PATIENCE_MS = 5_000;
/** What a client has sent before it begins a target is there by the next look. */
const LOOK_EVERY_MS = 50;

const FIRMNESS: readonly Stance[] = ["holds", "has begun", "may hold"];

interface Waiting {
	readonly target: StartingTarget;
	readonly run: () => void;
	readonly except: Holder | undefined;
	/** When somebody was last seen to hold it, or when it came; epoch milliseconds. */
	heldAt: number;
	/** Whether a client has been seen to have begun it. */
	hasBegun: boolean;
}

/**
 * Lets new targets begin. Popups, and workers that belong to several pages, would begin before the client that holds them has
 * set them up if Berth's own connections ran them. So those begin such a target only when no client holds it. A popup that
 * its client has begun they do not begin again: even late, that ends the waits of popups that it has opened itself. A client
 * that never lets a target go holds it for ever, as on a Chrome without Berth.
 */
export class Starts {
	readonly #holders = new Set<Holder>();
	readonly #waiting = new Set<Waiting>();
	#timer: ReturnType<typeof setInterval> | null = null;

	add(holder: Holder): void {
		this.#holders.add(holder);
	}

	remove(holder: Holder): void {
		this.#holders.delete(holder);
	}

	/**
	 * Calls `run` once nobody but `except` holds the target, which may be at once; never, where another's is enough. The
	 * returned function forgets it: the target has gone, or the connection.
	 */
	whenFree(target: StartingTarget, run: () => void, except?: Holder): () => void {
		const waiting = { target, run, except, heldAt: Date.now(), hasBegun: false };
		if (this.#isDecided(waiting)) return () => {};
		this.#waiting.add(waiting);
		this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
		return () => void this.#waiting.delete(waiting);
	}

	#look(): void {
		for (const waiting of this.#waiting) if (this.#isDecided(waiting)) this.#waiting.delete(waiting);
		if (this.#waiting.size > 0 || this.#timer === null) return;
		clearInterval(this.#timer);
		this.#timer = null;
	}

	/** Whether nothing more is to be waited for; a target that may begin does. */
	#isDecided(waiting: Waiting): boolean {
		const wait = waitOf(waiting.target);
		const stance = wait === "each" ? "leaves alone" : this.#stanceOn(waiting);
		if (stance === "holds") waiting.heldAt = Date.now();
		if (stance === "has begun" && wait === "any") return true;
		const hadBegun = waiting.hasBegun;
		waiting.hasBegun = stance === "has begun";
		const isPatient = stance === "may hold" && Date.now() < waiting.heldAt + CLAIM_PATIENCE_MS;
		if (stance === "holds" || isPatient || (waiting.hasBegun && !hadBegun)) return false;
		waiting.run();
		return true;
	}

	/** The first in {@link FIRMNESS} that anybody takes. */
	#stanceOn({ target, except }: Waiting): Stance {
		const stances = new Set<Stance>();
		for (const holder of this.#holders) if (holder !== except) stances.add(holder.stanceOn(target));
		return FIRMNESS.find((stance) => stances.has(stance)) ?? "leaves alone";
	}
}
