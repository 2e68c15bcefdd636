import { waitUntil } from "cloudflare:workers";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import type { AuditAction, AuditEntry } from "../domain/audit.ts";
import { AuditLog } from "./audit-log.ts";
import { AUDITED_ROUTES, paramsOf } from "./audited-routes.ts";
import { callerAddress } from "./caller-address.ts";
import type { BerthEnv } from "./context.ts";
import { accountId } from "./declarations.ts";

/** Answers that say that somebody had no right to what was asked for. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403]);
/** A plain request for a socket opens nothing. */
const NO_UPGRADE = 426;

/** One log for each environment: its entries are gathered in the isolate's memory. */
const logs = new WeakMap<object, AuditLog>();

/** Writes down who changed, opened or was refused what, once that is answered. */
export const audit = createMiddleware<BerthEnv>(async (c, next) => {
	await next();
	const entry = entryOf(c);
	const writing = entry && logOf(c).note(entry);
	if (writing !== undefined) waitUntil(writing);
});

function logOf({ env, var: { config } }: Context<BerthEnv>): AuditLog {
	const log = logs.get(config) ?? new AuditLog(env.CATALOG, config.maxAuditEntries);
	logs.set(config, log);
	return log;
}

function entryOf(c: Context<BerthEnv>): Omit<AuditEntry, "skipped"> | undefined {
	const { status } = c.res;
	const { method, path } = c.req;
	const route = matchedRoutes(c).find((each) => each.method === method)?.path;
	const action = route === undefined ? undefined : actionOf(c, `${method} ${route}`, status);
	if (route === undefined || action === undefined || status === NO_UPGRADE) return undefined;
	const params = paramsOf(route, path);
	const { found, subject, config } = c.var;
	const shown = (text: string | undefined) => withoutToken(text, config.adminToken);
	return {
		time: Date.now(),
		action,
		method,
		route,
		status,
		...actorOf(c),
		account: found?.account ?? shown(c.var.account ?? accountIn(params)) ?? accountOf(c),
		sessionId: found?.id ?? sessionIn(route, params),
		subject: shown(subject ?? subjectIn(route, params)),
		address: callerAddress(c),
	};
}

function actionOf(c: Context<BerthEnv>, route: string, status: number): AuditAction | undefined {
	// Some calls start a session where they name none.
	const action = AUDITED_ROUTES.get(route) ?? (c.var.hasStarted === true ? "session.create" : undefined);
	return action ?? (REFUSALS.has(status) || c.var.isSlowedDown === true ? "request.refuse" : undefined);
}

function actorOf({
	var: { principal, link },
}: Context<BerthEnv>): Pick<AuditEntry, "actor" | "tokenId" | "tokenName"> {
	if (link !== undefined) return { actor: "link", tokenId: link.admission.tokenId };
	switch (principal?.kind) {
		case "admin":
			return { actor: "admin" };
		case "binding":
			return { actor: "binding" };
		case "account":
			return { actor: "token", tokenId: principal.tokenId, tokenName: principal.tokenName };
		default:
			return { actor: "unknown" };
	}
}

const accountIn = (params: ReadonlyMap<string, string>): string | undefined =>
	accountId.safeParse(params.get("account_id")).data;

const accountOf = ({ var: { principal } }: Context<BerthEnv>): string | undefined =>
	principal?.kind === "account" || principal?.kind === "binding" ? principal.account : undefined;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** One that was asked for, but not found or not come to. */
function sessionIn(route: string, params: ReadonlyMap<string, string>): string | undefined {
	const id = params.get(isOfSession(route) ? "id" : "session_id") ?? "";
	return UUID.test(id) ? id : undefined;
}

const isOfSession = (route: string): boolean => route.includes("/sessions/:id");

/** What a path names beside the session and the account. */
function subjectIn(route: string, params: ReadonlyMap<string, string>): string | undefined {
	const names = ["target_id", "job_id", "objectId", "name", ...(isOfSession(route) ? [] : ["id"])];
	return names.map((name) => params.get(name)).find((value) => value !== undefined);
}

const MOST_SHOWN = 100;

/** A token of an account, or the middle of a link's. */
const TOKEN = /berth_[\w-]{43}|\.eyJ/;

/** Somebody may put a token where its id belongs, or an account's name. */
function withoutToken(text: string | undefined, adminToken: string): string | undefined {
	if (text === undefined || TOKEN.test(text) || text.includes(adminToken)) return undefined;
	return text.slice(0, MOST_SHOWN);
}
