import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { BrowserOptions } from "../domain/session.ts";
import type { BrowserVersion, Target } from "../domain/target.ts";
import { parseJson } from "../lib/json.ts";
import { describeFault, log } from "../lib/log.ts";
import { withTimeout } from "../lib/timeout.ts";
import {
	acquiredSchema,
	browsersSchema,
	limitsSchema,
	sessionDetailSchema,
	targetsSchema,
	versionSchema,
} from "./answers.ts";
import type { BrowserPort, Connection } from "./port.ts";
import { noBrowser, refusalOf429 } from "./refusals.ts";

/** The most that the hosted service lists at once: as many browsers as a paid account has unless it was given more. */
const LIST_LIMIT = 200;
/** So many such pages are read. */
const MOST_PAGES = 10;

const MOST_LAUNCHES = 3;
const LAUNCH_RETRY_MS = 500;

interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

export interface BindingOptions {
	/** The inactivity window that browsers are acquired with; the control link renews it. */
	readonly leaseMs: number;
	readonly acquireTimeoutMs: number;
	readonly answerTimeoutMs: number;
}

/** Cloudflare Browser Run through its binding, by `fetch` alone: wrangler's local one has no RPC methods. */
export class BindingBrowser implements BrowserPort {
	readonly #binding: Pick<Fetcher, "fetch">;
	readonly #options: BindingOptions;

	constructor(binding: Pick<Fetcher, "fetch">, options: BindingOptions) {
		this.#binding = binding;
		this.#options = options;
	}

