import { type Problem, problem } from "../domain/problem.ts";
import type { QuickSettings } from "../domain/quick/shared-browser.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { FairQueue } from "./fair-queue.ts";

/** A browser is replaced after so many actions, or so long. */
const MOST_ACTIONS = 500;
const MOST_AGE_MS = 600_000;
/** So long before a browser's own end for being idle it is not given out any more. */
const IDLE_MARGIN_MS = 3_000;
/** Browsers that an action may lose. */
const MOST_TRIES = 2;
/** Actions of one account that may wait. */
const MOST_WAITING = 200;

/** Whether the browser did its part, or is gone. */
export type Verdict = "good" | "lost";

/** An action that wants a place in a shared browser. */
export interface Order {
	readonly account: string;
	/** Which browsers it may share: those of the same kind. */
	readonly kind: string;
	readonly waitMs: number;
}

/** A browser that is shared, as it is written down. */
export interface Shared {
	/** Its session. */
	readonly id: string;
	readonly kind: string;
	/** Epoch milliseconds. */
	readonly startedAt: number;
}

interface Seat extends Shared {
	/** Whether it is known to be there: one from before a restart may have gone with it. */
	isProven: boolean;
	served: number;
	active: number;
	usedAt: number;
	isRetired: boolean;
}

interface Waiter extends Order {
	/** Its time is over, and it only waits for a browser that is being started already. */
	isOverdue: boolean;
	readonly give: (seat: Result<Seat>) => void;
}

export interface DeskParts {
	readonly settings: QuickSettings;
	/** Starts a browser of a kind; gives its session's id. */
	readonly start: (kind: string) => Promise<Result<string>>;
	readonly end: (id: string) => void;
	/** The browsers there are have changed. */
	readonly changed: (browsers: readonly Shared[]) => void;
}

/**
 * Gives the places in shared browsers out, to one account after the other. It starts browsers when they are needed, as many as
 * it may, and replaces those that have served for long enough or are gone.
 */
export class Desk {
	readonly #parts: DeskParts;
	readonly #waiting = new FairQueue<Waiter>();
	readonly #starting = new Map<object, string>();
	#seats: readonly Seat[];

	/** `browsers` are those that were there before a restart. */
	constructor(parts: DeskParts, browsers: readonly Shared[] = []) {
		this.#parts = parts;
		this.#seats = browsers.map((shared) => seatOf(shared, false));
	}

	/**
	 * Has an action done in a shared browser: `use` gets the id of its session. Where that browser turns out to be gone the
	 * action is done once more in another one. Refuses with `rate_limited` when there is no place in time, not counting the time
	 * that a browser takes to start, and with what a browser could not be started for.
	 */
	async lend(order: Order, use: (sessionId: string) => Promise<Verdict>): Promise<Result<void>> {
		for (let tries = 0; ;) {
			const seat = await this.#seat(order);
			if (!seat.ok) return seat;
			const { isProven } = seat.value;
			let verdict: Verdict = "good";
			try {
				verdict = await use(seat.value.id);
			} finally {
				this.#leave(seat.value, verdict);
			}
			if (isProven) tries += 1;
			if (verdict === "good" || tries === MOST_TRIES) return ok(undefined);
		}
	}

