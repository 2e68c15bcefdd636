import { DurableObject } from "cloudflare:workers";
import { ArtifactObjects } from "../artifacts/objects.ts";
import { BindingBrowser } from "../browser/binding.ts";
import { EitherBrowser } from "../browser/either.ts";
import type { BrowserPort } from "../browser/port.ts";
import { WorkTabs } from "../browser/work-tabs.ts";
import type { BatchReport, CommandRequest } from "../commands/runner.ts";
import { forgetSession, saveSession } from "../catalog/sessions.ts";
import { type Config, readConfig } from "../domain/config.ts";
import { readConnectUrl } from "../domain/connect.ts";
import {
	type EntryPage,
	type EntryQuery,
	type EntryStretch,
	isRecorded,
	type NewEntry,
	type StretchQuery,
} from "../domain/entry.ts";
import { EVENTS_PATH, type EventsRequest, readEventsUrl } from "../domain/events.ts";
import { FRAMES_PATH, readFramesUrl } from "../domain/frames.ts";
import { type Problem, problem } from "../domain/problem.ts";
import type { ProfileDescription } from "../domain/profile.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { isActive, type SessionRecord, type SessionRequest, type SessionState } from "../domain/session.ts";
import { type BrowserVersion, isPage, type Target } from "../domain/target.ts";
import { settled } from "../lib/timeout.ts";
import { type Archive, openArchive, type Records } from "./archive/archive.ts";
import { Browsing, type CrawlOutcome } from "./browsing.ts";
import { Clients } from "./clients.ts";
import { Connections } from "./connections.ts";
import type { CrawlRequest } from "./crawl/crawl.ts";
import {
	describeSession,
	type DescriptionWithPage,
	firstPageOf,
	type SessionDescription,
} from "./description.ts";
import { endText } from "./end.ts";
import { Endpoint } from "./endpoint.ts";
import { Frames } from "./frames/frames.ts";
import { examine, type Health } from "./health.ts";
import { IdleClock } from "./idle-clock.ts";
import { Lifetime, type Running } from "./lifetime.ts";
import { openTab } from "./open-tab.ts";
import { Profiles, type SaveRequest } from "./profile/profiles.ts";
import { Projection } from "./projection.ts";
import { eventStream } from "./recorder/event-stream.ts";
import { Journal } from "./recorder/journal.ts";
import { clientEntry, sessionEntry } from "./recorder/own-entries.ts";
import { refusalFor } from "./refusal.ts";
import { Reservation } from "./reservation.ts";
import { Schedule } from "./schedule.ts";
import type { Scraped, ScrapeRequest } from "./scrape.ts";
import { SessionStore } from "./store.ts";
import { watchersFor } from "./watchers.ts";
import { UsageMeter } from "./usage.ts";

/** How long a call whose browser did not answer waits to hear whether the browser is gone. */
const VERDICT_PATIENCE_MS = 1_000;
const WAKE_PATIENCE_MS = 5_000;

/**
 * One browser session: the Durable Object that owns its browser, its alarm and its sockets. RPC is its interface;
 * `fetch` is for WebSocket upgrades and streams of frames only. Callers have checked who is asking.
 */