	async acquire(options: BrowserOptions): Promise<Result<string>> {
		const query = new URLSearchParams({ keep_alive: String(this.#options.leaseMs) });
		if (options.lab !== undefined) query.set("lab", String(options.lab));
		const acquiring = this.#launch(`/v1/devtools/browser?${query}`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			// A second fence, where the service has one; wrangler's local one ignores it.
			body: JSON.stringify({ guardrails: options.guardrails?.hosted }),
		});
		try {
			return await withTimeout(acquiring, this.#options.acquireTimeoutMs, "acquiring a browser");
		} catch (fault) {
			log("warn", "browser.acquire_failed", { fault: describeFault(fault) });
			// One that comes too late belongs to nobody: it is given back, and its lease covers a failure to.
			void acquiring.then((late) => (late.ok ? this.close(late.value) : false)).catch(() => false);
			return refuse(noBrowser);
		}
	}

	/** A browser that fails to start is tried again: on a machine that is busy another one often does. */
	async #launch(path: string, init: RequestInit): Promise<Result<string>> {
		const lastTryAt = Date.now() + this.#options.acquireTimeoutMs - LAUNCH_RETRY_MS;
		for (let tries = 1; ; tries += 1) {
			const answer = await this.#fetch(path, init).catch((fault: unknown) => {
				log("warn", "browser.launch_failed", { tries, fault: describeFault(fault) });
				return undefined;
			});
			const hasFailed = answer === undefined || answer.status >= 500;
			if (!hasFailed) return this.#browserFrom(answer);
			if (tries === MOST_LAUNCHES || Date.now() > lastTryAt) return refuse(noBrowser);
			await new Promise((resolve) => setTimeout(resolve, LAUNCH_RETRY_MS));
		}
	}

	async connect(browserId: string, targetId?: string): Promise<Connection> {
		const target = targetId === undefined ? "" : `/page/${encodeURIComponent(targetId)}`;
		const opening = this.#binding.fetch(`https://browser/v1/devtools/browser/${browserId}${target}`, {
			headers: { Upgrade: "websocket" },
		});
		try {
			const response = await withTimeout(opening, this.#options.answerTimeoutMs, "connecting");
			if (response.webSocket !== null) return { kind: "open", socket: response.webSocket };
			const text = await withTimeout(response.text(), this.#options.answerTimeoutMs, "connecting");
			return saysGone(response.status, text)
				? { kind: "gone" }
				: { kind: "unreachable", detail: `status ${response.status}` };
		} catch (fault) {
			void opening.then((late) => discard(late.webSocket)).catch(() => undefined);
			return { kind: "unreachable", detail: describeFault(fault) };
		}
	}

	/** The ids of the browsers that run now, whoever acquired them. */
	async list(): Promise<Result<readonly string[]>> {
		const ids = new Set<string>();
		for (let page = 0; page < MOST_PAGES; page += 1) {
			const query = `limit=${LIST_LIMIT}&offset=${page * LIST_LIMIT}`;
			const answer = await this.#ask(`/v1/devtools/session?${query}`);
			if (!answer.ok) return answer;
			const parsed = browsersSchema.safeParse(parseJson(answer.value.text));
			if (!parsed.success) return refuse(unreachable(answer.value.status));
			for (const { sessionId, endTime } of parsed.data) if (endTime === undefined) ids.add(sessionId);
			// A page that is full may not be all of them.
			if (parsed.data.length < LIST_LIMIT) return ok([...ids]);
		}
		return refuse(problem("browser_unreachable", "The browser service lists more browsers than are read."));
	}

	async isAlive(browserId: string): Promise<boolean> {
		const answer = await this.#ask(`/v1/devtools/session/${browserId}`);
		if (!answer.ok) return true;
		if (answer.value.status === 404 || answer.value.status === 410) return false;
		const detail = sessionDetailSchema.safeParse(parseJson(answer.value.text));
		return !detail.success || detail.data.endTime === undefined;
	}

	async close(browserId: string): Promise<boolean> {
		const answer = await this.#ask(`/v1/devtools/browser/${browserId}`, { method: "DELETE" });
		return answer.ok && (answer.value.status < 300 || saysGone(answer.value.status, answer.value.text));
	}

	/** The whole browser is the session's. */
	owns(): boolean {
		return true;
	}

	async version(browserId: string): Promise<Result<BrowserVersion>> {
		return this.#read(browserId, "/json/version", versionSchema);
	}

	async protocol(browserId: string): Promise<Result<string>> {
		const answer = await this.#ask(`/v1/devtools/browser/${browserId}/json/protocol`);
		if (!answer.ok) return answer;
		return answer.value.status === 200 ? ok(answer.value.text) : refuse(unreachable(answer.value.status));
	}

	async targets(browserId: string): Promise<Result<Target[]>> {
		return this.#read(browserId, "/json/list", targetsSchema);
	}

	async activate(browserId: string, targetId: string): Promise<Result<void>> {
		return this.#command(browserId, `/json/activate/${encodeURIComponent(targetId)}`);
	}

	async closeTarget(browserId: string, targetId: string): Promise<Result<void>> {
		return this.#command(browserId, `/json/close/${encodeURIComponent(targetId)}`);
	}

	async #read<T>(
		browserId: string,
		path: string,
		schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
	): Promise<Result<T>> {
		const answer = await this.#ask(`/v1/devtools/browser/${browserId}${path}`);
		if (!answer.ok) return answer;
		const parsed = schema.safeParse(parseJson(answer.value.text));
		return parsed.success && answer.value.status === 200
			? ok(parsed.data)
			: refuse(unreachable(answer.value.status));
	}

	async #command(browserId: string, path: string): Promise<Result<void>> {
		const answer = await this.#ask(`/v1/devtools/browser/${browserId}${path}`);
		if (!answer.ok) return answer;
		if (answer.value.status === 200) return ok(undefined);
		return answer.value.status === 404
			? refuse(problem("target_not_found", "Target not found."))
			: refuse(unreachable(answer.value.status));
	}

	async #browserFrom({ status, headers, text }: Answer): Promise<Result<string>> {
		if (status === 200) {
			const acquired = acquiredSchema.safeParse(parseJson(text));
			if (acquired.success) return ok(acquired.data.sessionId);
		}
		log("warn", "browser.acquire_refused", { status });
		if (status !== 429) return refuse(noBrowser);
		const limits = await this.#ask("/v1/limits");
		const known = limits.ok ? limitsSchema.safeParse(parseJson(limits.value.text)) : undefined;
		return refuse(refusalOf429(headers.get("Retry-After"), text, known?.data));
	}

	async #ask(path: string, init?: RequestInit): Promise<Result<Answer>> {
		try {
			return ok(await withTimeout(this.#fetch(path, init), this.#options.answerTimeoutMs, path));
		} catch (fault) {
			log("warn", "browser.no_answer", { fault: describeFault(fault) });
			return refuse(problem("browser_unreachable", "The browser did not answer in time."));
		}
	}

	async #fetch(path: string, init?: RequestInit): Promise<Answer> {
		const response = await this.#binding.fetch(`https://browser${path}`, init);
		return { status: response.status, headers: response.headers, text: await response.text() };
	}
}

/** The local service answers 500 with this text for a browser that has died; the hosted one 404 or 410. */
const saysGone = (status: number, text: string): boolean =>
	status === 404 || status === 410 || (status === 500 && text.includes("sessionInfo must be set"));

const unreachable = (status: number): Problem =>
	problem("browser_unreachable", `The browser did not answer as it should (status ${status}).`);

function discard(socket: WebSocket | null): void {
	socket?.accept();
	socket?.close();
}
