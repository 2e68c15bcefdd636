import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { prepareChrome } from "../scripts/chrome.ts";
import { projectRoot } from "../scripts/project.ts";
import { BareBinding } from "./bare-binding.ts";
import { Berth } from "./berth.ts";
import { measure, type Measurement } from "./measurement.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { create } from "./scenarios/create.ts";
import { flood } from "./scenarios/flood.ts";
import { journey, tenJourneys } from "./scenarios/journey.ts";
import { largeMessage } from "./scenarios/large-message.ts";
import { pageLoad } from "./scenarios/page-load.ts";
import { pipelined } from "./scenarios/pipelined.ts";
import { RECORDED, recording } from "./scenarios/recording.ts";
import { roundTrip } from "./scenarios/round-trip.ts";
import { StraightChrome } from "./straight-chrome.ts";
import { missedAims, tableOf } from "./table.ts";

const scenarios = [
	roundTrip,
	pipelined,
	largeMessage,
	create,
	journey,
	tenJourneys,
	pageLoad,
	flood,
	recording,
];
/** All of them and the start are to stay below four minutes. */
const scenarioBudgetMs = 24_000;
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
	const cores = availableParallelism();
	console.log(`Chrome: ${prepareChrome()}; Node ${process.version}; ${cores} cores`);

	const chrome = started.use(new StraightChrome());
	const binding = started.use(new BareBinding());
	const berth = started.use(new Berth("Berth", projectRoot));
	const silent = started.use(new Berth("log off", projectRoot, { record: false }));
	const tenant = started.use(new Berth("tenant", projectRoot, { isTenant: true }));
	const guardrails = { allowedDomains: ["127.0.0.1"] };
	const guarded = started.use(new Berth("guarded", projectRoot, { record: false, guardrails }));
	const others = options.against.map((folder) => started.use(new Berth(basename(folder), folder)));
	const backends = [chrome, binding, berth, tenant, silent, guarded, ...others];
	for (const backend of backends) await backend.ready();

	const measurements: Measurement[] = [];
	// That is measured against not recording, and is nobody else's concern.
	const ofRecording: Measurement[] = [];
	const pair = [berth, berth.recorded(RECORDED)];
	for (const scenario of options.scenarios) {
		console.error(`${scenario.name} …`);
		const asked = options.rounds === undefined ? undefined : { rounds: options.rounds, budgetMs: Infinity };
		const sampling = asked ?? { rounds: scenario.rounds, budgetMs: scenarioBudgetMs };
		try {
			if (scenario === recording) ofRecording.push(...(await measure(scenario, pair, sampling)));
			else measurements.push(...(await measure(scenario, backends, sampling)));
		} catch (error) {
			if (isInterrupted) throw error;
			console.error(`${scenario.name} failed.`, error);
			process.exitCode = 1;
		}
	}

	const references = [binding, chrome, tenant, silent, guarded, ...others].map(({ name }) => name);
	const compared = { subject: berth.name, references };
	const missed = missedAims(measurements, compared);
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	if (measurements.length > 0) console.log(`\n${tableOf(measurements, compared)}\n`);
	if (ofRecording.length > 0)
		console.log(`\n${tableOf(ofRecording, { subject: RECORDED, references: [berth.name] })}\n`);
	console.log(`Medians of the rounds; aims are for Berth ÷ binding. ${missed} missed. ${seconds} s.`);
	if (options.jsonFile !== undefined)
		writeFileSync(options.jsonFile, rawFigures([...measurements, ...ofRecording], cores));
	if (options.isStrict && missed > 0) process.exitCode = 1;
}

function rawFigures(measurements: readonly Measurement[], cores: number): string {
	const figures = measurements.map(({ figure, values }) => ({
		...figure,
		values: Object.fromEntries(values),
	}));
	const date = new Date().toISOString();
	return `${JSON.stringify({ date, node: process.version, cores, figures }, null, "\t")}\n`;
}
