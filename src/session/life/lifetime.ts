import type { CdpClient } from "../../browser/cdp.ts";
import type { BrowserPort } from "../../browser/port.ts";
import type { CloseReason } from "../../domain/close-reason.ts";
import type { Config } from "../../domain/config.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { SessionRecord } from "../../domain/session.ts";
import { log } from "../../lib/log.ts";
import type { Clients } from "../relay/clients.ts";
import { ControlLink, type Loss } from "../link/control-link.ts";
import { endText } from "./end.ts";
import { Following, type FollowingParts } from "./following.ts";
import { Forgetting, type ForgettingParts } from "./forgetting.ts";
import type { IdleClock } from "./idle-clock.ts";
import { advance, type SessionEvent } from "./lifecycle.ts";
import { Parting } from "./parting.ts";
import { Preparation, type PreparationParts } from "./preparation.ts";
import type { Profiles } from "../profile/profiles.ts";
import { Pulse } from "./pulse.ts";
import type { Recording } from "../recording/recording.ts";
import { noAnswer, refusalFor } from "./refusal.ts";
import { Startup } from "./startup.ts";
import type { SessionStore } from "../store.ts";
import type { UsageMeter } from "../usage.ts";

/** How long a browser with guardrails may go without the link that holds them; it is closed then. */
const UNGUARDED_PATIENCE_MS = 5_000;

type Followed = Omit<FollowingParts, "launch" | "pulse" | "forgetting" | "part" | "heard" | "browserClosed">;

export interface LifetimeParts extends PreparationParts, ForgettingParts, Followed {
	readonly store: SessionStore;
	readonly config: Config;
	readonly browser: BrowserPort;
	readonly idle: IdleClock;
	readonly clients: Clients;
	readonly usage: UsageMeter;
	readonly profiles: Pick<Profiles, "load" | "updateAtEnd" | "isUpdating">;
	readonly recording: Pick<Recording, "finish">;
	/** Called with each change of the session that was saved. */
	readonly onChange: (before: SessionRecord, after: SessionRecord) => void;
	/** Called at once when the control link has dropped. */
	readonly onLinkDown: () => void;
	/** Called once, when the session ends and its sockets are about to close. */
	readonly onEnd: (reason: CloseReason, text: string) => void;
	/** Keeps the object alive until work that nobody waits for is done. */
	readonly background: (work: Promise<unknown>) => void;
}

/** A session that can be used now. */
export interface Running {
	readonly browserId: string;
	readonly cdp: CdpClient;
}

/** A session from its first moment to its last: what starts it, keeps it alive, and ends it. */
export class Lifetime {
	readonly startup: Startup;
	readonly #parts: LifetimeParts;
	readonly #link: ControlLink;
	readonly #preparation: Preparation;
	readonly #forgetting: Forgetting;
	readonly #pulse: Pulse;
	readonly #following: Following;
	readonly #parting: Parting;

