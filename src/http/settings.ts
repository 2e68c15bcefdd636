import { type Config, readConfig } from "../domain/config.ts";
import type { Result } from "../domain/result.ts";

const settings = new WeakMap<object, Result<Config>>();

/** The settings, read once per environment; a refusal names what is missing. */
export function settingsOf(env: object): Result<Config> {
	let read = settings.get(env);
	if (read === undefined) {
		read = readConfig(env);
		settings.set(env, read);
	}
	return read;
}
