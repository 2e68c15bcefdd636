import { ArtifactObjects } from "../artifacts/objects.ts";
import { BindingBrowser } from "../browser/binding.ts";
import { EitherBrowser } from "../browser/either.ts";
import { WorkTabs } from "../browser/work-tabs.ts";
import { forgetSession, saveSession } from "../catalog/sessions.ts";
import { usableTokens } from "../catalog/tokens.ts";
import { readConfig } from "../domain/config.ts";
import { isRecorded, type NewEntry } from "../domain/entry.ts";
import { configuredModel } from "../model/configured-model.ts";
import { modelSurroundings } from "../model/providers.ts";
import { settled } from "../lib/timeout.ts";
import { Admissions } from "./admissions.ts";
import { openArchive } from "./archive/archive.ts";
import { Browsing } from "./pages/browsing.ts";
import { Clients } from "./relay/clients.ts";
import { Connections } from "./relay/connections.ts";
import { describeSession } from "./description.ts";
import { Endpoint } from "./link/endpoint.ts";
import { extend } from "./relay/extension.ts";
import { DevtoolsPorts } from "./fence/devtools-ports.ts";
import { MachineFence } from "./fence/machine-fence.ts";
import { Frames } from "./frames/frames.ts";
import { Interlock } from "./guardrails/interlock.ts";
import { Refusals } from "./guardrails/refusals.ts";
import { Handoffs } from "./relay/handoffs.ts";
import { IdleClock } from "./life/idle-clock.ts";
import { Lifetime } from "./life/lifetime.ts";
import { Places } from "./relay/places.ts";
import { OpenDialogs } from "./link/open-dialogs.ts";
import { QuickActions } from "./quick/quick-actions.ts";
import { Profiles } from "./profile/profiles.ts";
import { Projection } from "./life/projection.ts";
import { Journal } from "./recorder/journal.ts";
import { clientEntry, sessionEntry } from "./recorder/own-entries.ts";
import { Reservation } from "./life/reservation.ts";
import { Schedule } from "./life/schedule.ts";
import { NetworkTaps } from "./link/network-taps.ts";
import { Starts } from "./link/starts.ts";
import { SessionStore } from "./store.ts";
import { Targets } from "./pages/targets.ts";
import { UsageMeter } from "./usage.ts";
import { Use } from "./use.ts";
import { watchersFor } from "./link/watchers.ts";

const WAKE_PATIENCE_MS = 5_000;

/** What a session consists of. */
export type Parts = ReturnType<typeof assemble>;

