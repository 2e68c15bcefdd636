import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import type { BrowserPort } from "../../src/browser/port.ts";
import { readConfig } from "../../src/domain/config.ts";
import type { Result } from "../../src/domain/result.ts";
import type { SessionOptions, SessionRecord } from "../../src/domain/session.ts";
import { Clients } from "../../src/session/relay/clients.ts";
import { IdleClock } from "../../src/session/life/idle-clock.ts";
import { Lifetime, type LifetimeParts } from "../../src/session/life/lifetime.ts";
import { Projection } from "../../src/session/life/projection.ts";
import { Reservation } from "../../src/session/life/reservation.ts";
import { Schedule } from "../../src/session/life/schedule.ts";
import { Starts } from "../../src/session/link/starts.ts";
import { SessionStore } from "../../src/session/store.ts";
import { UsageMeter } from "../../src/session/usage.ts";
import { scriptedBrowser } from "./scripted-browser.ts";

const unexpected = () => Promise.reject(new Error("no profile is asked for"));

interface Actor {
	readonly lifetime: Lifetime;
	readonly store: SessionStore;
}

export interface Scene extends Actor {
	/** The revisions that the catalog took. */
	readonly written: SessionRecord[];
	/** The same object as it is after a restart. */
	restart(): Actor;
	alarm(): Promise<number | null>;
	/** All that was begun in the background is done. */
	settled(): Promise<unknown>;
}

/** What stands around a session's lifetime. */
export interface Surroundings {
	/** Writes a session's row. */
	readonly write: (session: SessionRecord) => Promise<void>;
	readonly db: D1Database;
	/** Removes what was kept of the session. */
	readonly discard: () => Promise<void>;
	readonly watchers: LifetimeParts["watchers"];
}

const harmless: Surroundings = {
	write: async () => {},
	db: env.CATALOG,
	discard: async () => {},
	watchers: () => [],
};

/** A session's lifetime on an object's real storage, with a scripted browser and catalog. */
export function onStage(
	script: Partial<BrowserPort>,
	play: (scene: Scene) => Promise<void>,
	surroundings: Partial<Surroundings> = {},
): Promise<void> {
	const { write, db, discard, watchers } = { ...harmless, ...surroundings };
	const stub = env.SESSION.getByName(crypto.randomUUID());
	return runInDurableObject(stub, async (_, ctx) => {
		const config = readConfig({ ...env, ANSWER_TIMEOUT_MS: "50", ACQUIRE_TIMEOUT_MS: "50" });
		if (!config.ok) throw new Error(config.problem.message);
		const background: Promise<unknown>[] = [];
		const written: SessionRecord[] = [];
		const build = (): Actor => {
			const store = new SessionStore(ctx.storage);
			const clients = new Clients(() => {});
			const projection = new Projection(store, async (session) => {
				await write(session);
				written.push(session);
			});
			const lifetime = new Lifetime({
				starts: new Starts(),
				store,
				projection,
				reservation: new Reservation({ store, db, config: config.value, wake: () => {} }),
				usage: new UsageMeter(store, clients, projection, () => ({ navigations: 0 })),
				discard,
				unlist: async () => {},
				watchers,
				onChange: () => {},
				onEnd: () => {},
				onLinkDown: () => {},
				profiles: { isUpdating: false, load: unexpected, updateAtEnd: async () => {} },
				recording: { finish: async () => {} },
				schedule: new Schedule(ctx.storage),
				idle: new IdleClock(store),
				clients,
				browser: scriptedBrowser(script),
				config: config.value,
				background: (work) => background.push(work),
			});
			return { lifetime, store };
		};
		await play({
			...build(),
			written,
			restart: build,
			alarm: () => ctx.storage.getAlarm(),
			async settled() {
				for (let known = -1; known !== background.length;) {
					known = background.length;
					await Promise.all(background);
				}
			},
		});
		await ctx.storage.deleteAlarm();
	});
}

/** Asks for a session; without a wait and in the account `local` unless said otherwise. */
export const create = (
	lifetime: Lifetime,
	options: Partial<SessionOptions> = {},
	account = "local",
): Promise<Result<SessionRecord>> =>
	lifetime.startup.create(crypto.randomUUID(), account, { keepAliveMs: 60_000, waitMs: 0, ...options });
