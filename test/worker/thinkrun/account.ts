import { expect } from "vitest";
import { type Answer, ADMIN, call } from "../berth.ts";

export interface Created {
	readonly sessionId: string;
	readonly status: string;
	readonly machineId: string;
	readonly warnings?: readonly string[];
}

export interface Shown {
	readonly sessionId: string;
	readonly status: string;
	readonly currentUrl: string | null;
	readonly createdAt: string;
	readonly navigationCount: number;
}

export interface Detail extends Shown {
	readonly title: string | null;
	readonly actionCount: number;
	readonly screenshotCount: number;
	readonly duration: number;
	readonly navigationHistory: readonly {
		readonly url: string;
		readonly title: string;
		readonly timestamp: string;
	}[];
	readonly closeReason?: string;
	readonly closeReasonText?: string;
}

export interface Listed {
	readonly sessions: readonly Shown[];
	readonly total: number;
	readonly hasMore: boolean;
}

export interface Failure {
	readonly success: false;
	readonly error: string;
	readonly code: string;
	readonly hint: string;
	readonly retryable: boolean;
}

/** An account of the test's own, over ThinkRun's API. */
export class ThinkrunAccount {
	readonly id = `thinkrun-${crypto.randomUUID()}`;
	readonly #headers: Record<string, string>;

	constructor(headers: Record<string, string> = ADMIN) {
		this.#headers = { ...headers, "X-Berth-Account": this.id };
	}

	/** A call below `/api/sessions`. */
	ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
		const text = typeof body === "string" ? body : JSON.stringify(body);
		return call<T>(method, `/api/sessions${path}`, {
			headers: this.#headers,
			...(body !== undefined && { body: text }),
		});
	}

	/** The body of an answer, which must be a success. */
	async get<T>(method: string, path: string, body?: unknown): Promise<T> {
		const answer = await this.ask<T>(method, path, body);
		if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
		return answer.body;
	}

	async setLimits(limits: object): Promise<void> {
		await call("PUT", `/berth/v1/accounts/${this.id}/limits`, { body: JSON.stringify(limits) });
	}

	create(body: object = {}): Promise<Created> {
		return this.get("POST", "", body);
	}

	/** A session that runs. */
	async start(body: object = {}): Promise<string> {
		const { sessionId } = await this.create(body);
		await this.reaches(sessionId, "running");
		return sessionId;
	}

	read(id: string): Promise<Detail> {
		return this.get("GET", `/${id}`);
	}

	async reaches(id: string, status: string): Promise<void> {
		await expect.poll(async () => (await this.read(id)).status).toBe(status);
	}

	/** Does something in the session's page, which must succeed. */
	drive<T = object>(id: string, name: string, body: object = {}): Promise<T> {
		return this.get("POST", `/${id}/${name}`, body);
	}

	/** Why a call is refused, once its body has been found to be the contract's. */
	async refused(method: string, path: string, body?: unknown): Promise<Failure & { status: number }> {
		const { status, headers, body: failure } = await this.ask<Failure>(method, path, body);
		expect(headers.get("content-type")).toBe("application/json");
		expect(failure).toEqual({
			success: false,
			error: expect.stringMatching(/^.{1,400}$/s),
			code: expect.stringMatching(/^[A-Z_]+$/),
			hint: expect.stringMatching(/./),
			retryable: expect.any(Boolean),
		});
		return { ...failure, status };
	}

	async end(id: string): Promise<void> {
		await this.get("DELETE", `/${id}`);
	}
}

export const pageOf = (html: string): string => `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
