import type { Context } from "hono";
import { linkedSession, type Ownership, ownershipOf } from "../catalog/ownership.ts";
import { type ConnectRequest, connectUrl } from "../domain/connect.ts";
import { mayAct } from "../domain/principal.ts";
import { type Problem, problem, sessionNotFound } from "../domain/problem.ts";
import { refuse, type Result } from "../domain/result.ts";
import type { SessionOrder, SessionRecord, SessionRequest } from "../domain/session.ts";
import type { SignedLink } from "../links/claims.ts";
import type { Session } from "../session/session.ts";
import { readCatalog } from "./catalog-access.ts";
import type { BerthEnv } from "./context.ts";
import { guardrailsFor } from "./guardrails.ts";
import { faultOfCall, mayBeRetried } from "./object-faults.ts";
import { ProblemError, valueOf } from "./problem-error.ts";
import { checkStartUrl, trustOf } from "./trust.ts";

type SessionStub = DurableObjectStub<Session>;
type SessionCall<T> = (session: SessionStub) => Promise<Result<T>>;

/** A session that has just been started, and what was asked of it first. */
interface Started<T> {
	readonly session: SessionRecord;
	readonly first: T;
}

/**
 * Starts a session in the request's account, and asks it for the rest of the answer. A session that nobody learns of is
 * given up: when its caller hangs up before that, or when the rest can't be had.
 */
export async function createSession<T>(
	c: Context<BerthEnv>,
	request: SessionRequest,
	firstCall: (session: SessionStub) => Promise<Result<T>>,
): Promise<Started<T>> {
	const order = await orderOf(c, request);
	const id = newId(c);
	const giveUp = () => c.executionCtx.waitUntil(c.env.SESSION.getByName(id).abandon());
	const { signal } = c.req.raw;
	if (signal.aborted) throw new ProblemError(problem("session_ended", "The caller has left."));
	signal.addEventListener("abort", giveUp);
	let mayRun = true;
	// Not twice: the first try may have started it.
	const creating = askOnce(c, id, async (stub) => {
		const created = await stub.create(id, c.var.account, order);
		mayRun = created.ok;
		return created;
	});
	// Without it the request ends with its client, and the event is never heard (cloudflare/workerd#5062).
	c.executionCtx.waitUntil(creating.catch(() => undefined));
	try {
		const session = await creating;
		return { session, first: await ask(c, id, firstCall) };
	} catch (fault) {
		if (mayRun) giveUp();
		throw fault;
	} finally {
		signal.removeEventListener("abort", giveUp);
	}
}

/** Starts a session in the request's account; where there is no capacity at once, it is one that waits. */
export async function provisionSession(
	c: Context<BerthEnv>,
	request: SessionRequest,
): Promise<SessionRecord> {
	return startWith(c, request, (stub, id, order) => stub.provision(id, c.var.account, order));
}

/** Starts a session in the request's account; the answer is there before its browser. */
export async function beginSession(c: Context<BerthEnv>, request: SessionRequest): Promise<SessionRecord> {
	return startWith(c, request, (stub, id, order) => stub.begin(id, c.var.account, order));
}

async function startWith(
	c: Context<BerthEnv>,
	request: SessionRequest,
	start: (session: SessionStub, id: string, order: SessionOrder) => Promise<Result<SessionRecord>>,
): Promise<SessionRecord> {
	const order = await orderOf(c, request);
	const id = newId(c);
	// Not twice: the first try may have started it.
	return askOnce(c, id, (stub) => start(stub, id, order));
}

/** The id of a session that is started now. */
function newId(c: Context<BerthEnv>): string {
	const id = crypto.randomUUID();
	c.set("found", { id, account: c.var.account, linkGeneration: 0 });
	c.set("hasStarted", true);
	return id;
}

/** A session that the catalog has, for whoever may ask it. */
export interface FoundSession {
	readonly id: string;
	readonly account: string;
	/** Calls its object. */
	readonly call: <T>(call: SessionCall<T>) => Promise<T>;
}

/**
 * A session of the request's account. Whose it is is looked up in the catalog, so that a guessed id wakes nothing; another
 * account's session answers as an unknown one.
 */
export const sessionOfAccount = (c: Context<BerthEnv>, id: string): Promise<FoundSession> =>
	findSession(c, id, (account) => account === c.var.account);

/** A session of any account that the principal may act in; the others answer as unknown ones. */
export const sessionInView = (c: Context<BerthEnv>, id: string): Promise<FoundSession> =>
	findSession(c, id, (account) => mayAct(c.var.principal, account));

