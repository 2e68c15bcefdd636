import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";
import { z } from "zod";
import type { SessionBody, TargetBody } from "../http/cloudflare/schemas.ts";
import { CLOSE_REASONS, type CloseReason } from "../domain/close-reason.ts";
import { isQuickAction } from "../domain/quick/request.ts";
import { fetchApi, fetchBinding } from "../http/binding/fetch.ts";
import { describeIssue } from "../lib/known-fields.ts";
import { callerOf } from "./entrypoints.ts";
import {
	acquireOptions,
	type AcquireOptions,
	type LinkOptions,
	type ListOptions,
	listOptions,
	type QuickOptions,
	type LiveViewOptions,
} from "./options.ts";

interface Acquired {
	readonly sessionId: string;
	readonly webSocketDebuggerUrl: string;
	readonly targets?: TargetBody[];
}

/** A session as the typed form has it: its reason is a number. */
type ListedSession = Omit<SessionBody, "closeReason"> & { readonly closeReason?: number };

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Sends a request of the wire protocol; gives the answer's JSON. Throws with `(status=…)` in its text what is no success. */
type Ask = <T>(method: string, path: string, query?: Query, body?: object) => Promise<T>;

/**
 * Cloudflare's browser binding, for a Worker that binds Berth in its place: `fetch` speaks the wire protocol of
 * `@cloudflare/puppeteer` and `@cloudflare/playwright`, and the methods are those of the typed form.
 */
export class BrowserBinding extends WorkerEntrypoint<Env> {
	override fetch(request: Request): Response | Promise<Response> {
		return fetchBinding(request, this.env, this.ctx, callerOf(this.ctx.props));
	}

	/** Starts a session. */
	async acquire(options: AcquireOptions = {}): Promise<Omit<Acquired, "webSocketDebuggerUrl">> {
		const { keepAlive, recording, lab, guardrails, targets, liveViewUrlExpiresInMs, outboundByHost } = parsed(
			acquireOptions,
			options,
		);
		if (outboundByHost !== undefined)
			throw failure("outboundByHost is not supported: a session outlives the call that would serve it.", 400);
		const query = { keep_alive: keepAlive, recording, lab, targets, liveViewUrlExpiresInMs };
		const acquired = await this.#ask<Acquired>("POST", "/devtools/browser", query, { guardrails });
		const { sessionId } = acquired;
		return acquired.targets === undefined ? { sessionId } : { sessionId, targets: acquired.targets };
	}

	/** Starts a session, with a capability that opens sockets of it and of nothing else. */
	async launch(options: AcquireOptions = {}) {
		const acquired = await this.acquire(options);
		return { ...acquired, webSocket: this.#pinned(acquired.sessionId) };
	}

	/** The same for a session that runs, or for one target in it. */
	async connectSession(sessionId: string, options: { readonly targetId?: string } = {}) {
		// An unknown one, or one that has ended, is to be said now.
		const targets = await this.devtools.listTargets(sessionId);
		return { sessionId, webSocket: this.#pinned(sessionId, options.targetId), targets };
	}

	getLiveView(
		sessionId: string,
		options: LiveViewOptions = {},
	): Promise<{
		readonly id: string;
		readonly devtoolsFrontendUrl: string;
		readonly webSocketDebuggerUrl: string;
		readonly options: { readonly mode: string; readonly guardrails?: { readonly mode: "readonly" } };
	}> {
		return this.#ask("POST", `${pathOf(sessionId)}/live_view`, {}, options);
	}

	/** The sessions that run, newest first. */
	async listSessions(options: ListOptions = {}): Promise<ListedSession[]> {
		const sessions = await this.#ask<SessionBody[]>("GET", "/devtools/session", parsed(listOptions, options));
		return sessions.map(listed);
	}

	/** All of them, newest first. */
	async history(options: ListOptions = {}): Promise<ListedSession[]> {
		const query = { ...parsed(listOptions, options), status: "all" };
		const sessions = await this.#ask<SessionBody[]>("GET", "/devtools/session", query);
		return sessions.map(listed);
	}

	limits(): Promise<{
		readonly activeSessions: { readonly id: string }[];
		readonly maxConcurrentSessions: number;
		readonly allowedBrowserAcquisitions: number;
		readonly timeUntilNextAllowedBrowserAcquisition: number;
		readonly usedBrowserTimeSeconds: number;
	}> {
		return this.#ask("GET", "/limits");
	}

	/** A session, also one that has ended; `null` for an unknown one. */
	async getSession(sessionId: string): Promise<ListedSession | null> {
		const response = await this.#send("GET", `/devtools/session/${encodeURIComponent(sessionId)}`);
		return response.status === 404 ? null : listed(await jsonOf<SessionBody>(response));
	}

	closeSession(sessionId: string): Promise<{ readonly status: "closing" | "closed" }> {
		return this.#ask("DELETE", pathOf(sessionId));
	}

	/**
	 * One of Cloudflare's quick actions, such as `markdown`; `cacheTTL`, `browser` and Berth's `wait_ms` are among the options. What fails is in
	 * the answer. Throws for an action that there is not.
	 */
	quickAction(action: string, options: QuickOptions): Promise<Response> {
		if (!isQuickAction(action)) throw new Error(`Invalid quick action: ${action}`);
		const caller = callerOf(this.ctx.props);
		const { cacheTTL, browser, wait_ms = caller.waitMs, ...body } = options;
		const url = new URL(`https://berth/client/v4/accounts/${caller.account}/browser-rendering/${action}`);
		for (const [name, value] of Object.entries({ cacheTTL, browser, wait_ms }))
			if (value !== undefined) url.searchParams.set(name, String(value));
		const request = new Request(url, { method: "POST", body: JSON.stringify(body) });
		return Promise.resolve(fetchApi(request, this.env, this.ctx, caller));
	}

	/** What is asked of a session's browser and its targets. */
	get devtools(): Devtools {
		return new Devtools((...request) => this.#ask(...request));
	}

	#pinned(sessionId: string, targetId?: string): Fetcher {
		const target = targetId === undefined ? "" : `/page/${encodeURIComponent(targetId)}`;
		const props = { ...this.ctx.props, path: `/v1${pathOf(sessionId)}${target}` };
		return this.ctx.exports.PinnedSocket({ props });
	}

	async #ask<T>(...request: Parameters<Ask>): Promise<T> {
		return jsonOf<T>(await this.#send(...request));
	}

	async #send(method: string, path: string, query: Query = {}, body?: object): Promise<Response> {
		const url = new URL(`https://berth/v1${path}`);
		for (const [name, value] of Object.entries(query))
			if (value !== undefined) url.searchParams.set(name, String(value));
		return this.fetch(
			new Request(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) }),
		);
	}
}

