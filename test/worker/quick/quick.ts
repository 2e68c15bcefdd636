import { env } from "cloudflare:workers";
import { CdpClient } from "../../../src/browser/cdp.ts";
import { readConfig } from "../../../src/domain/config.ts";
import { connectUrl } from "../../../src/domain/connect.ts";
import type { QuickOutcome } from "../../../src/domain/quick/outcome.ts";
import { QUICK_BODIES, type QuickAction, type QuickRequest } from "../../../src/domain/quick/request.ts";
import { SHARED_ACCOUNT } from "../../../src/domain/quick/shared-browser.ts";
import type { Result } from "../../../src/domain/result.ts";
import { type QuickAccess, runQuick } from "../../../src/http/quick/run.ts";

const config = readConfig(env);
if (!config.ok) throw new Error(config.problem.message);
export const { value: settings } = config;

/** What an action gives for an account, in a browser that it shares, or why there is nothing. */
export async function tryQuick(
	action: QuickAction,
	body: object,
	access: Partial<QuickAccess> = {},
): Promise<Result<QuickOutcome>> {
	const request = { action, ...QUICK_BODIES[action].parse(body) } as QuickRequest;
	const usual = { env, config: settings, account: "local", berthPort: "8787", waitUntil: () => {} };
	return runQuick({ ...usual, ...access }, request);
}

/** The same for one that is not refused. */
export async function quick(action: QuickAction, body: object): Promise<QuickOutcome> {
	const outcome = await tryQuick(action, body);
	if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`);
	return outcome.value;
}

/** What an action that succeeds makes, where it is no file. */
export async function valueOf(action: QuickAction, body: object): Promise<unknown> {
	const outcome = await quick(action, body);
	if (outcome.kind !== "done" || outcome.result.kind !== "value") throw new Error(JSON.stringify(outcome));
	return JSON.parse(outcome.result.json);
}

/** The file that an action makes. */
export async function fileOf(action: QuickAction, body: object) {
	const outcome = await quick(action, body);
	if (outcome.kind !== "done" || outcome.result.kind !== "file") throw new Error(JSON.stringify(outcome));
	return outcome.result;
}

/** The sessions of the browsers that run for quick actions. */
export async function sharedSessions(): Promise<readonly string[]> {
	const { results } = await env.CATALOG.prepare(
		"SELECT id FROM sessions WHERE account_id = ? AND end_time IS NULL",
	)
		.bind(SHARED_ACCOUNT)
		.all<{ id: string }>();
	return results.map(({ id }) => id);
}

/** A connection to the browser of a session. */
export async function connectTo(sessionId: string): Promise<CdpClient> {
	const url = connectUrl({ mode: "full", origin: "http://berth.test", admission: {} });
	const response = await env.SESSION.getByName(sessionId).fetch(url, { headers: { Upgrade: "websocket" } });
	const { webSocket } = response;
	if (webSocket === null) throw new Error(await response.text());
	const client = new CdpClient(webSocket, 10_000, () => {});
	webSocket.accept();
	return client;
}
