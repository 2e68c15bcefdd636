import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { findUsableToken } from "../catalog/tokens.ts";
import type { Config } from "../domain/config.ts";
import { mayAct, mayWrite, type Principal } from "../domain/principal.ts";
import { problem } from "../domain/problem.ts";
import { digestOf, sameSecret } from "../lib/digest.ts";
import { isUpgrade } from "../lib/sockets.ts";
import { callerIn } from "./caller.ts";
import { readCatalog } from "./catalog-access.ts";
import { callerAddress, networkOf } from "./caller-address.ts";
import { accountId } from "./declarations.ts";
import type { BerthEnv } from "./context.ts";
import { takeJsonBody } from "./json-body.ts";
import { ProblemError } from "./problem-error.ts";
import { isMarked } from "./token-mark.ts";
import { WrongTokens } from "./wrong-tokens.ts";

interface Credentials {
	readonly token: string;
	/** Given with `X-Auth-Email`: the token must have been made with it. */
	readonly email?: string;
}

/** Finds out who is asking; 401 when nobody who may. The dialect says where a token may stand. */
const authenticateBy = (read: (c: Context<BerthEnv>) => Credentials | undefined) =>
	createMiddleware<BerthEnv>(async (c, next) => {
		const principal = bound(c) ?? (await authenticated(c, read(c)));
		if (principal === undefined) throw new ProblemError(problem("unauthenticated", "Authentication error"));
		c.set("principal", principal);
		await takeJsonBody(c);
		await next();
	});

/** A binding is the right itself: what it carries of tokens is not looked at. */
function bound(c: Context<BerthEnv>): Principal | undefined {
	const caller = callerIn(c.env);
	return caller && { kind: "binding", account: caller.account, right: caller.right };
}

const authenticated = async (c: Context<BerthEnv>, credentials: Credentials | undefined) =>
	credentials && (await principalOf(c, credentials));

/** As Cloudflare's API takes it, and Berth's own. */
export const authenticate = authenticateBy(credentialsOf);

/** The same, and for a CDP client that finds its browser `?token=` as well. */
export const authenticateDevtools = authenticateBy((c) => {
	const token = tokenInDiscovery(c);
	return credentialsOf(c) ?? (token === undefined ? undefined : { token });
});

/** As Browsr's and ThinkRun's take it: `Authorization: Bearer` or `ApiKey`, or `x-api-key`. */
export const authenticateByApiKey = authenticateBy((c) => {
	const token = /^(?:Bearer|ApiKey) +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
	const key = token ?? c.req.header("x-api-key");
	return key === undefined ? undefined : { token: key };
});

/**
 * The account of the token, where the path names none; the admin names one in `X-Berth-Account`, or acts in
 * `DEFAULT_ACCOUNT`.
 */
export const accountOfToken = createMiddleware<BerthEnv>(async (c, next) => {
	const { principal, config } = c.var;
	const asked = c.req.header("X-Berth-Account") ?? config.defaultAccount;
	if (principal.kind === "admin" && !accountId.safeParse(asked).success)
		throw new ProblemError(problem("invalid_request", "X-Berth-Account: not an account's name"));
	c.set("account", principal.kind === "admin" ? asked : principal.account);
	await next();
});

/** Lets a principal at the account in the path only; 403 otherwise. */
export const authorizeAccount = createMiddleware<BerthEnv>(async (c, next) => {
	const account = c.req.param("account_id") ?? "";
	refuseForeign(c.var.principal, account);
	c.set("account", account);
	await next();
});

/** The account that a request is about which may name one; 403 for another's. `undefined` is the admin's view of all. */
export function accountInView(principal: Principal, asked: string | undefined): string | undefined {
	if (asked !== undefined) refuseForeign(principal, asked);
	return principal.kind === "admin" ? asked : principal.account;
}

function refuseForeign(principal: Principal, account: string): void {
	if (!mayAct(principal, account))
		throw new ProblemError(problem("forbidden", "This token belongs to another account."));
}

