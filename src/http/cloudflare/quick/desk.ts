import type { Config } from "../../../domain/config.ts";
import { prepareJson } from "../../../model/extract-json.ts";
import { modelSurroundings } from "../../../model/providers.ts";
import { callerIn } from "../../caller.ts";
import { type QuickAccess, runQuick } from "../../quick/run.ts";
import type { QuickDesk } from "./answer.ts";

/** Who wants a quick action, and the whole of what it runs with. */
export interface QuickCaller extends QuickAccess {
	readonly env: Env;
	readonly config: Config;
}

/** Where a caller's quick actions run: in real browsers, with the platform's cache. */
export function deskFor(caller: QuickCaller): QuickDesk {
	const { account, config, env, signal, waitUntil } = caller;
	return {
		account,
		bounds: callerIn(env)?.guardrails,
		run: (request, waitMs) => runQuick(caller, request, waitMs),
		prepareJson: (request) =>
			prepareJson(config.model, modelSurroundings(env, config.model, account), request),
		signal,
		cache: caches.default,
		waitUntil,
	};
}
