import { env } from "cloudflare:workers";
import { ADMIN, type Answer, call, connect, DEVTOOLS, type TestClient } from "../berth.ts";
import { type Answering, serveSites } from "../commands/site.ts";

export interface ShownProfile {
	readonly profile_id: string;
	readonly name: string | null;
	readonly size_bytes: number;
	readonly created_at: string;
	readonly updated_at: string;
	readonly cookies: readonly { readonly domain: string; readonly count: number }[];
	readonly origins: readonly {
		readonly origin: string;
		readonly local_storage_keys: number;
		readonly databases: readonly {
			readonly name: string;
			readonly version: number;
			readonly stores: readonly {
				readonly name: string;
				readonly records: number;
				readonly skipped_records: number;
			}[];
		}[];
	}[];
	readonly left_out: readonly {
		readonly origin: string;
		readonly database?: string;
		readonly reason: string;
	}[];
}

export interface ShownSession {
	readonly status: string;
	readonly close_reason?: string;
	readonly profile?: {
		readonly profile_id: string;
		readonly refused_cookies: number;
		readonly refused_records: number;
		readonly update?: string;
	};
}

interface Refusal {
	readonly code: string;
	readonly error: string;
}

/** An account of a test's own, over Browsr's API. */
export class Account {
	readonly name = `profiles-${crypto.randomUUID()}`;

	ask<T>(method: string, path: string, body?: object): Promise<Answer<T & Partial<Refusal>>> {
		const headers = { ...ADMIN, "X-Berth-Account": this.name };
		return call(method, path, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
	}

	/** A new session with a real browser, in which `answering` serves the sites under `*.test`. */
	async session(options: object = {}, answering?: Answering): Promise<ProfiledSession> {
		const { body } = await this.ask<{ status: string; session_id: string }>("POST", "/sessions", {
			headless: true,
			...options,
		});
		if (body.status !== "ready") throw new Error(`the session was refused: ${JSON.stringify(body)}`);
		const sites = answering && (await serveSites(this.socketOf(body.session_id), answering));
		return new ProfiledSession(this, body.session_id, sites);
	}

	/** The address of a CDP socket of a session's browser. */
	socketOf(sessionId: string): string {
		return `ws://berth.test${DEVTOOLS.replace("local", this.name)}/browser/${sessionId}`;
	}

	async save(sessionId: string, fields: object = {}): Promise<ShownProfile> {
		const { status, body } = await this.ask<ShownProfile>("POST", "/profiles", {
			session_id: sessionId,
			...fields,
		});
		if (status !== 200 && status !== 201) throw new Error(`not saved: ${status} ${JSON.stringify(body)}`);
		return body;
	}

	async profiles(): Promise<readonly ShownProfile[]> {
		return (await this.ask<{ profiles: ShownProfile[] }>("GET", "/profiles")).body.profiles;
	}

	async profile(id: string): Promise<ShownProfile> {
		return (await this.ask<ShownProfile>("GET", `/profiles/${id}`)).body;
	}
}

export class ProfiledSession {
	readonly #account: Account;
	readonly id: string;
	/** The client on whose socket the sites are served. */
	readonly sites: TestClient | undefined;

	constructor(account: Account, id: string, sites: TestClient | undefined) {
		this.#account = account;
		this.id = id;
		this.sites = sites;
	}

	async visit(url: string): Promise<void> {
		const answer = await env.SESSION.getByName(this.id).run([{ command: "navigate_to", data: { url } }]);
		if (!answer.ok) throw new Error(answer.problem.message);
		if (!answer.value.success) throw new Error(JSON.stringify(answer.value.results));
	}

	/** What an expression gives in the page; a promise's outcome. */
	async value(expression: string): Promise<unknown> {
		const answer = await env.SESSION.getByName(this.id).run([{ command: "evaluate", data: { expression } }]);
		if (!answer.ok) throw new Error(answer.problem.message);
		const [step] = answer.value.results;
		if (step?.success !== true) throw new Error(JSON.stringify(step?.problem));
		return (step.data as { result: { value: unknown } }).result.value;
	}

	save(fields: object = {}): Promise<ShownProfile> {
		return this.#account.save(this.id, fields);
	}

	/** A CDP client of the browser's own. */
	connect(): Promise<TestClient> {
		return connect(this.#account.socketOf(this.id));
	}

	async shown(): Promise<ShownSession> {
		return (await this.#account.ask<ShownSession>("GET", `/sessions/${this.id}`)).body;
	}

	async end(): Promise<void> {
		await this.#account.ask("DELETE", `/sessions/${this.id}`);
	}
}