export const requireWrite = createMiddleware<BerthEnv>(async (c, next) => {
	// HEAD runs the handler of GET, and some of those change things.
	if (c.req.method === "HEAD")
		throw new ProblemError(problem("method_not_allowed", "HEAD is not allowed here."));
	if (!mayWrite(c.var.principal)) throw new ProblemError(problem("forbidden", "This token may only read."));
	await next();
});

export const requireAdmin = createMiddleware<BerthEnv>(async (c, next) => {
	if (c.var.principal.kind !== "admin")
		throw new ProblemError(problem("forbidden", "This needs the admin token."));
	await next();
});

/** The token of `Authorization: Bearer`. */
export const bearerOf = (c: Context<BerthEnv>): string | undefined =>
	/^Bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];

function credentialsOf(c: Context<BerthEnv>): Credentials | undefined {
	const bearer = bearerOf(c);
	if (bearer !== undefined) return { token: bearer };
	const email = c.req.header("X-Auth-Email");
	const key = c.req.header("X-Auth-Key");
	if (email !== undefined && key !== undefined) return { token: key, email: email.trim().toLowerCase() };
	// CDP clients often can't set headers. Nowhere else: an address is written down in too many places.
	const query = isUpgrade(c.req.raw) ? c.req.query("token") : undefined;
	return query === undefined ? undefined : { token: query };
}

/** The addresses at which a CDP client finds a session's browser and its targets. They only read. */
const DISCOVERY = /\/devtools\/browser\/[^/]+\/json(?:\/(?:version|protocol|list(?:\/[^/]+)?))?\/?$/;

const tokenInDiscovery = (c: Context<BerthEnv>): string | undefined =>
	c.req.method === "GET" && DISCOVERY.test(c.req.path) ? c.req.query("token") : undefined;

/** Whether a CDP client that finds its browser has its token in the address, and no other. */
export const isTokenInAddress = (c: Context<BerthEnv>): boolean =>
	credentialsOf(c) === undefined && tokenInDiscovery(c) !== undefined;

const tooManyWrong = (waitS: number) =>
	problem(
		"too_many_wrong_tokens",
		"Too many wrong tokens came from this address. Check the token, and wait.",
		waitS,
	);

/** One table for each environment, whose settings are read once. */
const tables = new WeakMap<Config, WrongTokens>();

function wrongTokensOf(config: Config): WrongTokens {
	const table = tables.get(config) ?? new WrongTokens(config.maxWrongTokensPerMinute);
	tables.set(config, table);
	return table;
}

async function principalOf(
	c: Context<BerthEnv>,
	{ token, email }: Credentials,
): Promise<Principal | undefined> {
	const { config } = c.var;
	if (await sameSecret(token, config.adminToken)) {
		const isTheirs = email === undefined || (config.adminEmail !== "" && email === config.adminEmail);
		return isTheirs ? { kind: "admin" } : undefined;
	}
	const digest = await digestOf(token);
	const [network, now] = [networkOf(callerAddress(c)), Date.now()];
	const wrongTokens = wrongTokensOf(config);
	const waitS = wrongTokens.waitS(network, now);
	// Behind the address of a guesser there may be others: what may be right is looked up all the same.
	if (waitS > 0 && (wrongTokens.isKnown(digest) || !(await isMarked(config.signingSecret, token)))) {
		c.set("isSlowedDown", true);
		throw new ProblemError(tooManyWrong(waitS));
	}
	const db = c.env.CATALOG;
	const found = await readCatalog(db, () => findUsableToken(db, digest, now));
	if (found === null || (email !== undefined && email !== found.email)) {
		wrongTokens.note(network, found === null ? digest : undefined, now);
		return undefined;
	}
	const { account, right, id, name, expiresAt } = found;
	return {
		kind: "account",
		account,
		right,
		tokenId: id,
		tokenName: name,
		...(expiresAt !== null && { expiresAt }),
	};
}
