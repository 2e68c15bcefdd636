import type { Disturbances } from "./disturbances.ts";
import type { Journal } from "./journal.ts";
import type { Ledger } from "./ledger.ts";

export interface Answer {
	readonly status: number;
	readonly body: unknown;
}

export interface CallOptions {
	/** How long it may take. */
	readonly boundMs?: number;
	/** The client hangs up when it says so. */
	readonly hangUp?: AbortSignal;
}

interface ApiParts {
	readonly url: string;
	readonly token: string;
	readonly journal: Journal;
	readonly ledger: Ledger;
	readonly disturbances: Disturbances;
}

/** The longest of D1's silences, an answer of the browser's, a verdict on it, and time for a busy machine. */
export const CALL_BOUND_MS = 45_000;
/** Neither a fault of Berth's own nor a request that this driver should not make. */
const EXPECTED = new Set([200, 410, 429, 502, 503]);
const TARGET_NOT_FOUND = '"code":2010';
/** What must never be in a body: the text of thrown errors, stacks, and the names of things inside. */
const INTERNAL =
	/chaos:|D1_ERROR|SQLITE|\b(?:Type|Range|Reference|Syntax|Timeout)Error\b|\n\s+at |\.ts:\d|workerd|internal error/i;

/** Berth's HTTP API as the clients of one account use it. Every answer is judged. */
export class Api {
	readonly account: string;
	readonly #parts: ApiParts;

	constructor(account: string, parts: ApiParts) {
		this.account = account;
		this.#parts = parts;
	}

	get headers(): { readonly Authorization: string } {
		return { Authorization: `Bearer ${this.#parts.token}` };
	}

	/** The address of a path after `/devtools`. */
	address(path: string): string {
		return `${this.#parts.url}/client/v4/accounts/${this.account}/browser-rendering/devtools${path}`;
	}

	/** The answer; `undefined` when there is none, for which there may be a good reason. */
	async call(
		method: string,
		path: string,
		{ boundMs = CALL_BOUND_MS, hangUp }: CallOptions = {},
	): Promise<Answer | undefined> {
		const { journal } = this.#parts;
		const from = Date.now();
		const bound = AbortSignal.timeout(boundMs);
		const signal = hangUp === undefined ? bound : AbortSignal.any([bound, hangUp]);
		const request = `${method} ${path}`;
		try {
			const response = await fetch(this.address(path), { method, headers: this.headers, signal });
			const text = await response.text();
			const answer = { status: response.status, body: parse(text) };
			journal.note(`${method} ${shapeOf(path)} ${answer.status}`, { account: this.account, path, from });
			this.#judge(request, from, answer, text);
			return answer;
		} catch (fault) {
			this.#explain(request, from, bound, hangUp, fault);
			return undefined;
		}
	}

	/** What it says about a session is kept. */
	async callSession(method: string, id: string, path: string): Promise<Answer | undefined> {
		const answer = await this.call(method, path);
		const isAboutTarget = answer?.status === 404 && JSON.stringify(answer.body).includes(TARGET_NOT_FOUND);
		if (!isAboutTarget) this.noteEnd(id, answer?.status);
		return answer;
	}

	noteEnd(id: string, status: number | undefined): void {
		const { journal, ledger } = this.#parts;
		const now = Date.now();
		if (status === 410) ledger.toldEnded.set(id, ledger.toldEnded.get(id) ?? now);
		if (status === 404)
			journal.violation("a session that was there is unknown", id, { account: this.account });
	}

	#judge(request: string, from: number, { status, body }: Answer, text: string): void {
		const { journal, disturbances } = this.#parts;
		const fields = { account: this.account, request, from, status, text: text.slice(0, 500) };
		if (INTERNAL.test(text)) journal.violation("a body shows what is inside", request, fields);
		if (status === 404 && request.includes("/json/")) return;
		// wrangler's own proxy answers while its Worker comes and goes.
		if (!isBerths(body) && disturbances.overlap(["outage"], from)) return;
		if (status !== 404 && !EXPECTED.has(status))
			journal.violation("an answer with a status that nobody expects", request, fields);
		else if (status !== 200 && !isBerths(body))
			journal.violation("a refusal that is not in Berth's form", request, fields);
	}

	#explain(
		request: string,
		from: number,
		bound: AbortSignal,
		hangUp: AbortSignal | undefined,
		fault: unknown,
	): void {
		const { journal, disturbances } = this.#parts;
		if (hangUp?.aborted === true) return journal.note("hung up", { account: this.account, request, from });
		if (disturbances.overlap(["outage"], from)) return journal.note("no answer in an outage", { request });
		const fields = { account: this.account, request, from, fault: describe(fault) };
		const rule = bound.aborted ? "a request hung beyond its bound" : "a request got no answer";
		journal.violation(rule, `${request} ${from}`, fields);
	}
}

const isBerths = (body: unknown): boolean =>
	typeof body === "object" &&
	body !== null &&
	"success" in body &&
	body.success === false &&
	"errors" in body &&
	Array.isArray(body.errors);

const describe = (fault: unknown): string =>
	fault instanceof Error
		? `${fault.message}${fault.cause instanceof Error ? `: ${fault.cause.message}` : ""}`
		: String(fault);

/** A path without what differs from call to call. */
const shapeOf = (path: string): string => path.replace(/\?.*/, "").replaceAll(/[0-9a-f-]{32,}/gi, "…");

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
