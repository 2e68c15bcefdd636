import type { BrowserPort } from "../../browser/port.ts";
import type { ConnectRequest } from "../../domain/connect.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { isPage, type Target } from "../../domain/target.ts";
import { CLOSE, LOST, type SocketEnd } from "../../lib/sockets.ts";
import { pause } from "../../lib/timeout.ts";
import type { Admissions } from "../admissions.ts";
import { Client } from "./client.ts";
import type { ClientHost } from "./client-host.ts";
import type { Clients } from "./clients.ts";
import { connectToBrowser } from "./connect-browser.ts";
import type { MachineFence } from "../fence/machine-fence.ts";
import { endText } from "../life/end.ts";
import type { Handoffs } from "./handoffs.ts";
import type { IdleClock } from "../life/idle-clock.ts";
import type { NetworkTaps } from "../link/network-taps.ts";
import type { Starts } from "../link/starts.ts";
import type { Lifetime } from "../life/lifetime.ts";
import type { GiveBack, Occupation, Places } from "./places.ts";
import type { OpenDialogs } from "../link/open-dialogs.ts";
import { answerOwnCommand } from "./own-commands.ts";
import { refusalFor, unknownTarget } from "../life/refusal.ts";
import type { SessionStore } from "../store.ts";

export interface ConnectionsParts {
	readonly starts: Starts;
	readonly taps: NetworkTaps;
	readonly lifetime: Lifetime;
	readonly idle: IdleClock;
	readonly browser: BrowserPort;
	readonly clients: Clients;
	readonly places: Places;
	readonly admissions: Admissions;
	readonly store: SessionStore;
	readonly signingSecret: string;
	readonly targets: () => Promise<Result<Target[]>>;
	readonly handoffs: Handoffs;
	readonly dialogs: OpenDialogs;
	readonly fence: Pick<MachineFence, "commands">;
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
		const place = this.#parts.places.take(occupationOf(request));
		if (!place.ok) return place;
		let isConnected = false;
		try {
			const connected = await this.#connect(request, place.value);
			isConnected = connected.ok;
			return connected;
		} finally {
			if (!isConnected) place.value();
		}
	}

	/** Whether {@link open} would give one; asking is no use of the session. */
	async check(request: ConnectRequest): Promise<Result<void>> {
		const running = await this.#parts.lifetime.look();
		if (!running.ok) return running;
		if (await this.#isGone(request.targetId)) return refuse(unknownTarget);
		return this.#parts.places.check(occupationOf(request));
	}

	async #connect(request: ConnectRequest, leave: GiveBack): Promise<Result<Response>> {
		const upstream = await connectToBrowser(this.#parts.lifetime, this.#parts.browser, request);
		if (!upstream.ok) return upstream;
		const { session } = this.#parts.store;
		if (session?.state !== "running") {
			upstream.value.accept();
			upstream.value.close();
			return refuse(refusalFor(session));
		}
		const { 0: theirs, 1: ours } = new WebSocketPair();
		const host = this.#hostFor(session.id, request, leave);
		const client = new Client(ours, upstream.value, request, host, this.#parts.fence.commands);
		this.#parts.clients.add(client);
		this.#parts.onClient(client, "connected");
		this.#parts.lifetime.apply({ type: "client_connected", connectionId: client.connectionId });
		this.#parts.lifetime.followInBackground();
		this.#parts.admissions.admit(client, request.admission);
		const headers = { "cf-browser-session-id": session.id };
		return ok(new Response(null, { status: 101, webSocket: theirs, headers }));
	}

	#hostFor(sessionId: string, { mode, origin, admission }: ConnectRequest, leave: GiveBack): ClientHost {
		const { starts, taps, dialogs, store, admissions, signingSecret: secret } = this.#parts;
		const commands = {
			sessionId,
			mode,
			linkSource: () => ({ origin, secret, sessionId, admission, generation: store.linkGeneration }),
			targets: this.#parts.targets,
			handoffs: this.#parts.handoffs,
			dialogs,
			closeBrowser: (lastWords: () => void) =>
				this.#parts.background(this.#parts.lifetime.end("NormalClosure", endText.closedByClient, lastWords)),
		};
		return {
			starts,
			taps,
			touched: () => this.#parts.idle.touch(),
			answers: (command, reply, pageId) => answerOwnCommand({ ...command, pageId }, commands, reply),
			heardOfDialog: (client, event, answer) => {
				if (client.targetId !== undefined) dialogs.heard(client, client.targetId, event, answer);
			},
			left: (client) => {
				leave();
				admissions.leave(client);
				dialogs.left(client);
				this.#left(client);
			},
			silent: (client) => this.#parts.background(this.#checkSilent(client)),
			lostBrowser: (client, end) => this.#parts.background(this.#lostBrowser(client, end)),
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

	/** A client's own socket to the browser is gone: with the browser, which ends the session, with its target, or by itself. */
	async #lostBrowser(client: Client, { code, reason }: SocketEnd): Promise<void> {
		if (!(await this.#parts.lifetime.isBrowserAlive())) return;
		if (reason !== "") client.close(code, reason);
		else if (await this.#isGone(client.targetId)) client.close(1000, "Target closed.");
		else client.close(LOST.code, LOST.reason);
	}

	/** Whether a target is not there, or no longer. */
	async #isGone(targetId: string | undefined): Promise<boolean> {
		const { browserId } = this.#parts.store.session ?? {};
		if (targetId === undefined || browserId === undefined) return false;
		const targets = await this.#parts.browser.targets(browserId);
		return targets.ok && !targets.value.some(({ id }) => id === targetId);
	}

	/**
	 * A client's own socket to the browser is open but silent. It is dead where the browser answers elsewhere, unless its target
	 * is a worker, which may be busy.
	 */
	async #checkSilent(client: Client): Promise<void> {
		const { lifetime, browser, store } = this.#parts;
		if (!(await lifetime.answersElsewhere())) return void (await lifetime.isBrowserAlive());
		const { browserId } = store.session ?? {};
		if (client.targetId !== undefined && browserId !== undefined) {
			const targets = await browser.targets(browserId);
			if (!targets.ok || targets.value.some((target) => target.id === client.targetId && !isPage(target)))
				return;
		}
		// What the browser was busy with has been for this client as well.
		await pause(LATE_ANSWER_MS);
		if (client.isSilent)
			client.close(
				CLOSE.tooBig,
				"No answer on this connection. A message over 32 MiB can't pass: ask for less at once.",
			);
	}
}

/** How much later than elsewhere a browser that was busy may answer on a client's connection. */
const LATE_ANSWER_MS = 1_000;

const occupationOf = ({ mode }: ConnectRequest): Occupation => (mode === "full" ? "driving" : "watching");
