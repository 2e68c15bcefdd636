import { type Config, readConfig } from "../domain/config.ts";
import { ok, type Result } from "../domain/result.ts";
import { callerIn, settingsFor } from "./caller.ts";

const settings = new WeakMap<object, Result<Config>>();

/** The settings, read once per environment; a refusal names what is missing. */
export function settingsOf(env: object): Result<Config> {
	let read = settings.get(env);
	if (read === undefined) {
		const caller = callerIn(env);
		const own = readConfig(env);
		read = own.ok && caller !== undefined ? ok(settingsFor(own.value, caller)) : own;
		settings.set(env, read);
	}
	return read;
}
