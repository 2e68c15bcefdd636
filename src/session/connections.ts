import type { BrowserPort } from "../browser/port.ts";
import type { ConnectRequest } from "../domain/connect.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { isPage, type Target } from "../domain/target.ts";
import { Client, type ClientHost, CLOSE } from "./client.ts";
import type { Clients } from "./clients.ts";
import { connectToBrowser } from "./connect-browser.ts";
import { endText } from "./end.ts";
import type { Handoffs } from "./handoffs.ts";
import type { IdleClock } from "./idle-clock.ts";
import type { Lifetime } from "./lifetime.ts";
import type { OpenDialogs } from "./open-dialogs.ts";
import { answerOwnCommand } from "./own-commands.ts";
import { refusalFor } from "./refusal.ts";
import type { SessionStore } from "./store.ts";

export interface ConnectionsParts {
	readonly lifetime: Lifetime;
	readonly idle: IdleClock;
	readonly browser: BrowserPort;
	readonly clients: Clients;
	readonly store: SessionStore;
	readonly signingSecret: string;
	readonly targets: () => Promise<Result<Target[]>>;
	readonly handoffs: Handoffs;
	readonly dialogs: OpenDialogs;
	/** Called when a client has connected, and when it has left. */
	readonly onClient: (client: Client, event: "connected" | "disconnected") => void;
	/** Keeps the object alive until work that nobody waits for is done. */
	readonly background: (work: Promise<unknown>) => void;
}

/** Opens clients' sockets to the session's browser, and finds out what it means when one side of them fails. */
export class Connections {
	readonly #parts: ConnectionsParts;

	constructor(parts: ConnectionsParts) {
		this.#parts = parts;
	}

	/** A client's socket: the 101, or why there is none. */
	async open(request: ConnectRequest): Promise<Result<Response>> {
		const upstream = await connectToBrowser(this.#parts.lifetime, this.#parts.browser, request.targetId);
		if (!upstream.ok) return upstream;
		const { session } = this.#parts.store;
		if (session?.state !== "running") {
			upstream.value.accept();
			upstream.value.close();
			return refuse(refusalFor(session));
		}
		const { 0: theirs, 1: ours } = new WebSocketPair();
		const client = new Client(ours, upstream.value, request, this.#hostFor(session.id, request));
		this.#parts.clients.add(client);
		this.#parts.onClient(client, "connected");
		this.#parts.lifetime.apply({ type: "client_connected", connectionId: client.connectionId });
		this.#parts.lifetime.followInBackground();
		const headers = { "cf-browser-session-id": session.id };
		return ok(new Response(null, { status: 101, webSocket: theirs, headers }));
	}

	#hostFor(sessionId: string, { mode, origin }: ConnectRequest): ClientHost {
		const commands = {
			sessionId,
			origin,
			mode,
			signingSecret: this.#parts.signingSecret,
			targets: this.#parts.targets,
			handoffs: this.#parts.handoffs,
			dialogs: this.#parts.dialogs,
			closeBrowser: (lastWords: () => void) =>
				this.#parts.background(this.#parts.lifetime.end("NormalClosure", endText.closedByClient, lastWords)),
		};
		return {
			touched: () => this.#parts.idle.touch(),
			answers: (command, reply, pageId) => answerOwnCommand({ ...command, pageId }, commands, reply),
			left: (client) => this.#left(client),
			silent: (client) => this.#parts.background(this.#checkSilent(client)),
			lostBrowser: (client, code, reason) => this.#parts.background(this.#lostBrowser(client, code, reason)),
		};
	}

	#left(client: Client): void {
		this.#parts.clients.remove(client);
		this.#parts.onClient(client, "disconnected");
		const { latest } = this.#parts.clients;
		const remaining = latest && { connectionId: latest.connectionId, connectedAt: latest.connectedAt };
		if (this.#parts.lifetime.apply({ type: "client_left", remaining }) !== undefined)
			this.#parts.lifetime.followInBackground();
	}

	/** A client's own socket to the browser closed: with the browser, which ends the session, or by itself. */
	async #lostBrowser(client: Client, code: number, reason: string): Promise<void> {
		if (!(await this.#parts.lifetime.isBrowserAlive())) return;
		if (client.targetId === undefined) client.close(1011, "The connection to the browser was lost.");
		else client.close(code, reason === "" ? "Target closed." : reason);
	}

	/** A client's own socket to the browser is open but silent: it is dead, unless its target is a worker, which may be busy. */
	async #checkSilent(client: Client): Promise<void> {
		const { session } = this.#parts.store;
		if (!(await this.#parts.lifetime.isBrowserAlive()) || session?.browserId === undefined) return;
		if (client.targetId !== undefined) {
			const targets = await this.#parts.browser.targets(session.browserId);
			if (!targets.ok || targets.value.some((target) => target.id === client.targetId && !isPage(target)))
				return;
		}
		client.close(CLOSE.tooBig, "No answer on this connection; a message over 32 MiB can't pass.");
	}
}
