import type { Caller } from "../domain/caller.ts";
import type { Config } from "../domain/config.ts";

/** Where the routes find who calls over a binding. No request can carry it: an environment does. */
const CALLER = Symbol("caller");

export interface CalledEnv {
	readonly [CALLER]?: Caller;
}

/** The environments of callers, by what their bindings say: settings are read once for each. */
const called = new WeakMap<Env, Map<string, Env & CalledEnv>>();
/** A deployment has as many bindings as its operator has written. */
const MOST_KEPT = 1_000;

/** The environment in which a request is a caller's: it needs no token there. */
export function envFor(env: Env, caller: Caller): Env & CalledEnv {
	const known = called.get(env) ?? new Map<string, Env & CalledEnv>();
	called.set(env, known);
	const key = JSON.stringify(caller);
	const made = known.get(key) ?? { ...env, [CALLER]: caller };
	if (known.size < MOST_KEPT) known.set(key, made);
	return made;
}

/** Who calls over a binding; `undefined` for everybody else. */
export const callerIn = (env: object): Caller | undefined => (env as CalledEnv)[CALLER];

/** The settings as they are for a caller: what its binding says of sessions that say nothing. */
export function settingsFor(config: Config, caller: Caller): Config {
	const { keepAliveMs, record = config.record, recording = config.records } = caller;
	const idleMs = keepAliveMs ?? config.idleMs;
	const implicitIdleMs = keepAliveMs ?? config.implicitIdleMs;
	return { ...config, record, records: recording, idleMs, implicitIdleMs };
}
