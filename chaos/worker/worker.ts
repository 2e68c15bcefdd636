import berth, { Session as BerthSession } from "../../src/index.ts";
import { answerDriver } from "./driver-routes.ts";
import { faulty } from "./faulty-catalog.ts";
import { steady } from "./steady-browser.ts";

// The other classes as they are.
export * from "../../src/index.ts";

const handler: ExportedHandler<Env> = berth;

// Berth keys caches on these objects, so that each has one stand-in only.
const environments = new WeakMap<Env, Env>();
const databases = new WeakMap<D1Database, D1Database>();
const browsers = new WeakMap<BrowserRun, BrowserRun>();

function once<K extends object>(known: WeakMap<K, K>, real: K, make: (real: K) => K): K {
	const made = known.get(real) ?? make(real);
	known.set(real, made);
	return made;
}

const faultyEnv = (env: Env): Env =>
	once(environments, env, () => ({
		...env,
		CATALOG: once(databases, env.CATALOG, faulty),
		BROWSER: once(browsers, env.BROWSER, steady),
	}));

/** Berth's own object on a catalog that can be made to fail. */
export class Session extends BerthSession {
	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, faultyEnv(env));
	}
}

export default {
	async fetch(request, env, ctx) {
		const forDriver = await answerDriver(request, env);
		if (forDriver !== undefined) return forDriver;
		if (handler.fetch === undefined) throw new Error("Berth has no fetch handler");
		return handler.fetch(request, faultyEnv(env), ctx);
	},
} satisfies ExportedHandler<Env>;
