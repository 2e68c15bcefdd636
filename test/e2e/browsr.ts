import type { Account } from "./account.ts";

/** What Browsr's API answers, as far as tests look at it. */
export interface BrowsrBody {
	readonly status?: string;
	readonly session_id: string;
	readonly sse_url: string;
	readonly error?: string;
	readonly code?: string;
	readonly success?: boolean;
	readonly results: readonly { readonly success: boolean; readonly data?: unknown }[];
	readonly data: { readonly markdown?: string };
}

export interface BrowsrAnswer {
	readonly status: number;
	readonly text: string;
	readonly body: BrowsrBody;
}

/** An account over Browsr's API. */
export class Browsr {
	readonly #account: Account;

	constructor(account: Account) {
		this.#account = account;
	}

	async ask(method: string, path: string, body?: object): Promise<BrowsrAnswer> {
		const answer = await fetch(`${this.#account.url}${path}`, {
			method,
			headers: { ...this.#account.headers, "X-Berth-Account": this.#account.id },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		return { status: answer.status, text, body: (text === "" ? {} : JSON.parse(text)) as BrowsrBody };
	}

	/** Starts a session that must be ready at once. */
	async start(options: object): Promise<BrowsrBody> {
		const { text, body } = await this.ask("POST", "/sessions", { headless: true, ...options });
		if (body.status !== "ready") throw new Error(`The session is not ready: ${text}`);
		return body;
	}

	run(session_id: string, ...commands: readonly object[]): Promise<BrowsrAnswer> {
		return this.ask("POST", "/commands", { session_id, commands });
	}

	end(sessionId: string): Promise<BrowsrAnswer> {
		return this.ask("DELETE", `/sessions/${sessionId}`);
	}
}