	#seat(order: Order): Promise<Result<Seat>> {
		const { promise, resolve } = Promise.withResolvers<Result<Seat>>();
		if (this.#waiting.countOf(order.account) >= MOST_WAITING) return Promise.resolve(refuse(tooMany));
		const waiter: Waiter = { ...order, isOverdue: false, give: resolve };
		this.#waiting.add(order.account, waiter);
		this.#serve();
		if (!this.#waiting.has(order.account, waiter)) return promise;
		const timer = setTimeout(() => {
			waiter.isOverdue = true;
			this.#refuseOverdue();
		}, order.waitMs);
		return promise.finally(() => clearTimeout(timer));
	}

	/** Gives out what places there are, and starts browsers for those who still wait. */
	#serve(): void {
		this.#forgetIdle();
		this.#waiting.takeEach((waiter) => {
			const seat = this.#freeSeat(waiter.kind);
			if (seat === undefined) return false;
			seat.active += 1;
			seat.served += 1;
			waiter.give(ok(seat));
			return true;
		});
		for (const [kind, count] of this.#waiting.counts((waiter) => waiter.kind)) this.#startFor(kind, count);
		this.#refuseOverdue();
	}

	#refuseOverdue(): void {
		const coming = new Set(this.#starting.values());
		this.#waiting.takeEach((waiter) => {
			if (!waiter.isOverdue || coming.has(waiter.kind)) return false;
			waiter.give(refuse(tooMany));
			return true;
		});
	}

	/** The fullest that has room, so that the others may go idle. */
	#freeSeat(kind: string): Seat | undefined {
		const free = this.#seats.filter(
			(seat) => seat.kind === kind && !isSpent(seat) && seat.active < this.#parts.settings.pagesPerBrowser,
		);
		return free.toSorted((one, other) => other.active - one.active)[0];
	}

	#startFor(kind: string, waiting: number): void {
		const { maxBrowsers, pagesPerBrowser } = this.#parts.settings;
		const underWay = [...this.#starting.values()].filter((each) => each === kind).length;
		for (let missing = waiting - underWay * pagesPerBrowser; missing > 0; missing -= pagesPerBrowser) {
			if (this.#inUse >= maxBrowsers && !this.#endIdleOne()) return;
			void this.#start(kind);
		}
	}

	/** Ends a browser that nobody uses, for one of another kind. */
	#endIdleOne(): boolean {
		const idle = this.#seats.find(({ active }) => active === 0);
		if (idle !== undefined) this.#remove(idle, true);
		return idle !== undefined;
	}

	async #start(kind: string): Promise<void> {
		const token = {};
		this.#starting.set(token, kind);
		const started = await this.#parts.start(kind);
		this.#starting.delete(token);
		if (started.ok) {
			this.#keep([...this.#seats, seatOf({ id: started.value, kind, startedAt: Date.now() }, true)]);
		} else if (!this.#seats.some((seat) => seat.kind === kind)) {
			// Nobody will have a place as it is.
			this.#waiting.takeEach((waiter) => {
				if (waiter.kind !== kind) return false;
				waiter.give(started);
				return true;
			});
		}
		this.#serve();
	}

	#leave(seat: Seat, verdict: Verdict): void {
		seat.active -= 1;
		if (verdict === "good") seat.isProven = true;
		seat.usedAt = Date.now();
		if (verdict === "lost") this.#remove(seat, false);
		else if (isSpent(seat)) this.#retire(seat);
		this.#serve();
	}

	/** Another takes its place at once, and it ends when its last action does. */
	#retire(seat: Seat): void {
		if (!seat.isRetired) {
			seat.isRetired = true;
			if (this.#inUse < this.#parts.settings.maxBrowsers) void this.#start(seat.kind);
		}
		if (seat.active === 0) this.#remove(seat, true);
	}

	/** Browsers that count: those that are there or on their way, without those that will be gone soon. */
	get #inUse(): number {
		return this.#seats.filter(({ isRetired }) => !isRetired).length + this.#starting.size;
	}

	/** One that is idle for long ends by itself. */
	#forgetIdle(): void {
		const since = Date.now() - this.#parts.settings.idleMs + IDLE_MARGIN_MS;
		for (const seat of this.#seats) if (seat.active === 0 && seat.usedAt < since) this.#remove(seat, false);
	}

	#remove(seat: Seat, isToEnd: boolean): void {
		if (!this.#seats.includes(seat)) return;
		if (isToEnd) this.#parts.end(seat.id);
		this.#keep(this.#seats.filter((each) => each !== seat));
	}

	#keep(seats: readonly Seat[]): void {
		this.#seats = seats;
		this.#parts.changed(seats.map(({ id, kind, startedAt }) => ({ id, kind, startedAt })));
	}
}

const seatOf = (shared: Shared, isProven: boolean): Seat => ({
	...shared,
	isProven,
	served: 0,
	active: 0,
	usedAt: Date.now(),
	isRetired: false,
});

const isSpent = ({ served, startedAt, isRetired }: Seat): boolean =>
	isRetired || served >= MOST_ACTIONS || Date.now() >= startedAt + MOST_AGE_MS;

const tooMany: Problem = problem("rate_limited", "Rate limit exceeded", 1);
