import type { Config } from "../../../domain/config.ts";
import { type QuickAction, QUICK_BODIES } from "../../../domain/quick/request.ts";
import { prepareJson } from "../../../model/extract-json.ts";
import { modelSurroundings } from "../../../model/providers.ts";
import { type QuickAccess, runQuick } from "../../quick/run.ts";
import { answerQuick, type QuickDesk } from "./answer.ts";
import { askedTogether } from "./asked.ts";

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
		run: (request, waitMs) => runQuick(caller, request, waitMs),
		prepareJson: (request) =>
			prepareJson(config.model, modelSurroundings(env, config.model, account), request),
		signal,
		cache: caches.default,
		waitUntil,
	};
}

/** Whether there is an action of this name. */
export const isQuickAction = (name: string): name is QuickAction => Object.hasOwn(QUICK_BODIES, name);

/**
 * `quickAction` of a browser binding: `options` holds the body's fields, and `cacheTTL`, `browser` and `wait_ms` beside
 * them. Errors are answers, as with the routes.
 */
export const quickAction = (
	caller: QuickCaller,
	action: QuickAction,
	options: Readonly<Record<string, unknown>>,
): Promise<Response> => answerQuick(deskFor(caller), askedTogether(action, options));
