import { DurableObject } from "cloudflare:workers";
import { noBrowser } from "../browser/refusals.ts";
import { ensureMigrated } from "../catalog/migrate.ts";
import { readConfig } from "../domain/config.ts";
import { SHARED_ACCOUNT } from "../domain/quick/shared-browser.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { SessionOrder } from "../domain/session.ts";
import { describeFault, log } from "../lib/log.ts";
import { AccountMeter } from "./account-meter.ts";
import { Desk, type Order, type Shared, type Verdict } from "./desk.ts";

/** What makes browsers of one kind: JSON of this is the kind. */
export type SharedTerms = Pick<SessionOrder, "guardrails" | "trust">;

/** What became of an action. */
export interface Use {
	readonly verdict: Verdict;
	/** How long its browser worked on it, in whole milliseconds. */
	readonly browserMs: number;
}

const BROWSERS = "browsers";

/** The browsers that the quick actions of a deployment share; there is one such object. */
export class QuickPool extends DurableObject<Env> {
	readonly #desk: Desk;
	readonly #meter: AccountMeter;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		const config = readConfig(env);
		if (!config.ok) throw new Error(config.problem.message);
		const { quick, limits } = config.value;
		const options = {
			keepAliveMs: Math.min(quick.idleMs, limits.maxKeepAliveMs),
			waitMs: 0,
			record: { console: false, network: false },
			recording: false,
		};
		const background = (work: Promise<unknown>) => ctx.waitUntil(work);
		this.#meter = new AccountMeter({ db: env.CATALOG, config: config.value, background });
		this.#desk = new Desk(
			{
				settings: quick,
				start: (kind) => this.#start({ ...options, ...(JSON.parse(kind) as SharedTerms) }),
				end: (id) => background(env.SESSION.getByName(id).end()),
				changed: (browsers) => ctx.storage.kv.put(BROWSERS, browsers),
			},
			ctx.storage.kv.get<Shared[]>(BROWSERS),
		);
	}

	/**
	 * Has an action done in a shared browser: `use` gets the id of its session, and tells what became of it. Refuses like
	 * {@link Desk.lend}, and with `browser_time_exceeded` when the account's day is used up.
	 */
	async lend(order: Order, use: (sessionId: string) => Promise<Use>): Promise<Result<void>> {
		const { account } = order;
		const refusal = await this.#meter.refusalFor(account);
		if (refusal !== undefined) return refuse(refusal);
		return this.#desk.lend(order, async (sessionId) => {
			const { verdict, browserMs } = await use(sessionId);
			this.#meter.charge(account, browserMs);
			return verdict;
		});
	}

	async #start(order: SessionOrder): Promise<Result<string>> {
		const id = crypto.randomUUID();
		try {
			// The session writes its row itself.
			await ensureMigrated(this.env.CATALOG);
			const session = await this.env.SESSION.getByName(id).create(id, SHARED_ACCOUNT, order);
			return session.ok ? ok(id) : session;
		} catch (fault) {
			log("warn", "quick.start_failed", { fault: describeFault(fault) });
			return refuse(noBrowser);
		}
	}
}
