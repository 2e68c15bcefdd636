import { setTimeout as sleep } from "node:timers/promises";
import { stillSeen } from "../test/e2e/chromes.ts";
import { Api } from "./api.ts";
import type { Berth } from "./berth.ts";
import { Client } from "./client.ts";
import type { Disturbances } from "./disturbances.ts";
import { Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import { Ledger } from "./ledger.ts";
import { drawLife } from "./life.ts";
import type { Options } from "./options.ts";
import { planFaults } from "./plan.ts";
import { Random } from "./random.ts";
import { ChromesAreOwned } from "./rules/chromes-are-owned.ts";
import { checkClientsAreTold } from "./rules/clients-are-told.ts";
import { EndsOnce } from "./rules/ends-once.ts";
import { LimitsHold } from "./rules/limits-hold.ts";
import { checkSomethingWasProved, provesSomething } from "./rules/proves-something.ts";
import { QueueMoves } from "./rules/queue-moves.ts";
import { RefusedIsRefused } from "./rules/refused-is-refused.ts";
import { settle } from "./settle.ts";
import type { Settings } from "./settings.ts";
import { Watch } from "./watch.ts";

export interface RunParts {
	readonly options: Options;
	readonly settings: Settings;
	readonly berth: Berth;
	readonly journal: Journal;
	readonly disturbances: Disturbances;
	/** Ends the run before its time. */
	readonly signal: AbortSignal;
}

/** The longest that a life may go on after the last one was begun: its create, its commands, its end. */
const LAST_LIVES_MS = 240_000;
/** How long clients go on after the last fault, at most, until the run says something. */
const MOST_EXTRA_MS = 180_000;
/** Nobody begins anything while wrangler is away. */
const AWAY_MS = 100;
const GONE_WITHIN_MS = 10_000;

/** Everything from the first client to the last look; what does not hold is in the journal then. */
export async function run({
	options,
	settings,
	berth,
	journal,
	disturbances,
	signal,
}: RunParts): Promise<void> {
	const ledger = new Ledger();
	const apis = new Map<string, Api>();
	for (const account of settings.accounts) {
		// The first is the admin's, who needs no catalog to be let in. The tables are there after the first token.
		const token = apis.size === 0 ? berth.adminToken : await berth.makeToken(account);
		apis.set(account, new Api(account, { url: berth.url, token, journal, ledger, disturbances }));
	}
	const apiOf = (account: string): Api => {
		const api = apis.get(account);
		if (api === undefined) throw new Error(`no account ${account}`);
		return api;
	};
	const parts = { settings, journal, ledger, disturbances };
	const endsOnce = new EndsOnce(parts);
	const chromes = new ChromesAreOwned(parts);
	const rules = [
		endsOnce,
		chromes,
		new LimitsHold(parts),
		new QueueMoves(parts),
		new RefusedIsRefused(parts),
	];
	const watch = new Watch(berth, rules, journal, disturbances);
	watch.start();

	const until = Date.now() + options.durationMs;
	// On a machine that is busy hardly anything may have happened by then.
	const latest = until + MOST_EXTRA_MS;
	const clients = Array.from({ length: settings.clients }, async (_, index) => {
		const client = new Client(`client-${index + 1}`, { journal, ledger, disturbances, apiOf });
		const random = new Random(options.seed, `client-${index + 1}`);
		const goesOn = () => Date.now() < until || (Date.now() < latest && !provesSomething(ledger));
		while (goesOn() && !signal.aborted) {
			if (berth.isUp) await client.live(drawLife(random, settings));
			else await sleep(AWAY_MS);
		}
	});
	const faults = new Faults({ berth, journal, ledger, disturbances });
	await faults.run(planFaults(options.seed), until, signal);
	await boundedEnd(Promise.all(clients), journal);
	await watch.stop();
	signal.throwIfAborted();

	await settle({ berth, watch, journal, ledger, apiOf, reconcile: () => faults.reconcile() });
	checkClientsAreTold(ledger, endsOnce.seen, disturbances, journal);
	checkSomethingWasProved(ledger, journal);
	for (const { close_reason } of endsOnce.seen.values()) journal.count(`ended: ${close_reason ?? "not"}`);
	journal.count("most Chromes at a time", chromes.most);
	await berth.end();
	await checkNothingRuns(berth, journal);
}

async function boundedEnd(clients: Promise<unknown>, journal: Journal): Promise<void> {
	const timer = new AbortController();
	const over = sleep(LAST_LIVES_MS, "late", { signal: timer.signal }).catch(() => undefined);
	if ((await Promise.race([clients, over])) === "late")
		journal.violation("clients do not come to an end", "clients", {});
	timer.abort();
}

async function checkNothingRuns(berth: Berth, journal: Journal): Promise<void> {
	const startedAt = Date.now();
	while (stillSeen(berth.seenProcesses).length > 0 && Date.now() < startedAt + GONE_WITHIN_MS)
		await sleep(100);
	for (const { pid, command } of stillSeen(berth.seenProcesses))
		journal.violation("a process is left when wrangler has ended", String(pid), { command });
}
