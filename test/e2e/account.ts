import { randomUUID } from "node:crypto";
import { CdpSocket } from "./cdp-socket.ts";

/** Where an account is, and who asks. */
interface Server {
	readonly url: string;
	readonly adminToken: string;
	/** Where each account that is used is noted, if anywhere. */
	readonly accounts?: Set<string>;
}

/** A session's fields as `/session` shows them. */
export interface ShownSession {
	readonly sessionId: string;
	readonly startTime: number;
	readonly lastUpdated: number;
	readonly endTime?: number;
	readonly connectionId?: string;
	readonly connectionStartTime?: number;
	readonly connectionEndTime?: number;
	readonly closeReason?: string;
	readonly closeReasonText?: string;
	readonly devtoolsFrontendUrl?: string;
	readonly webSocketDebuggerUrl?: string;
}

export interface ShownTarget {
	readonly id: string;
	readonly type: string;
	readonly url: string;
	readonly title: string;
	readonly webSocketDebuggerUrl: string;
	readonly devtoolsFrontendUrl: string;
}

export interface CreatedSession {
	readonly sessionId: string;
	readonly webSocketDebuggerUrl: string;
	readonly targets: readonly ShownTarget[];
}

export interface ErrorBody {
	readonly success: false;
	readonly errors: readonly { readonly code: number; readonly message: string }[];
}

export interface TokenOptions {
	readonly right?: "read" | "write";
	readonly name?: string;
	readonly email?: string;
	readonly expiresAt?: number;
}

/** One account of a running Berth, used over HTTP with one token; the admin token may act in any. */
export class Account {
	readonly id: string;
	readonly url: string;
	readonly token: string;

	constructor(server: Server, { id = `account-${randomUUID()}`, token = server.adminToken } = {}) {
		this.id = id;
		this.url = server.url;
		this.token = token;
		server.accounts?.add(id);
	}

	get headers(): { readonly Authorization: string } {
		return { Authorization: `Bearer ${this.token}` };
	}

	/** The address of a path after `/devtools`. */
	devtools(path: string): string {
		return `${this.url}/client/v4/accounts/${this.id}/browser-rendering/devtools${path}`;
	}

	/** The address of a socket, of a path after `/devtools`. */
	socket(path: string): string {
		return this.devtools(path).replace(/^http/, "ws");
	}

	fetch(path: string, init: RequestInit = {}): Promise<Response> {
		const headers = new Headers(init.headers);
		if (!headers.has("Authorization")) headers.set("Authorization", this.headers.Authorization);
		return fetch(this.devtools(path), { ...init, headers });
	}

	/** The body of an answer, which must be a success. */
	async read<T>(path: string, init: RequestInit = {}): Promise<T> {
		const answer = await this.fetch(path, init);
		const body = await answer.text();
		if (!answer.ok) throw new Error(`${init.method ?? "GET"} ${path}: ${answer.status} ${body}`);
		return JSON.parse(body) as T;
	}

	/** Starts a session; `query` and `body` are those of `POST /browser`. */
	create(query: Readonly<Record<string, string>> = {}, body?: object): Promise<CreatedSession> {
		const asked = new URLSearchParams({ keep_alive: "600000", targets: "true", ...query });
		return this.read(`/browser?${asked}`, {
			method: "POST",
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
	}

	openTab(sessionId: string, url: string): Promise<ShownTarget> {
		return this.read(`/browser/${sessionId}/json/new?url=${encodeURIComponent(url)}`, { method: "PUT" });
	}

	targets(sessionId: string): Promise<ShownTarget[]> {
		return this.read(`/browser/${sessionId}/json/list`);
	}

	session(sessionId: string): Promise<ShownSession> {
		return this.read(`/session/${sessionId}`);
	}

	sessions(): Promise<ShownSession[]> {
		return this.read("/session");
	}

	end(sessionId: string): Promise<{ readonly status: string }> {
		return this.read(`/browser/${sessionId}`, { method: "DELETE" });
	}

	/** A CDP socket of the whole browser. */
	connect(sessionId: string, headers: Readonly<Record<string, string>> = {}): Promise<CdpSocket> {
		return CdpSocket.open(this.socket(`/browser/${sessionId}`), { ...this.headers, ...headers });
	}

	/** The same account with a new token of its own. */
	async withToken(options: TokenOptions = {}): Promise<Account> {
		const answer = await fetch(`${this.url}/berth/v1/tokens`, {
			method: "POST",
			headers: this.headers,
			body: JSON.stringify({ account: this.id, right: "write", ...options }),
		});
		const { token } = (await answer.json()) as { token: string };
		return new Account({ url: this.url, adminToken: token }, { id: this.id });
	}
}

/** Reads the body of a refusal. */
export async function errorOf(answer: Response): Promise<ErrorBody["errors"][number]> {
	const body = (await answer.json()) as ErrorBody;
	const [error] = body.errors;
	if (error === undefined) throw new Error("The refusal has no error in it.");
	return error;
}