/** The session of a link, whatever its account; refuses with `unauthenticated` where the link has been revoked. */
export async function signedSession(c: Context<BerthEnv>, link: SignedLink): Promise<FoundSession> {
	const { sessionId: id, admission } = link;
	const { CATALOG } = c.env;
	const now = Date.now();
	const found = await readCatalog(CATALOG, () => linkedSession(CATALOG, id, admission.tokenId, now));
	if (found === undefined) throw unknownSession();
	c.set("link", link);
	if (!found.isTokenGood || found.linkGeneration !== admission.link.generation)
		throw new ProblemError(problem("unauthenticated", "This link was revoked."));
	return foundIn(c, id, found);
}

/** Calls the object of a {@link sessionOfAccount}. */
export async function callSession<T>(c: Context<BerthEnv>, id: string, call: SessionCall<T>): Promise<T> {
	return (await sessionOfAccount(c, id)).call(call);
}

/** Calls the object of a {@link sessionInView}. */
export async function callSessionInView<T>(
	c: Context<BerthEnv>,
	id: string,
	call: SessionCall<T>,
): Promise<T> {
	return (await sessionInView(c, id)).call(call);
}

async function findSession(
	c: Context<BerthEnv>,
	id: string,
	mayCall: (account: string) => boolean,
): Promise<FoundSession> {
	const found = await readCatalog(c.env.CATALOG, () => ownershipOf(c.env.CATALOG, id));
	if (found === undefined || !mayCall(found.account)) throw unknownSession();
	return foundIn(c, id, found);
}

function foundIn(c: Context<BerthEnv>, id: string, { account, linkGeneration }: Ownership): FoundSession {
	c.set("found", { id, account, linkGeneration });
	return { id, account, call: (call) => ask(c, id, call) };
}

/** Asks a session to open a client's socket: the 101, or why there is none. */
export const openSocket =
	(request: ConnectRequest) =>
	async (session: SessionStub): Promise<Result<Response>> => {
		// Nothing of the client's own request goes on: its tokens stop here.
		const response = await session.fetch(connectUrl(request), { headers: { Upgrade: "websocket" } });
		return response.status === 101 ? { ok: true, value: response } : refuse(await response.json<Problem>());
	};

/** Asks for what a session keeps of itself. */
export const inArchive =
	<T>(question: (archive: ReturnType<SessionStub["archive"]>) => Promise<Result<T>>) =>
	async (session: SessionStub): Promise<Result<T>> => {
		// Not awaited itself: both calls go out together. The types leave out that it can be disposed of, as it must be.
		using archive = session.archive() as ReturnType<SessionStub["archive"]> & Disposable;
		return await question(archive);
	};

/** A request with what it leaves to the deployment, and what it names looked up. */
async function orderOf(c: Context<BerthEnv>, request: SessionRequest): Promise<SessionOrder> {
	await prepareCatalog(c);
	const { guardrails: asked, ...rest } = request;
	const guardrails = await guardrailsFor(c.env, asked);
	const trust = trustOf(c);
	checkStartUrl(request, trust);
	return {
		...rest,
		trust,
		record: request.record ?? c.var.config.record,
		recording: isRecorded(c, request),
		...(guardrails !== undefined && { guardrails }),
	};
}

function isRecorded(c: Context<BerthEnv>, { recording }: SessionRequest): boolean {
	const mayBe = c.env.ARTIFACTS !== undefined;
	if (recording === true && !mayBe) throw new ProblemError(noPlaceForRecordings);
	return recording ?? (c.var.config.records && mayBe);
}

const noPlaceForRecordings = problem(
	"invalid_request",
	"recording: this Berth has no bucket (ARTIFACTS) to keep recordings in, so the session was not started.",
);

const unknownSession = () => new ProblemError(sessionNotFound);

/** A session's object writes its own row: the tables have to be there before it does. */
const prepareCatalog = (c: Context<BerthEnv>): Promise<void> => readCatalog(c.env.CATALOG, async () => {});

/** One call of a session's object; once more, on a fresh stub, when the platform says that this may help. */
async function ask<T>(
	c: Context<BerthEnv>,
	id: string,
	call: (session: SessionStub) => Promise<Result<T>>,
): Promise<T> {
	try {
		return valueOf(await call(c.env.SESSION.getByName(id)));
	} catch (fault) {
		if (!mayBeRetried(fault)) throw faultOfCall(fault);
	}
	return askOnce(c, id, call);
}

async function askOnce<T>(
	c: Context<BerthEnv>,
	id: string,
	call: (session: SessionStub) => Promise<Result<T>>,
): Promise<T> {
	try {
		return valueOf(await call(c.env.SESSION.getByName(id)));
	} catch (fault) {
		throw faultOfCall(fault);
	}
}
