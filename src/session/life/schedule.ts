/** The part of the object's storage that holds its one alarm. */
export type AlarmStorage = Pick<DurableObjectStorage, "setAlarm" | "deleteAlarm">;

/** How much later than due an alarm may ring before its work is done without it. */
const GRACE_MS = 30_000;
/** What is further away than this is not waited for in memory: the object may leave it. */
const MOST_WATCHED_MS = 300_000;

/**
 * The object's one alarm. It is only ever moved to an earlier time: one that rings too early looks at what is due
 * and is set again, so that a deadline which moves with each command costs nothing.
 *
 * An alarm is for a time of day. When the clock is set back it rings later by as much, and a browser that is not renewed
 * until then is lost; so a timer, which no clock moves, does the work of an alarm that is late.
 */
export class Schedule {
	readonly #storage: AlarmStorage;
	readonly #onLate: () => void;
	#armedFor: number | undefined;
	#watch: ReturnType<typeof setTimeout> | null = null;

	/** `onLate` is to do what the alarm would. */
	constructor(storage: AlarmStorage, onLate: () => void = () => {}) {
		this.#storage = storage;
		this.#onLate = onLate;
	}

	/** Makes the alarm ring at `time` (epoch milliseconds) or before; `undefined` when nothing is due any more. */
	async arm(time: number | undefined): Promise<void> {
		if (time === undefined) {
			this.rang();
			await this.#storage.deleteAlarm();
		} else if (this.#armedFor === undefined || time < this.#armedFor) {
			this.#armedFor = time;
			this.#watchFor(time - Date.now());
			await this.#storage.setAlarm(time);
		}
	}

	/** To be called when the alarm rings: nothing is armed until it is armed anew. */
	rang(): void {
		this.#armedFor = undefined;
		this.#stopWatch();
	}

	#watchFor(inMs: number): void {
		this.#stopWatch();
		if (inMs <= MOST_WATCHED_MS) this.#watch = setTimeout(() => this.#onLate(), Math.max(inMs, 0) + GRACE_MS);
	}

	#stopWatch(): void {
		if (this.#watch !== null) clearTimeout(this.#watch);
		this.#watch = null;
	}
}
