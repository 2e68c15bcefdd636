import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { prepareChrome } from "../scripts/chrome.ts";
import { projectRoot } from "../scripts/project.ts";
import { BareBinding } from "./bare-binding.ts";
import { Berth } from "./berth.ts";
import { LoadWatch } from "./load.ts";
import { measure, type Measurement } from "./measurement.ts";
import { type Options, readOptions, usage } from "./options.ts";
import type { Scenario } from "./scenario.ts";
import type { Backend } from "./backend.ts";
import { scenarios, watchedScenarios } from "./scenarios/all.ts";
import { QUICK, quick } from "./scenarios/quick.ts";
import { RECORDED, recording } from "./scenarios/recording.ts";
import { StraightChrome } from "./straight-chrome.ts";
import { missedAims, pairsTableOf, spreadsOf, tableOf } from "./table.ts";
import { verdict } from "./trust.ts";

/** All of them and the start are to stay below four minutes. */
const scenarioBudgetMs = 22_000;
const guardrails = { allowedDomains: ["127.0.0.1"] };
const machine = new LoadWatch();
const started = new AsyncDisposableStack();
let isInterrupted = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
	process.on(signal, () => {
		if (isInterrupted) return;
		isInterrupted = true;
		void started.disposeAsync().finally(() => process.exit(130));
	});
}

try {
	const options = readOptions(process.argv.slice(2), scenarios);
	if (options === undefined) console.log(usage);
	else await run(options);
} catch (error) {
	if (!isInterrupted) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
} finally {
	if (!isInterrupted) await started.disposeAsync();
}

async function run(options: Options): Promise<void> {
	const startedAt = performance.now();
	console.log(`Chrome: ${prepareChrome()}; Node ${process.version}; ${availableParallelism()} cores`);
	const measurements = options.pairs === undefined ? await compare(options) : await pair(options.pairs);
	console.log(verdict(machine.load, spreadsOf(measurements)));
	console.log(`${Math.round((performance.now() - startedAt) / 1000)} s.`);
	if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, rawFigures(measurements));
	if (measurements.some(({ failures }) => failures.size > 0)) process.exitCode = 1;
}

/** The usual table: Berth beside the other ways to a browser. */
async function compare(options: Options): Promise<readonly Measurement[]> {
	const chrome = started.use(new StraightChrome());
	const binding = started.use(new BareBinding());
	const berth = started.use(new Berth("Berth", projectRoot));
	const silent = started.use(new Berth("log off", projectRoot, { record: false }));
	const tenant = started.use(new Berth("tenant", projectRoot, { isTenant: true }));
	const guarded = started.use(new Berth("guarded", projectRoot, { record: false, guardrails }));
	const others = options.against.map((folder) => started.use(new Berth(basename(folder), folder)));
	const backends = [chrome, binding, berth, tenant, silent, guarded, ...others];
	const isQuickAlone = options.scenarios.every((scenario) => scenario === quick);
	for (const backend of isQuickAlone ? [chrome, berth] : backends) await backend.ready();

	const measurements: Measurement[] = [];
	// These are measured against one thing each, and are nobody else's concern.
	const ofRecording: Measurement[] = [];
	const ofQuick: Measurement[] = [];
	const quickly = berth.quick(QUICK);
	const recorded = berth.as(RECORDED, { query: "recording=true" });
	for (const scenario of options.scenarios) {
		const { rounds = scenario.rounds } = options;
		const budgetMs = options.rounds === undefined ? scenarioBudgetMs : Infinity;
		if (scenario === quick) ofQuick.push(...(await measured(scenario, [chrome, quickly], rounds, budgetMs)));
		else if (scenario === recording)
			ofRecording.push(...(await measured(scenario, [berth, recorded], rounds, budgetMs)));
		else measurements.push(...(await measured(scenario, backends, rounds, budgetMs)));
	}

	const references = [binding, chrome, tenant, silent, guarded, ...others].map(({ name }) => name);
	const compared = { subject: berth.name, references };
	const quickCompared = { subject: QUICK, references: [chrome.name] };
	const missed = missedAims(measurements, compared) + missedAims(ofQuick, quickCompared);
	if (measurements.length > 0) console.log(`\n${tableOf(measurements, compared)}\n`);
	if (ofRecording.length > 0)
		console.log(`\n${tableOf(ofRecording, { subject: RECORDED, references: [berth.name] })}\n`);
	if (ofQuick.length > 0) console.log(`\n${tableOf(ofQuick, quickCompared)}\n`);
	console.log(
		`Medians of the rounds; ± is the middle half of Berth's samples; aims are for Berth ÷ binding, and of quick actions for Berth ÷ Chrome. ${missed} missed.`,
	);
	if (options.isStrict && missed > 0) process.exitCode = 1;
	return [...measurements, ...ofQuick, ...ofRecording];
}

/** What watching a session costs: each way of it against a session without a log, in one Worker. */
async function pair(pairs: number): Promise<readonly Measurement[]> {
	const berth = started.use(new Berth("Berth", projectRoot));
	await berth.ready();
	const ways = [
		berth.as("log off", { query: "record=false" }),
		berth.as("log", {}),
		berth.as("guarded", { query: "record=false", body: { guardrails } }),
		berth.as(RECORDED, { query: "recording=true" }),
	];
	const measurements: Measurement[] = [];
	for (const scenario of watchedScenarios)
		measurements.push(...(await measured(scenario, ways, pairs, Infinity)));
	console.log(`\n${pairsTableOf(measurements)}\n`);
	console.log("Medians; the ratio is the median over the pairs, ± the middle half of their ratios.");
	return measurements;
}

function measured(
	scenario: Scenario,
	backends: readonly Backend[],
	rounds: number,
	budgetMs: number,
): Promise<readonly Measurement[]> {
	console.error(`${scenario.name} …`);
	const onFailure = (message: string) => console.error(message);
	return measure(scenario, backends, { rounds, budgetMs, pause: machine.look, onFailure });
}

function rawFigures(measurements: readonly Measurement[]): string {
	const figures = measurements.map(({ figure, values, failures }) => ({
		...figure,
		values: Object.fromEntries(values),
		failures: Object.fromEntries(failures),
	}));
	const date = new Date().toISOString();
	const raw = { date, node: process.version, machine: machine.load, figures };
	return `${JSON.stringify(raw, null, "\t")}\n`;
}
