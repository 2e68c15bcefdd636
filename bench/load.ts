import { availableParallelism, cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { MachineLoad } from "./trust.ts";

/** How long the machine is looked at in a pause. */
const LOOK_MS = 100;

/** What else the machine does, before the bench and in its pauses, when nothing of its own has work. */
export class LoadWatch {
	readonly #before = loadavg()[0] ?? 0;
	readonly #busyShares: number[] = [];

	/** Looks how busy the machine is while nothing is measured. */
	readonly look = async (): Promise<void> => {
		const before = ticks();
		await sleep(LOOK_MS);
		const after = ticks();
		const all = after.all - before.all;
		if (all > 0) this.#busyShares.push(1 - (after.idle - before.idle) / all);
	};

	/** So far. */
	get load(): MachineLoad {
		return { cores: availableParallelism(), before: this.#before, busyShares: this.#busyShares };
	}
}

/** Of all cores since the machine started. */
function ticks(): { readonly all: number; readonly idle: number } {
	const times = cpus().map(({ times: each }) => each);
	return {
		all: times.reduce((sum, each) => sum + each.user + each.nice + each.sys + each.irq + each.idle, 0),
		idle: times.reduce((sum, each) => sum + each.idle, 0),
	};
}