export class Session extends DurableObject<Env> {
	readonly #config: Config;
	readonly #store: SessionStore;
	readonly #endpoint: Endpoint;
	readonly #browser: BrowserPort;
	readonly #idle: IdleClock;
	readonly #connections: Connections;
	readonly #lifetime: Lifetime;
	readonly #frames: Frames;
	readonly #browsing: Browsing;
	readonly #profiles: Profiles;
	readonly #records: Records;
	readonly #journal: Journal;
	readonly #describe: () => Result<SessionDescription>;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		const config = readConfig(env);
		if (!config.ok) throw new Error(config.problem.message);
		this.#config = config.value;
		this.#journal = new Journal(ctx.storage, this.#config.journal);
		this.#store = new SessionStore(ctx.storage, () => this.#journal.reset());
		this.#endpoint = new Endpoint(this.#store, this.#config);
		const workTabs = new WorkTabs();
		this.#browser = new EitherBrowser(
			new BindingBrowser(env.BROWSER, this.#config),
			this.#endpoint.browser((openedTab) => {
				if (!workTabs.has(openedTab)) this.#frames.show(openedTab);
			}),
			workTabs,
		);
		this.#idle = new IdleClock(this.#store);
		const clients = new Clients(() => this.#idle.writeDown());
		const projection = new Projection(this.#store, (session) => saveSession(env.CATALOG, session));
		const reservation = new Reservation({
			store: this.#store,
			db: env.CATALOG,
			config: this.#config,
			wake: (id) => ctx.waitUntil(settled(env.SESSION.getByName(id).proceed(), WAKE_PATIENCE_MS)),
		});
		const objects = new ArtifactObjects(env.ARTIFACTS);
		const { sql } = ctx.storage;
		this.#records = openArchive({ sql, store: this.#store, objects, limits: this.#config.artifacts });
		const { artifacts, counts } = this.#records;
		const usage = new UsageMeter(this.#store, clients, projection, () => this.#journal.whereabouts);
		this.#profiles = new Profiles({ store: this.#store, db: env.CATALOG, config: this.#config, workTabs });
		const targetsKnown = new Map<string, string>();
		const mayAnswerDialogs = () => clients.mayAnswerDialogs || this.#browsing.isDriving;
		this.#lifetime = new Lifetime({
			store: this.#store,
			projection,
			reservation,
			schedule: new Schedule(ctx.storage),
			idle: this.#idle,
			clients,
			usage,
			profiles: this.#profiles,
			watchers: (options, owns) =>
				watchersFor(
					options,
					{ journal: this.#journal, known: targetsKnown, owns, mayAnswerDialogs },
					{
						keep: (made) => artifacts.keep(made),
						note: (entry) => this.#note(entry),
						maxBytes: this.#config.artifacts.maxBytes,
					},
				),
			onChange: (before, after) => this.#note(sessionEntry(before, after)),
			onEnd: (reason, text) => this.#frames.end(reason, text),
			discard: () => artifacts.removeAll(),
			unlist: (id) => forgetSession(env.CATALOG, id),
			browser: this.#browser,
			config: this.#config,
			background: (work) => ctx.waitUntil(work),
		});
		this.#connections = new Connections({
			lifetime: this.#lifetime,
			idle: this.#idle,
			browser: this.#browser,
			clients,
			store: this.#store,
			signingSecret: this.#config.signingSecret,
			targets: () => this.targets(),
			onClient: (client, event) => this.#note(clientEntry(client, event)),
			background: (work) => ctx.waitUntil(work),
		});
		this.#frames = new Frames({
			store: this.#store,
			browser: this.#browser,
			timeoutMs: this.#config.answerTimeoutMs,
			isBrowserAlive: () => this.#lifetime.isBrowserAlive(),
			background: (work) => ctx.waitUntil(work),
		});
		this.#browsing = new Browsing({
			browser: this.#browser,
			timeoutMs: this.#config.answerTimeoutMs,
			onTab: (tabId) => this.#frames.show(tabId),
			records: this.#records,
			whyOver: () => this.#whyOver(),
		});
		const { startup } = this.#lifetime;
		const described = { store: this.#store, idle: this.#idle, clients, usage, startup, counts };
		this.#describe = () => describeSession(described);
	}

	/** Starts the session; resolves once its browser can be connected to. */
	async create(id: string, account: string, request: SessionRequest): Promise<Result<SessionRecord>> {
		const options = await this.#endpoint.sealIn(id, request);
		return options.ok ? this.#lifetime.startup.create(id, account, options.value) : options;
	}

	/** Starts the session; resolves also when it has to wait, with the session as it is then. */
	async provision(id: string, account: string, request: SessionRequest): Promise<Result<SessionRecord>> {
		const options = await this.#endpoint.sealIn(id, request);
		return options.ok ? this.#lifetime.startup.provision(id, account, options.value) : options;
	}

	/** Starts the session; resolves as soon as it can be asked about, before it has a browser. */
	async begin(id: string, account: string, request: SessionRequest): Promise<Result<SessionRecord>> {
		const options = await this.#endpoint.sealIn(id, request);
		return options.ok ? this.#lifetime.startup.begin(id, account, options.value) : options;
	}

	/** Nobody waits for the session any more, and nobody has learnt of it. */
	abandon(): Promise<void> {
		return this.#lifetime.end("NormalClosure", endText.abandoned);
	}

	/**
	 * Does what is due, and lets the catalog follow, whose row has `listedRevision`. Gives the state; `undefined` when the
	 * object knows of no session.
	 */
	async reconcile(listedRevision: number): Promise<SessionState | undefined> {
		await this.#lifetime.reconcile(listedRevision);
		return this.#store.session?.state;
	}

	/** Forgets the session, if it is over. */
	async forget(): Promise<void> {
		await this.#lifetime.forget();
	}

	/** The turn of this session may have come, if it waits for a browser. */
	async proceed(): Promise<void> {
		if (this.#store.session?.state === "waiting") this.ctx.waitUntil(this.#lifetime.startup.proceed());
	}

	/** The session as it is now; describing it is no use of it. */
	async describe(): Promise<Result<SessionDescription>> {
		return this.#describe();
	}

	/** The same with the first page of a running session's browser, where the browser answers. */
	async describeWithPage(): Promise<Result<DescriptionWithPage>> {
		const { session } = this.#store;
		const firstPage = session && (await firstPageOf(this.#browser, session, this.#browsing.hiddenTabs));
		const described = this.#describe();
		return described.ok && firstPage !== undefined ? ok({ ...described.value, firstPage }) : described;
	}

	/** Ends the session; tells whether it is ending now or had ended already. */
	async end(): Promise<Result<"closing" | "closed">> {
		const { session } = this.#store;
		if (session === undefined) return refuse(refusalFor(session));
		if (session.state === "closed" || session.state === "failed") return ok("closed");
		if (isActive(session.state)) await this.#lifetime.end("NormalClosure", endText.deleted);
		return ok("closing");
	}

	/** What was done in the session and what was kept of it. */
	archive(): Archive {
		return this.#records.archive;
	}

	version(): Promise<Result<BrowserVersion>> {
		return this.#drive(({ browserId }) => this.#browser.version(browserId));
	}

	/** The DevTools protocol that the browser speaks, as JSON text. */
	protocol(): Promise<Result<string>> {
		return this.#drive(({ browserId }) => this.#browser.protocol(browserId));
	}

	targets(): Promise<Result<Target[]>> {
		return this.#drive(({ browserId }) => this.#browser.targets(browserId));
	}

	/** The browser's targets, with a page among them: a blank one is opened where there is none. */
	async targetsWithPage(): Promise<Result<Target[]>> {
		const targets = await this.targets();
		if (!targets.ok || targets.value.some(isPage)) return targets;
		const opened = await this.openTarget("about:blank");
		return opened.ok ? this.targets() : opened;
	}

	async target(targetId: string): Promise<Result<Target>> {
		const targets = await this.targets();
		if (!targets.ok) return targets;
		const target = targets.value.find(({ id }) => id === targetId);
		return target === undefined ? refuse(problem("target_not_found", "Target not found.")) : ok(target);
	}

	/** Opens a tab, waits for its page within bounds, and gives the target as it is then. */
	async openTarget(url: string): Promise<Result<Target>> {
		const opened = await this.#act("open_tab", { url }, ({ cdp }) => openTab(cdp, url));
		return opened.ok ? this.target(opened.value) : opened;
	}

	/** Loads a page in the tab that was used last, and gives its content. */
	scrape(request: ScrapeRequest): Promise<Result<Scraped>> {
		return this.#drive((running) => this.#browsing.scrape(running, request));
	}

	/** Crawls a site in tabs of its own, and gives what was had when that ended, whatever ended it. */
	crawl(request: CrawlRequest): Promise<Result<CrawlOutcome>> {
		return this.#drive((running) => this.#browsing.crawl(running, request));
	}

	/** Saves what the browser keeps of the sites it has been to, as a profile. */
	saveProfile(request: SaveRequest): Promise<Result<ProfileDescription>> {
		return this.#drive(({ cdp }) => this.#profiles.save(cdp, request));
	}

	async activateTarget(targetId: string): Promise<Result<void>> {
		const target = await this.target(targetId);
		if (!target.ok) return target;
		this.#frames.show(targetId);
		return this.#act("activate_tab", { tab_id: targetId }, ({ browserId }) =>
			this.#browser.activate(browserId, targetId),
		);
	}

	async closeTarget(targetId: string): Promise<Result<void>> {
		const target = await this.target(targetId);
		if (!target.ok) return target;
		return this.#act("close_tab", { tab_id: targetId }, ({ browserId }) =>
			this.#browser.closeTarget(browserId, targetId),
		);
	}

	/**
	 * Runs commands in the tab that was used last, after those that came before, until one fails. A session that is still
	 * starting is waited for, for so long.
	 */
	async run(commands: readonly CommandRequest[], startPatienceMs = 0): Promise<Result<BatchReport>> {
		await this.#lifetime.startup.arrived(startPatienceMs);
		const report = await this.#drive((running) => this.#browsing.run(running, commands));
		const { session } = this.#store;
		// Of an end the pages may tell before the browser does: they close.
		const hasEnded = report.ok && !report.value.success && session?.state !== "running";
		return hasEnded ? refuse(refusalFor(session)) : report;
	}

	/** A stretch of what happened, and how much of it there is. */
	async stretch(query: StretchQuery): Promise<Result<EntryStretch>> {
		return this.#store.session === undefined
			? refuse(refusalFor(undefined))
			: ok(this.#journal.stretch(query));
	}

	/** Whether the browser of a running session answers; asking is no use of it. */
	async health(): Promise<Result<SessionDescription & { readonly health: Health }>> {
		const running = await this.#lifetime.look();
		const isShown = (tabId: string) =>
			running.ok &&
			this.#browser.owns(running.value.browserId, tabId) &&
			!this.#browsing.hiddenTabs.has(tabId);
		const health = running.ok
			? await examine(running.value.cdp, isShown)
			: { isBrowserResponsive: false, reason: running.problem.message };
		const described = this.#describe();
		return described.ok ? ok({ ...described.value, health }) : described;
	}

	/** A page of what happened, for as long as the session is remembered. */
	async entries(query: EntryQuery): Promise<Result<EntryPage>> {
		return this.#store.session === undefined ? refuse(refusalFor(undefined)) : ok(this.#journal.read(query));
	}

	/**
	 * A client's upgrade, from {@link connectUrl}, or a viewer's stream, from {@link framesUrl}; a problem as JSON for the
	 * caller to present.
	 */
	override async fetch(request: Request): Promise<Response> {
		const { pathname } = new URL(request.url);
		if (pathname === FRAMES_PATH) return this.#frames.answer(readFramesUrl(request.url));
		if (pathname === EVENTS_PATH) return this.#events(readEventsUrl(request.url));
		const connected = await this.#connections.open(readConnectUrl(request.url));
		return connected.ok ? connected.value : Response.json(connected.problem, { status: 409 });
	}

	override alarm(): Promise<void> {
		return this.#lifetime.tick();
	}

	/** What happened and what happens, as server-sent events; it ends with the session. */
	#events({ after, ...filter }: EventsRequest): Response {
		const isOver = () => {
			const state = this.#store.session?.state;
			return state === undefined || state === "closed" || state === "failed";
		};
		const stream = eventStream({ journal: this.#journal, filter, after, isOver });
		return new Response(stream, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
	}

	#note(entry: NewEntry | undefined): void {
		if (entry !== undefined && isRecorded(this.#store.options?.record)) this.#journal.add(entry);
	}

	/** One use of the browser that is written down as an action. */
	#act<T>(type: string, asked: object, work: (running: Running) => Promise<Result<T>>): Promise<Result<T>> {
		return this.#drive((running) => this.#records.actions.during(type, asked, () => work(running)));
	}

	/** One use of the browser; where it does not answer because it is gone, the session's end is the answer. */
	async #drive<T>(work: (running: Running) => Promise<Result<T>>): Promise<Result<T>> {
		const running = await this.#lifetime.use();
		if (!running.ok) return running;
		const result = await this.#idle.during(work(running.value));
		if (result.ok || result.problem.code !== "browser_unreachable") return result;
		const over = await this.#whyOver();
		return over === undefined ? result : refuse(over);
	}

	/** Why the session is over, where its browser is found to be gone. */
	async #whyOver(): Promise<Problem | undefined> {
		const verdict = this.#lifetime.isBrowserAlive();
		this.ctx.waitUntil(verdict);
		await settled(verdict, VERDICT_PATIENCE_MS);
		const { session } = this.#store;
		return session?.state === "running" ? undefined : refusalFor(session);
	}
}
