import { DurableObject } from "cloudflare:workers";
import type { BatchReport, CommandRequest } from "../commands/runner.ts";
import { type ConnectRequest, readConnectUrl } from "../domain/connect.ts";
import type { EntryPage, EntryQuery, EntryStretch, StretchQuery } from "../domain/entry.ts";
import { EVENTS_PATH, readEventsUrl } from "../domain/events.ts";
import { FRAMES_PATH, readFramesUrl } from "../domain/frames.ts";
import type { Handoff, HandoffOutcome, HandoffRequest, HandoffVerdict } from "../domain/handoff.ts";
import type { ProfileDescription } from "../domain/profile.ts";
import type { QuickOutcome } from "../domain/quick/outcome.ts";
import type { AnyQuickRequest } from "../domain/quick/request.ts";
import { SHARED_ACCOUNT } from "../domain/quick/shared-browser.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { isActive, type SessionRecord, type SessionOrder, type SessionState } from "../domain/session.ts";
import type { BrowserVersion, Target } from "../domain/target.ts";
import type { Archive } from "./archive/archive.ts";
import { assemble, type Parts } from "./assembly.ts";
import type { CrawlOutcome } from "./pages/browsing.ts";
import type { CrawlRequest } from "./crawl/crawl-report.ts";
import { type DescriptionWithPage, firstPageOf, type SessionDescription, tabsOf } from "./description.ts";
import { endText } from "./life/end.ts";
import type { HandoffState } from "./relay/handoffs.ts";
import { examine, type Health } from "./health.ts";
import type { SaveRequest } from "./profile/profiles.ts";
import { pageAmong } from "./pages/page-among.ts";
import { answerEvents } from "./recorder/answer-events.ts";
import { refusalFor } from "./life/refusal.ts";
import type { Scraped, ScrapeRequest } from "./pages/scrape.ts";

/**
 * One browser session: the Durable Object that owns its browser, its alarm and its sockets. RPC is its interface;
 * `fetch` is for WebSocket upgrades and event streams only. Callers have checked who is asking.
 */
