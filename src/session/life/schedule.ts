/** The part of the object's storage that holds its one alarm. */
export type AlarmStorage = Pick<DurableObjectStorage, "setAlarm" | "deleteAlarm">;

/**
 * The object's one alarm. It is only ever moved to an earlier time: one that rings too early looks at what is due
 * and is set again, so that a deadline which moves with each command costs nothing.
 */
export class Schedule {
	readonly #storage: AlarmStorage;
	#armedFor: number | undefined;

	constructor(storage: AlarmStorage) {
		this.#storage = storage;
	}

	/** Makes the alarm ring at `time` (epoch milliseconds) or before; `undefined` when nothing is due any more. */
	async arm(time: number | undefined): Promise<void> {
		if (time === undefined) {
			this.#armedFor = undefined;
			await this.#storage.deleteAlarm();
		} else if (this.#armedFor === undefined || time < this.#armedFor) {
			this.#armedFor = time;
			await this.#storage.setAlarm(time);
		}
	}

	/** To be called when the alarm rings: nothing is armed until it is armed anew. */
	rang(): void {
		this.#armedFor = undefined;
	}
}