	constructor(parts: LifetimeParts) {
		this.#parts = parts;
		this.#preparation = new Preparation(parts);
		this.#forgetting = new Forgetting(parts);
		this.#pulse = new Pulse({
			...parts,
			isGuarded: () => this.isGuarded,
			isBrowserAlive: () => this.isBrowserAlive(),
			use: () => this.apply({ type: "used" }),
			end: (reason, text) => this.end(reason, text),
		});
		this.startup = new Startup({
			...parts,
			apply: (event) => this.apply(event),
			prepare: (browserId, options) =>
				this.#preparation.prepare(browserId, options, () => this.#link.ensure(browserId)),
			started: (browserId) => this.#started(browserId),
			follow: () => this.#following.follow(),
		});
		this.#following = new Following({
			...parts,
			launch: this.startup.launch,
			pulse: this.#pulse,
			forgetting: this.#forgetting,
			part: () => this.#parting.finish(),
			heard: () => this.#parting.heard(),
			browserClosed: () => {
				this.#link.close();
				this.apply({ type: "browser_closed" });
			},
		});
		// No socket outlives its object: whoever was connected before a restart has gone.
		if (parts.store.session?.connectionId !== undefined)
			this.apply({ type: "client_left", remaining: undefined });
		const { browser, config } = parts;
		const lost = (loss: Loss) => this.#lost(loss);
		this.#link = new ControlLink(browser, config.answerTimeoutMs, lost, {
			onOpen: (...link) => this.#preparation.watch(...link),
			onDown: () => parts.onLinkDown(),
			isLeaseHeld: () => this.#pulse.isBeating,
			patienceMs: () =>
				this.isGuarded && parts.store.session?.state === "running" ? UNGUARDED_PATIENCE_MS : undefined,
		});
		this.#parting = new Parting({ ...parts, link: this.#link });
		// Without the object there are no guardrails.
		if (this.isGuarded) parts.background(this.look());
	}

	/** Whether the session has guardrails. */
	get isGuarded(): boolean {
		return this.#parts.store.options?.guardrails !== undefined;
	}

	/** Whether there is a control link now, and with it all that was asked for of the browser. */
	get isLinked(): boolean {
		return this.#link.isOpen;
	}

	/** The session's browser, for a call that counts as a use of it; refuses when there is none any more. */
	async use(): Promise<Result<Running>> {
		const { store, idle } = this.#parts;
		if (store.session?.state === "running") {
			idle.touch();
			idle.writeDown();
		}
		return this.look();
	}

	/** The same for a look at it that is no use. */
	async look(): Promise<Result<Running>> {
		const { store } = this.#parts;
		const { session } = store;
		if (session?.state !== "running" || session.browserId === undefined) return refuse(refusalFor(session));
		const cdp = await this.#link.ensureInTime(session.browserId);
		if (store.session?.state !== "running") return refuse(refusalFor(store.session));
		if (cdp === undefined || "kind" in cdp) return refuse(noAnswer);
		return ok({ browserId: session.browserId, cdp });
	}

	/** Whether the browser still answers; when it does not, the session has ended by the time this resolves. */
	async isBrowserAlive(): Promise<boolean> {
		const { session } = this.#parts.store;
		if (session?.state !== "running" || session.browserId === undefined) return false;
		const link = await this.#link.beat(session.browserId);
		return !("kind" in link);
	}

	/** Whether the browser answers on a connection that is opened just for this. */
	readonly answersElsewhere = (): Promise<boolean> => this.#link.answersElsewhere();

	/** Moves the session on and saves it; `undefined` when the event means nothing in its state. */
	apply(event: SessionEvent): SessionRecord | undefined {
		const { store, usage } = this.#parts;
		if (store.session === undefined) return undefined;
		const before = store.session;
		const next = advance(before, event, Date.now());
		if (next === undefined) return undefined;
		store.session = { ...next, ...usage.figures };
		this.#parts.onChange(before, store.session);
		this.startup.changed();
		return store.session;
	}

	/**
	 * Ends the session. The reason is saved first, the catalog then has a moment to take it, and the recording and the profile
	 * to be saved, where they were asked for, and only then is the browser closed, and the sockets with it. Ending it again
	 * changes nothing. `lastWords` may still use the sockets.
	 */
	async end(reason: CloseReason, text: string, lastWords?: () => void): Promise<void> {
		const wasRunning = this.#parts.store.session?.state === "running";
		const ended = this.apply({ type: "end", reason, text });
		if (ended === undefined) return;
		log("info", "session.ended", { session: ended.id, reason });
		await this.#parting.save(ended, wasRunning);
		lastWords?.();
		this.#parting.begin(reason, text);
		this.#parts.onEnd(reason, text);
		this.#parts.background(this.#following.follow());
	}

	/** What is due when the alarm rings. The next one is set whatever happens. */
	async tick(): Promise<void> {
		this.#parts.schedule.rang();
		try {
			await this.#doWhatIsDue();
		} finally {
			await this.#following.follow();
		}
	}

	async #doWhatIsDue(): Promise<void> {
		const { session } = this.#parts.store;
		const { launch } = this.startup;
		const now = Date.now();
		switch (session?.state) {
			case "creating":
				await launch.recover();
				break;
			case "waiting":
				// A browser takes longer than an alarm should.
				if (now >= launch.retryAt) this.#parts.background(launch.proceed());
				break;
			case "running":
				await this.#pulse.look(session, now);
				break;
			case "closed":
			case "failed":
				await this.#forgetting.forgetInTime();
				break;
			default:
		}
	}

	/** What is due, and what the catalog lacks, whose row has this revision. */
	async reconcile(listedRevision: number): Promise<void> {
		const { store } = this.#parts;
		if (store.session === undefined) return;
		store.projectedRevision = Math.min(store.projectedRevision, listedRevision);
		if (store.session.state === "running") await this.isBrowserAlive();
		await this.tick();
	}

	/** Forgets the session, if it is over. */
	forget(): Promise<void> {
		return this.#forgetting.forget();
	}

	/** Lets everything follow a change without waiting for it. */
	followInBackground(): void {
		this.#parts.background(this.#following.follow());
	}

	#lost(loss: Loss): void {
		const ending =
			loss.kind === "gone"
				? this.end("ChromiumCrashed", endText.crashed)
				: this.end("ConnectionError", endText[this.isGuarded ? "unguarded" : "unreachable"](loss.detail));
		this.#parts.background(ending);
	}

	#started(browserId: string): void {
		this.#parts.idle.touch();
		this.#pulse.beatNow();
		this.#parts.background(this.#link.ensure(browserId));
	}
}
