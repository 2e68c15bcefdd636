import type { CdpEvent } from "../../browser/cdp.ts";
import type { AccessMode } from "../../domain/principal.ts";
import { BoundedSender } from "../../lib/bounded-sender.ts";
import { parseJson } from "../../lib/json.ts";
import { acceptForRelay, CLOSE, closeSocket, onSocketEnd, type SocketEnd } from "../../lib/sockets.ts";
import type { Admitted, Dismissal } from "../admissions.ts";
import type { DialogAnswer } from "../link/open-dialogs.ts";
import { AttachedPages } from "./attached-pages.ts";
import {
	CDP_ERROR,
	type CdpNews,
	type CommandMessage,
	type CommandReply,
	parseCommand,
	replyError,
	replyTo,
} from "./command-message.ts";
import type { CommandFence } from "../fence/command-fence.ts";
import { ReadonlySight } from "../readonly/sight.ts";
import { SilenceProbe } from "./silence-probe.ts";

/** Messages up to this length are looked at for what Berth itself answers. */
const MAX_LOOKED_AT = 64 * 1024;

/** So much of a command's name is repeated in its refusal. */
const MAX_TOLD_METHOD = 100;

/** What a client's connection needs of its session. */
export interface ClientHost {
	/** A use of the session came in. */
	touched(): void;
	/** Answers what Berth answers itself, when it can; `false` leaves the command to the browser. `targetId` is what it is for. */
	answers(
		command: CommandMessage,
		reply: (reply: CommandReply) => void,
		targetId: string | undefined,
	): boolean;
	/** A read-only client was told of a dialog of its page, or that there is none any more; `answer` answers it. */
	heardOfDialog(client: Client, event: CdpEvent, answer: (given: DialogAnswer) => void): void;
	/** The client's socket is gone. */
	left(client: Client): void;
	/** The browser does not answer on this connection; the host closes the client if it should. */
	silent(client: Client): void;
	/** The browser's side of this client is gone; the host finds out why and closes the client. */
	lostBrowser(client: Client, end: SocketEnd): void;
}

/**
 * One CDP client and its own socket to the browser. Frames pass through unparsed and unchanged, but for a cheap
 * look at the small ones; a read-only client's are parsed, checked and written anew, both ways.
 */
export class Client implements Admitted {
	readonly connectionId = crypto.randomUUID();
	readonly connectedAt = Date.now();
	readonly mode: AccessMode;
	readonly targetId: string | undefined;
	readonly #downstream: WebSocket;
	readonly #upstream: WebSocket;
	readonly #toClient: BoundedSender;
	readonly #toBrowser: BoundedSender;
	readonly #host: ClientHost;
	readonly #fence: Pick<CommandFence, "judge"> | undefined;
	readonly #silence = new SilenceProbe();
	readonly #attached = new AttachedPages();
	#isOpen = true;
	#mayAnswerDialogs = false;