/** The `devtools` of the typed form. */
class Devtools extends RpcTarget {
	readonly #ask: Ask;

	constructor(ask: Ask) {
		super();
		this.#ask = ask;
	}

	getVersion(sessionId: string): Promise<Record<string, string>> {
		return this.#ask("GET", `${pathOf(sessionId)}/json/version`);
	}

	/** The DevTools protocol that the browser speaks. */
	getProtocol(sessionId: string): Promise<{ readonly domains: unknown[]; readonly version: unknown }> {
		return this.#ask("GET", `${pathOf(sessionId)}/json/protocol`);
	}

	listTargets(sessionId: string, options: LinkOptions = {}): Promise<TargetBody[]> {
		return this.#ask("GET", `${pathOf(sessionId)}/json/list`, { ...options });
	}

	getTarget(sessionId: string, targetId: string, options: LinkOptions = {}): Promise<TargetBody> {
		return this.#ask("GET", `${pathOf(sessionId)}/json/list/${encodeURIComponent(targetId)}`, { ...options });
	}

	newTarget(sessionId: string, url?: string, options: LinkOptions = {}): Promise<TargetBody> {
		return this.#ask("PUT", `${pathOf(sessionId)}/json/new`, { url, ...options });
	}

	activateTarget(sessionId: string, targetId: string): Promise<{ readonly message: string }> {
		return this.#ask("GET", `${pathOf(sessionId)}/json/activate/${encodeURIComponent(targetId)}`);
	}

	closeTarget(sessionId: string, targetId: string): Promise<{ readonly message: string }> {
		return this.#ask("DELETE", `${pathOf(sessionId)}/json/close/${encodeURIComponent(targetId)}`);
	}
}

const pathOf = (sessionId: string): string => `/devtools/browser/${encodeURIComponent(sessionId)}`;

const listed = ({ closeReason, ...session }: SessionBody): ListedSession =>
	closeReason === undefined
		? session
		: { ...session, closeReason: CLOSE_REASONS[closeReason as CloseReason] };

function parsed<T>(schema: z.ZodType<T>, given: unknown): T {
	const read = schema.safeParse(given);
	if (read.success) return read.data;
	throw failure(describeIssue(read.error.issues), 400);
}

const refusal = z.object({ errors: z.array(z.object({ message: z.string() })) });

async function jsonOf<T>(response: Response): Promise<T> {
	const body: unknown = await response.json();
	if (response.ok) return body as T;
	const { data } = refusal.safeParse(body);
	throw failure(data?.errors[0]?.message ?? "Something went wrong.", response.status);
}

/** Clients read the status from the text: an error loses its fields on its way. */
const failure = (message: string, status: number) => new Error(`${message} (status=${status})`);