export class Session extends DurableObject<Env> {
	readonly #parts: Parts;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.#parts = assemble(ctx, env);
	}

	/** Starts the session; resolves once its browser can be connected to. */
	async create(id: string, account: string, request: SessionOrder): Promise<Result<SessionRecord>> {
		const options = await this.#parts.endpoint.sealIn(id, request);
		return options.ok ? this.#parts.lifetime.startup.create(id, account, options.value) : options;
	}

	/** Starts the session; resolves also when it has to wait, with the session as it is then. */
	async provision(id: string, account: string, request: SessionOrder): Promise<Result<SessionRecord>> {
		const options = await this.#parts.endpoint.sealIn(id, request);
		return options.ok ? this.#parts.lifetime.startup.provision(id, account, options.value) : options;
	}

	/** Starts the session; resolves as soon as it can be asked about, before it has a browser. */
	async begin(id: string, account: string, request: SessionOrder): Promise<Result<SessionRecord>> {
		const options = await this.#parts.endpoint.sealIn(id, request);
		return options.ok ? this.#parts.lifetime.startup.begin(id, account, options.value) : options;
	}

	/** Nobody waits for the session any more, and nobody has learnt of it. */
	abandon(): Promise<void> {
		return this.#parts.lifetime.end("NormalClosure", endText.abandoned);
	}

	/**
	 * Does what is due, and lets the catalog follow, whose row has `listedRevision`. Gives the state; `undefined` when the
	 * object knows of no session.
	 */
	async reconcile(listedRevision: number): Promise<SessionState | undefined> {
		await this.#parts.lifetime.reconcile(listedRevision);
		return this.#parts.store.session?.state;
	}

	/** Forgets the session, if it is over. */
	async forget(): Promise<void> {
		await this.#parts.lifetime.forget();
	}

	/** The turn of this session may have come, if it waits for a browser. */
	async proceed(): Promise<void> {
		if (this.#parts.store.session?.state === "waiting")
			this.ctx.waitUntil(this.#parts.lifetime.startup.launch.proceed());
	}

	/** The session as it is now; describing it is no use of it. */
	async describe(): Promise<Result<SessionDescription>> {
		return this.#parts.describe();
	}

	/** The same with the first page of a running session's browser, where the browser answers. */
	async describeWithPage(): Promise<Result<DescriptionWithPage>> {
		const { session } = this.#parts.store;
		const firstPage =
			session && (await firstPageOf(this.#parts.browser, session, this.#parts.browsing.hiddenTabs));
		const described = this.#parts.describe();
		return described.ok && firstPage !== undefined ? ok({ ...described.value, firstPage }) : described;
	}

	/** Starts the window of inactivity anew, with a length of its own where one is given; describes the session then. */
	async extend(keepAliveMs: number | undefined): Promise<Result<SessionDescription>> {
		const extended = await this.#parts.extend(keepAliveMs);
		return extended.ok ? this.#parts.describe() : extended;
	}

	/** The tabs of a running session, without those that work for it unseen; listing them is no use of it. */
	tabs(): Promise<Result<Target[]>> {
		const { browser, browsing, store } = this.#parts;
		return tabsOf(browser, store.session, browsing.hiddenTabs);
	}

	/** Ends the session; tells whether it is ending now or had ended already. */
	async end(): Promise<Result<"closing" | "closed">> {
		const { session } = this.#parts.store;
		if (session === undefined) return refuse(refusalFor(session));
		if (session.state === "closed" || session.state === "failed") return ok("closed");
		if (isActive(session.state)) await this.#parts.lifetime.end("NormalClosure", endText.deleted);
		return ok("closing");
	}

	/** What was done in the session and what was kept of it. */
	archive(): Archive {
		return this.#parts.records.archive;
	}

	version(): Promise<Result<BrowserVersion>> {
		return this.#parts.use.drive(({ browserId }) => this.#parts.browser.version(browserId));
	}

	/** The DevTools protocol that the browser speaks, as JSON text. */
	protocol(): Promise<Result<string>> {
		return this.#parts.use.drive(({ browserId }) => this.#parts.browser.protocol(browserId));
	}

	targets(): Promise<Result<Target[]>> {
		return this.#parts.targets.list();
	}

	/** The same, with a page among them: a blank one is opened where there is none. */
	targetsWithPage(): Promise<Result<Target[]>> {
		return this.#parts.targets.listWithPage();
	}

	target(targetId: string): Promise<Result<Target>> {
		return this.#parts.targets.find(targetId);
	}

	/** Opens a tab, waits for its page within bounds, and gives the target as it is then. */
	openTarget(url: string): Promise<Result<Target>> {
		return this.#parts.targets.open(url);
	}

	activateTarget(targetId: string): Promise<Result<void>> {
		return this.#parts.targets.activate(targetId);
	}

	closeTarget(targetId: string): Promise<Result<void>> {
		return this.#parts.targets.close(targetId);
	}

	/** Asks a person to do something in a page, the first one unless another is named. */
	async handOff(targetId: string | undefined, request: HandoffRequest): Promise<Result<Handoff>> {
		const targets = await this.#parts.targets.list();
		const page = targets.ok ? pageAmong(targets.value, targetId) : targets;
		return page.ok ? this.#parts.handoffs.begin(page.value.id, request) : page;
	}

	/** Whether a person is asked for, once that has changed or after so long; looking is no use of the session. */
	async handoff(targetId: string | undefined, patienceMs: number): Promise<Result<HandoffState>> {
		return this.#parts.store.session === undefined
			? refuse(refusalFor(undefined))
			: ok(await this.#parts.handoffs.settledWithin(targetId, patienceMs));
	}

	/** Gives a page back to the automation. */
	async completeHandoff(
		targetId: string | undefined,
		verdict: HandoffVerdict,
	): Promise<Result<HandoffOutcome>> {
		const { session } = this.#parts.store;
		return session?.state === "running"
			? this.#parts.handoffs.complete(targetId, verdict)
			: refuse(refusalFor(session));
	}

	/** Loads a page in the tab that was used last, and gives its content. */
	scrape(request: ScrapeRequest): Promise<Result<Scraped>> {
		return this.#parts.use.drive((running) => this.#parts.browsing.scrape(running, request));
	}

	/**
	 * Runs one of Cloudflare's quick actions in the session's browser: apart from everything else where the browser is there for
	 * such actions, else as whoever is signed in there. `ticket` is for {@link cancelQuick}.
	 */
	quick(ticket: string, request: AnyQuickRequest): Promise<Result<QuickOutcome>> {
		const { use, quick, store } = this.#parts;
		const isShared = store.session?.account === SHARED_ACCOUNT;
		if (isShared) return use.drive((running) => quick.run(running, ticket, request, true));
		const { action, url } = request;
		return use.act(`quick_${action}`, { url }, (running) => quick.run(running, ticket, request, false));
	}

	/** Gives a quick action up that nobody waits for any more. */
	async cancelQuick(ticket: string): Promise<void> {
		this.#parts.quick.cancel(ticket);
	}

	/** Crawls a site in tabs of its own, and gives what was had when that ended, whatever ended it. */
	crawl(request: CrawlRequest): Promise<Result<CrawlOutcome>> {
		return this.#parts.use.drive((running) => this.#parts.browsing.crawl(running, request));
	}

	/** Saves what the browser keeps of the sites it has been to, as a profile. */
	saveProfile(request: SaveRequest): Promise<Result<ProfileDescription>> {
		return this.#parts.use.drive(({ cdp }) => this.#parts.profiles.save(cdp, request));
	}

	/**
	 * Runs commands in the tab that was used last, after those that came before, until one fails. A session that is still
	 * starting is waited for, for so long.
	 */
	async run(commands: readonly CommandRequest[], startPatienceMs = 0): Promise<Result<BatchReport>> {
		await this.#parts.lifetime.startup.arrived(startPatienceMs);
		const report = await this.#parts.use.drive((running) => this.#parts.browsing.run(running, commands));
		const { session } = this.#parts.store;
		// Of an end the pages may tell before the browser does: they close.
		const hasEnded = report.ok && !report.value.success && session?.state !== "running";
		return hasEnded ? refuse(refusalFor(session)) : report;
	}

	/** A stretch of what happened, and how much of it there is. */
	async stretch(query: StretchQuery): Promise<Result<EntryStretch>> {
		return this.#parts.store.session === undefined
			? refuse(refusalFor(undefined))
			: ok(this.#parts.journal.stretch(query));
	}

	/** Whether the browser of a running session answers; asking is no use of it. */
	async health(): Promise<Result<SessionDescription & { readonly health: Health }>> {
		const running = await this.#parts.lifetime.look();
		const isShown = (tabId: string) =>
			running.ok &&
			this.#parts.browser.owns(running.value.browserId, tabId) &&
			!this.#parts.browsing.hiddenTabs.has(tabId);
		const health = running.ok
			? await examine(running.value.cdp, isShown)
			: { isBrowserResponsive: false, reason: running.problem.message };
		const described = this.#parts.describe();
		return described.ok ? ok({ ...described.value, health }) : described;
	}

	/** A page of what happened, for as long as the session is remembered. */
	async entries(query: EntryQuery): Promise<Result<EntryPage>> {
		return this.#parts.store.session === undefined
			? refuse(refusalFor(undefined))
			: ok(this.#parts.journal.read(query));
	}

	/** Closes what was opened with a token that has been revoked, or with a link that was made with it. */
	async revokeToken(tokenId: string): Promise<void> {
		this.#parts.admissions.revokeToken(tokenId);
	}

	/** Closes what was opened with links; links are of this generation from now on. */
	async revokeLinks(generation: number): Promise<Result<void>> {
		return ok(this.#parts.admissions.revokeLinks(generation));
	}

	/** Whether a client's upgrade would be taken; asking is no use of the session. */
	connectable(request: ConnectRequest): Promise<Result<void>> {
		return this.#parts.connections.check(request);
	}

	/**
	 * A client's upgrade, from {@link connectUrl}, a viewer's stream, from {@link framesUrl}, or a reader's, from
	 * {@link eventsUrl}; a problem as JSON for the caller to present.
	 */
	override async fetch(request: Request): Promise<Response> {
		const { pathname } = new URL(request.url);
		if (pathname === FRAMES_PATH) return this.#parts.frames.answer(readFramesUrl(request.url));
		if (pathname === EVENTS_PATH) return answerEvents(this.#parts, readEventsUrl(request.url));
		const connected = await this.#parts.connections.open(readConnectUrl(request.url));
		return connected.ok ? connected.value : Response.json(connected.problem, { status: 409 });
	}

	override alarm(): Promise<void> {
		return this.#parts.ring();
	}
}