	/** `downstream` is Berth's end of the client's socket; both are accepted here. `fence` looks at what is for the browser. */
	constructor(
		downstream: WebSocket,
		upstream: WebSocket,
		access: { mode: AccessMode; targetId?: string | undefined },
		host: ClientHost,
		fence?: Pick<CommandFence, "judge">,
	) {
		this.#fence = fence;
		this.mode = access.mode;
		this.targetId = access.targetId;
		this.#downstream = downstream;
		this.#upstream = upstream;
		this.#toClient = new BoundedSender(downstream);
		this.#toBrowser = new BoundedSender(upstream);
		this.#host = host;
		acceptForRelay(upstream);
		acceptForRelay(downstream);
		if (access.mode === "full") {
			upstream.addEventListener("message", ({ data }) => this.#down(data));
			downstream.addEventListener("message", ({ data }) => this.#up(data));
		} else {
			const sight = new ReadonlySight();
			upstream.addEventListener("message", ({ data }) => this.#downReadonly(data, sight));
			downstream.addEventListener("message", ({ data }) => this.#upReadonly(data, sight));
		}
		onSocketEnd(downstream, ({ code, reason }) => this.close(code, reason));
		onSocketEnd(upstream, (end) => {
			if (this.#isOpen) host.lostBrowser(this, end);
		});
	}

	/** Whether it has asked for the events of pages: their dialogs wait for whoever has. */
	get mayAnswerDialogs(): boolean {
		return this.#mayAnswerDialogs;
	}

	/** What has been passed on so far. */
	get bytesToClient(): number {
		return this.#toClient.sentBytes;
	}

	get bytesToBrowser(): number {
		return this.#toBrowser.sentBytes;
	}

	/** Closes both sides; the first call decides the code and reason. */
	close(code: number, reason: string): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		closeSocket(this.#downstream, code, reason);
		closeSocket(this.#upstream);
		this.#host.left(this);
	}

	dismiss({ text }: Dismissal): void {
		this.close(CLOSE.policy, text);
	}

	/** Finds out whether the browser still answers on this connection; one that is dead is closed. */
	checkSilence(): void {
		// A closing upstream takes no probe, and says itself that it closes.
		if (!this.#isOpen || this.#upstream.readyState !== WebSocket.OPEN) return;
		if (this.#silence.isAnswering((probe) => this.#upstream.send(probe))) return;
		this.#host.silent(this);
	}

	/** An event of Berth's own: once for the whole connection, and once for each CDP session of the page. */
	tell({ method, params, targetId }: CdpNews): void {
		// A read-only connection to a target is confined to it.
		const isConfined = this.mode === "readonly" && this.targetId !== undefined;
		if (!this.#isOpen || (isConfined && this.targetId !== targetId)) return;
		for (const sessionId of [undefined, ...this.#attached.sessionsOf(targetId)])
			this.#sendDown(JSON.stringify({ method, params, sessionId }));
	}

	#down(data: string | ArrayBuffer): void {
		if (!this.#isOpen || this.#silence.received(data)) return;
		this.#attached.saw(data);
		this.#toBrowser.heard();
		this.#sendDown(data);
	}

	#downReadonly(data: string | ArrayBuffer, sight: ReadonlySight): void {
		if (!this.#isOpen || this.#silence.received(data)) return;
		this.#toBrowser.heard();
		if (isStartOf(data, DIALOG_REPLY)) return;
		if (isStartOf(data, DIALOG_EVENT)) this.#heardOfDialog(data);
		const shown = sight.shown(data);
		if (shown !== undefined) this.#sendDown(shown);
	}

	#heardOfDialog(text: string): void {
		const event = parseJson(text) as CdpEvent;
		this.#host.heardOfDialog(this, event, (given) =>
			this.#send(JSON.stringify({ id: DIALOG_ID, method: "Page.handleJavaScriptDialog", params: given })),
		);
	}

	#sendDown(data: string | ArrayBuffer): void {
		if (this.#isOpen && !this.#toClient.send(data))
			this.close(CLOSE.policy, "This client does not read what the browser sends.");
	}

	#up(data: string | ArrayBuffer): void {
		if (!this.#isOpen) return;
		this.#toClient.heard();
		if (!isFrameAck(data)) this.#host.touched();
		if (typeof data === "string" && data.length <= MAX_LOOKED_AT) {
			this.#mayAnswerDialogs ||= data.includes('"Page.enable"');
			if (mayBeOurs(data) && this.#answers(data)) return;
		}
		const verdict = this.#fence?.judge(data);
		if (verdict === undefined) this.#send(data);
		else if (verdict.kind === "passed") this.#send(verdict.text);
		else this.#sendDown(verdict.text);
	}

	#upReadonly(data: string | ArrayBuffer, sight: ReadonlySight): void {
		if (!this.#isOpen) return;
		this.#toClient.heard();
		const command = typeof data === "string" ? parseCommand(data) : undefined;
		if (command === undefined) {
			this.close(CLOSE.policy, "A read-only connection takes CDP commands as text only.");
			return;
		}
		if (mayBeOurs(command.method) && this.#answersCommand(command)) return;
		if (!sight.allows(command)) {
			const refusal = replyError(
				CDP_ERROR.serverError,
				`${command.method.slice(0, MAX_TOLD_METHOD)} is not allowed on a read-only connection.`,
			);
			this.#sendDown(replyTo(command, refusal));
			return;
		}
		if (command.method !== FRAME_ACK) this.#host.touched();
		// Written anew, so that what was checked is what the browser reads.
		this.#send(JSON.stringify({ id: command.id, method: command.method, params: command.params }));
	}

	#answers(text: string): boolean {
		const command = parseCommand(text);
		return command !== undefined && this.#answersCommand(command);
	}

	#answersCommand(command: CommandMessage): boolean {
		const { sessionId } = command;
		const targetId = sessionId === undefined ? this.targetId : this.#attached.targetOf(sessionId);
		const reply = (answer: CommandReply) => this.#sendDown(replyTo(command, answer));
		return this.#host.answers(command, reply, targetId);
	}

	#send(data: string | ArrayBuffer): void {
		// Once the browser's side is closing the host is already finding out why.
		if (this.#upstream.readyState !== WebSocket.OPEN) return;
		this.#silence.sent();
		if (!this.#toBrowser.send(data))
			this.close(CLOSE.policy, "The browser does not read what this client sends.");
	}
}

/** An id that no client counts up to, as that of the probe: the reply is none of the client's business. */
const DIALOG_ID = 2_147_480_001;
const DIALOG_REPLY = `{"id":${DIALOG_ID},`;
/** Chrome writes the method first. */
const DIALOG_EVENT = '{"method":"Page.javascriptDialog';

const isStartOf = (data: string | ArrayBuffer, start: string): data is string =>
	typeof data === "string" && data.startsWith(start);

/** To be shown a frame is no use of a session: a forgotten window must not keep a browser alive. */
const FRAME_ACK = "Page.screencastFrameAck";
const MAX_ACK_LENGTH = 256;

const isFrameAck = (data: string | ArrayBuffer): boolean =>
	typeof data === "string" && data.length <= MAX_ACK_LENGTH && data.includes(`"${FRAME_ACK}"`);

const mayBeOurs = (text: string): boolean => text.includes("Browser.close") || text.includes("Cloudflare.");
