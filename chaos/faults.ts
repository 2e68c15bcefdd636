import { setTimeout as sleep } from "node:timers/promises";
import type { Berth } from "./berth.ts";
import type { Disturbances } from "./disturbances.ts";
import type { Journal } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import type { Fault } from "./plan.ts";

export interface FaultParts {
	readonly berth: Berth;
	readonly journal: Journal;
	readonly ledger: Ledger;
	readonly disturbances: Disturbances;
}

/** Half of the run's open sockets go at once. */
const DROPPED_SHARE = 0.5;
const RECONCILE_PATIENCE_MS = 60_000;

/** Makes the faults of a plan happen, each at its time or as soon as wrangler is there again. */
export class Faults {
	readonly #parts: FaultParts;
	readonly #underWay = new Set<Promise<void>>();

	constructor(parts: FaultParts) {
		this.#parts = parts;
	}

	/** Goes through a plan until it is late; resolves when the last fault is over. */
	async run(plan: Iterable<Fault>, until: number, signal: AbortSignal): Promise<void> {
		for (const fault of plan) {
			await sleep(fault.afterMs, undefined, { signal });
			if (Date.now() >= until) break;
			const happening = this.#make(fault, signal)
				// On a machine that is too busy one may fail to be made: that is no fault of Berth's.
				.catch((error: unknown) => this.#parts.journal.note("fault not made", { error: String(error) }))
				.finally(() => this.#underWay.delete(happening));
			this.#underWay.add(happening);
			// Nothing else can be done to a wrangler that is away.
			if (fault.kind === "restart_wrangler" || fault.kind === "kill_wrangler") await happening;
		}
		await Promise.all(this.#underWay);
	}

	/** Has Berth do what it does on a schedule. */
	async reconcile(): Promise<void> {
		const { berth, journal, disturbances } = this.#parts;
		const from = Date.now();
		try {
			const answer = await fetch(`${berth.url}/berth/v1/maintenance`, {
				method: "POST",
				headers: { Authorization: `Bearer ${berth.adminToken}` },
				signal: AbortSignal.timeout(RECONCILE_PATIENCE_MS),
			});
			const text = await answer.text();
			journal.note("reconciled", { status: answer.status, text: text.slice(0, 200) });
			if (answer.status === 500 && !disturbances.overlap(["outage", "catalog"], from))
				journal.violation("the maintenance failed", String(from), { text: text.slice(0, 500) });
		} catch (fault) {
			if (!disturbances.overlap(["outage"], from))
				journal.violation("the maintenance did not answer", String(from), { fault: String(fault) });
		}
	}

	async #make(fault: Fault, signal: AbortSignal): Promise<void> {
		const { berth, journal } = this.#parts;
		journal.note(`fault: ${fault.kind}`, { ...fault });
		switch (fault.kind) {
			case "kill_chrome":
				return this.#killChrome(fault.pick);
			case "stop_chrome":
				return this.#stopChrome(fault.pick, fault.forMs, signal);
			case "drop_sockets":
				return this.#dropSockets(fault.pick);
			case "restart_wrangler":
				journal.note("wrangler is back", await berth.restart("gracefully"));
				return;
			case "kill_wrangler":
				journal.note("wrangler is back", await berth.restart("killed"));
				return;
			case "fail_catalog":
				return this.#failCatalog(fault, signal);
			case "reconcile":
				return this.reconcile();
		}
	}

	#killChrome(pick: number): void {
		const pid = this.#chromeAt(pick);
		if (pid === undefined) return;
		const over = this.#parts.disturbances.begin("chrome");
		process.kill(pid, "SIGKILL");
		this.#parts.journal.note("Chrome killed", { pid });
		over();
	}

	async #stopChrome(pick: number, forMs: number, signal: AbortSignal): Promise<void> {
		const pid = this.#chromeAt(pick);
		if (pid === undefined) return;
		const over = this.#parts.disturbances.begin("chrome");
		process.kill(pid, "SIGSTOP");
		this.#parts.journal.note("Chrome stopped", { pid, forMs });
		await sleep(forMs, undefined, { signal }).catch(() => undefined);
		// It may be gone, and its number another's: only one that is still a Chrome of this run is waked.
		if (this.#parts.berth.chromePids().includes(pid)) process.kill(pid, "SIGCONT");
		over();
	}

	#dropSockets(pick: number): void {
		const open = this.#parts.ledger.sockets.filter(({ isOpen }) => isOpen);
		const from = Math.floor(pick * open.length);
		const dropped = [...open, ...open].slice(from, from + Math.ceil(open.length * DROPPED_SHARE));
		for (const socket of dropped) socket.drop();
		this.#parts.journal.note("sockets dropped", { sessions: dropped.map(({ sessionId }) => sessionId) });
	}

	async #failCatalog(
		{ mode, every, forMs }: Extract<Fault, { kind: "fail_catalog" }>,
		signal: AbortSignal,
	): Promise<void> {
		const over = this.#parts.disturbances.begin("catalog");
		const from = Date.now();
		try {
			await this.#parts.berth.failCatalog({ mode, every, until: from + forMs });
			this.#parts.journal.count(`D1 failing: ${mode}`);
			await sleep(forMs, undefined, { signal });
		} catch (fault) {
			if (!signal.aborted && !this.#parts.disturbances.overlap(["outage"], from)) throw fault;
		} finally {
			over();
		}
	}

	#chromeAt(pick: number): number | undefined {
		const pids = this.#parts.berth.chromePids();
		return pids[Math.floor(pick * pids.length)];
	}
}