/** Puts a session together, on its object's storage and its Worker's bindings. Throws when Berth is not configured. */
export function assemble(ctx: DurableObjectState, env: Env) {
	const read = readConfig(env);
	if (!read.ok) throw new Error(read.problem.message);
	const config = read.value;
	const background = (work: Promise<unknown>) => ctx.waitUntil(work);
	const journal = new Journal(ctx.storage, config.journal);
	const store = new SessionStore(ctx.storage, () => {
		journal.reset();
		records.recording.reset();
	});
	const endpoint = new Endpoint(store, config);
	const workTabs = new WorkTabs();
	const ownWay = new EitherBrowser(
		new BindingBrowser(env.BROWSER, config),
		endpoint.browser((openedTab) => {
			if (!workTabs.has(openedTab)) frames.show(openedTab);
		}),
		workTabs,
		env.PAGES,
	);
	const idle = new IdleClock(store, () => clients.areWaiting);
	const clients = new Clients(() => idle.writeDown());
	const projection = new Projection(store, (session) => saveSession(env.CATALOG, session));
	const reservation = new Reservation({
		store,
		db: env.CATALOG,
		config,
		wake: (id) => ctx.waitUntil(settled(env.SESSION.getByName(id).proceed(), WAKE_PATIENCE_MS)),
	});
	const objects = new ArtifactObjects(env.ARTIFACTS);
	const { sql, kv } = ctx.storage;
	const { maxBytes, ...masks } = config.recording;
	const records = openArchive({
		sql,
		kv,
		store,
		objects,
		limits: config.artifacts,
		maxRecordingBytes: maxBytes,
		background,
	});
	const { artifacts, counts, recording } = records;
	const usage = new UsageMeter(store, clients, projection, () => journal.whereabouts);
	const profiles = new Profiles({ store, db: env.CATALOG, config, workTabs });
	const note = (entry: NewEntry | undefined) => {
		if (entry !== undefined && isRecorded(store.options?.record)) journal.add(entry);
	};
	const refusals = new Refusals(note);
	const taps = new NetworkTaps();
	const fence = new MachineFence({
		network: taps,
		options: () => store.options,
		ports: new DevtoolsPorts({ fetch: (input, init) => fetch(input, init) }),
		refusals: new Refusals(note, "the fence around the browser's machine"),
	});
	// For all but the control link, which holds the guardrails.
	const browser = new Interlock({
		browser: ownWay,
		hosts: () => store.options?.guardrails?.hosts,
		isLinked: () => lifetime.isLinked,
		onRefused: (method) => refusals.command(method),
	});
	const starts = new Starts();
	const places = new Places(config.maxConnections);
	const admissions = new Admissions({
		store,
		usableTokens: (ids) => usableTokens(env.CATALOG, ids, Date.now()),
		background,
	});
	const targetsKnown = new Map<string, string>();
	const dialogs = new OpenDialogs(() => clients.mayAnswerDialogs || browsing.isDriving);
	const lifetime = new Lifetime({
		starts,
		store,
		projection,
		reservation,
		schedule: new Schedule(ctx.storage, () => background(ring())),
		idle,
		clients,
		usage,
		profiles,
		recording,
		watchers: (options, owns) =>
			watchersFor(
				options,
				{ journal, known: targetsKnown, owns, taps },
				dialogs,
				{
					keep: (made) => artifacts.keep(made),
					note: (entry) => note(entry),
					outcomes: records.downloads,
					maxBytes: config.artifacts.maxBytes,
				},
				{ recording, masks },
				{
					refusals,
					tellsOf: (frameId) => !workTabs.has(frameId) && (options.endpoint === undefined || owns(frameId)),
				},
				fence.guardFor(options),
			),
		onLinkDown: () => browser.cut(),
		onChange: (before, after) => note(sessionEntry(before, after)),
		onEnd: (reason, text) => {
			frames.end(reason, text);
			handoffs.sessionEnded();
		},
		discard: () => artifacts.removeAll(),
		unlist: (id) => forgetSession(env.CATALOG, id),
		browser: ownWay,
		config,
		background,
	});
	const handoffs = new Handoffs({
		store,
		idle,
		tell: (news) => clients.tell(news),
		note,
		onChange: () => lifetime.followInBackground(),
	});
	/** Does what is due. */
	const ring = (): Promise<void> => {
		handoffs.expire();
		return lifetime.tick();
	};
	const connections = new Connections({
		starts,
		taps,
		fence,
		lifetime: lifetime,
		idle,
		browser,
		clients,
		places,
		admissions,
		store,
		signingSecret: config.signingSecret,
		targets: () => targets.list(),
		handoffs,
		dialogs,
		onClient: (client, event) => note(clientEntry(client, event)),
		background,
	});
	const frames = new Frames({
		store,
		browser,
		places,
		admissions,
		dialogs,
		timeoutMs: config.answerTimeoutMs,
		isBrowserAlive: () => lifetime.isBrowserAlive(),
		background,
	});
	const use = new Use({ lifetime, idle, store, actions: records.actions, background });
	const targets = new Targets({ browser, use, frames, store });
	const browsing = new Browsing({
		starts,
		fence,
		browser,
		timeoutMs: config.answerTimeoutMs,
		store,
		onTab: (tabId) => frames.show(tabId),
		records,
		model(command) {
			const account = store.session?.account ?? config.defaultAccount;
			return configuredModel(config.model, modelSurroundings(env, config.model, account), command);
		},
		whyOver: () => use.whyOver(),
	});
	const quick = new QuickActions({ browser, hiddenTabs: browsing.hiddenTabs, background });
	const described = { store, idle, clients, usage, launch: lifetime.startup.launch, counts };
	const describe = () => describeSession(described);
	return {
		store,
		endpoint,
		browser,
		connections,
		places,
		admissions,
		handoffs,
		lifetime,
		ring,
		frames,
		browsing,
		quick,
		profiles,
		records,
		journal,
		use,
		targets,
		describe,
		extend: (keepAliveMs: number | undefined) => extend({ store, idle, lifetime, reservation }, keepAliveMs),
	};
}
