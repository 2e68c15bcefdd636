import { exports } from "cloudflare:workers";

/** Calls of a Berth inside workerd, as its clients make them. */

export const ADMIN = { Authorization: "Bearer admin-token-of-the-tests" };
export const ORIGIN = "http://berth.test";
export const DEVTOOLS = "/client/v4/accounts/local/browser-rendering/devtools";

export interface Answer<T> {
	readonly status: number;
	readonly headers: Headers;
	readonly body: T;
}

/** One request with the admin token, or with the headers given instead; the body is read as JSON. */
export async function call<T>(method: string, path: string, init: RequestInit = {}): Promise<Answer<T>> {
	const response = await exports.default.fetch(`${ORIGIN}${path}`, { headers: ADMIN, ...init, method });
	const text = await response.text();
	return {
		status: response.status,
		headers: response.headers,
		body: text === "" ? undefined : JSON.parse(text),
	};
}

export interface Token {
	readonly id: string;
	readonly token: string;
	readonly account: string;
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** A new token, of the account `local` unless another is named. */
export async function makeToken(fields: object): Promise<Token> {
	const body = JSON.stringify({ account: "local", ...fields });
	const { status, body: made } = await call<Token>("POST", "/berth/v1/tokens", { body });
	if (status !== 201) throw new Error(`the token was refused: ${status} ${JSON.stringify(made)}`);
	return made;
}

/** What links of a session are signed with that the admin makes. */
export const linkSourceOf = (sessionId: string) => ({
	origin: ORIGIN,
	secret: "signing-secret-of-the-tests",
	sessionId,
	admission: {},
	generation: 0,
});

export interface Created {
	readonly sessionId: string;
	readonly webSocketDebuggerUrl: string;
	readonly targets?: readonly { readonly id: string; readonly webSocketDebuggerUrl: string }[];
}

/** A new session in the account `local`, with a real browser. */
export async function createSession(query = "keep_alive=600000"): Promise<Created> {
	const { status, body } = await call<Created>("POST", `${DEVTOOLS}/browser?${query}`);
	if (status !== 200) throw new Error(`create answered ${status}: ${JSON.stringify(body)}`);
	return body;
}

export interface SessionBody {
	readonly sessionId: string;
	readonly startTime: number;
	readonly endTime?: number;
	readonly connectionId?: string;
	readonly connectionEndTime?: number;
	readonly closeReason?: string;
	readonly closeReasonText?: string;
}

export const describeSession = async (sessionId: string): Promise<SessionBody> =>
	(await call<SessionBody>("GET", `${DEVTOOLS}/session/${sessionId}`)).body;

export const deleteSession = (sessionId: string): Promise<Answer<{ status: string }>> =>
	call("DELETE", `${DEVTOOLS}/browser/${sessionId}`);

export interface CdpReply {
	readonly id: number;
	readonly result?: Record<string, unknown>;
	readonly error?: { readonly code: number; readonly message: string };
}

/** A CDP client on a socket of Berth's. */
export class TestClient {
	readonly socket: WebSocket;
	readonly closed: Promise<{ code: number; reason: string }>;
	readonly #waiting = new Map<number, (reply: CdpReply) => void>();
	#lastId = 0;

	constructor(socket: WebSocket) {
		this.socket = socket;
		socket.accept();
		socket.addEventListener("message", ({ data }) => {
			const reply = JSON.parse(String(data)) as CdpReply;
			this.#waiting.get(reply.id)?.(reply);
		});
		this.closed = new Promise((resolve) => {
			socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
		});
	}

	send(method: string, params: object = {}): Promise<CdpReply> {
		this.#lastId += 1;
		const id = this.#lastId;
		return new Promise((resolve) => {
			this.#waiting.set(id, resolve);
			this.socket.send(JSON.stringify({ id, method, params }));
		});
	}
}

/** Opens a socket at any of the URLs that Berth gives out. */
export async function connect(url: string, headers: Record<string, string> = ADMIN): Promise<TestClient> {
	const address = url.replace(/^ws/, "http");
	const response = await exports.default.fetch(address, { headers: { ...headers, Upgrade: "websocket" } });
	if (response.webSocket === null) throw new Error(`no socket: ${response.status} ${await response.text()}`);
	return new TestClient(response.webSocket);
}
