import type { CdpEvent } from "../../browser/cdp.ts";
import type { AccessMode } from "../../domain/principal.ts";
import { BoundedSender } from "../../lib/bounded-sender.ts";
import { parseJson } from "../../lib/json.ts";
import { acceptForRelay, CLOSE, closeSocket, onSocketEnd, type SocketEnd } from "../../lib/sockets.ts";
import type { Admitted, Dismissal } from "../admissions.ts";
import { ClientSessions } from "../link/client-sessions.ts";
import { NetworkTap } from "../link/network-tap.ts";
import type { ClientHost } from "./client-host.ts";
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
import {
	DIALOG_EVENT,
	DIALOG_ID,
	DIALOG_REPLY,
	FRAME_ACK,
	isFrameAck,
	isShort,
	isStartOf,
	mayBeOurs,
} from "./quick-look.ts";
import { OpenCommands } from "./open-commands.ts";
import { ReadonlySight } from "../readonly/sight.ts";
import { SilenceProbe } from "./silence-probe.ts";

/** So much of a command's name is repeated in its refusal. */
const MAX_TOLD_METHOD = 100;

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
	readonly #caughtUp = Promise.withResolvers<void>();
	readonly #sessions: ClientSessions;
	readonly #tap: NetworkTap;
	readonly #commands = new OpenCommands();
	#isOpen = true;
	/** How the client's socket closes once the browser's does; the browser is told nothing any more. */
	#farewell: SocketEnd | undefined;

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
		this.#sessions = new ClientSessions(access.targetId);
		this.#tap = new NetworkTap(this.#sessions, host.taps);
		acceptForRelay(upstream);
		acceptForRelay(downstream);
		if (access.mode === "full") {
			host.starts.add(this.#sessions);
			upstream.addEventListener("message", ({ data }) => this.#down(data));
			downstream.addEventListener("message", ({ data }) => this.#up(data));
		} else {
			const sight = new ReadonlySight();
			upstream.addEventListener("message", ({ data }) => this.#downReadonly(data, sight));
			downstream.addEventListener("message", ({ data }) => this.#upReadonly(data, sight));
		}
		onSocketEnd(downstream, ({ code, reason }) => this.close(code, reason));
		onSocketEnd(upstream, (end) => {
			if (this.#farewell !== undefined) this.close(this.#farewell.code, this.#farewell.reason);
			else if (this.#isOpen) host.lostBrowser(this, end);
		});
	}

	/** Whether it has asked for the events of pages: their dialogs wait for whoever has. */
	get mayAnswerDialogs(): boolean {
		return this.#sessions.mayAnswerDialogs;
	}

	/** Whether it waits for the browser's answer to a command. */
	get isWaiting(): boolean {
		return this.#commands.areSome;
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
		this.#host.starts.remove(this.#sessions);
		// While the browser still has the client's connection, so that nothing of the log is missed.
		this.#tap.close();
		closeSocket(this.#downstream, code, reason);
		closeSocket(this.#upstream);
		this.#caughtUp.resolve();
		this.#host.left(this);
	}

	/** Only the browser speaks from now on; the client's socket closes, with this code and reason, when the browser's does. */
	takeLeave(code: number, reason: string): void {
		if (this.#upstream.readyState === WebSocket.OPEN) this.#farewell ??= { code, reason };
		else this.close(code, reason);
	}

	/** Resolves once the client has been passed all that the browser has said until now, or is gone. */
	catchUp(): Promise<void> {
		if (this.#isOpen && this.#upstream.readyState === WebSocket.OPEN)
			this.#silence.ask((probe) => this.#upstream.send(probe));
		return this.#caughtUp.promise;
	}

	dismiss({ text }: Dismissal): void {
		this.close(CLOSE.policy, text);
	}

	/** Finds out whether the browser still answers on this connection; the host is told of one that is silent. */
	checkSilence(): void {
		// A closing upstream takes no probe, and says itself that it closes.
		if (!this.#isOpen || this.#upstream.readyState !== WebSocket.OPEN) return;
		this.#silence.check((probe) => this.#upstream.send(probe));
		if (this.isSilent) this.#host.silent(this);
	}

	/** Whether nothing was heard of the browser for so long that its side may be dead. */
	get isSilent(): boolean {
		return this.#farewell === undefined && this.#silence.isSuspect;
	}

	/** An event of Berth's own: once for the whole connection, and once for each CDP session of the page. */
	tell({ method, params, targetId }: CdpNews): void {
		// A read-only connection to a target is confined to it.
		const isConfined = this.mode === "readonly" && this.targetId !== undefined;
		if (!this.#isOpen || (isConfined && this.targetId !== targetId)) return;
		for (const sessionId of [undefined, ...this.#sessions.sessionsOf(targetId)])
			this.#sendDown(JSON.stringify({ method, params, sessionId }));
	}

	#down(data: string | ArrayBuffer): void {
		if (!this.#isOpen || this.#isOwn(data)) return;
		this.#sessions.saw(data);
		this.#heard(data);
		this.#sendDown(data);
		this.#tap.saw(data);
	}

	/** Whether the browser answers Berth, and not the client. */
	#isOwn(data: string | ArrayBuffer): boolean {
		if (!this.#silence.received(data)) return false;
		if (this.#silence.isAnswered) this.#caughtUp.resolve();
		return true;
	}

	#downReadonly(data: string | ArrayBuffer, sight: ReadonlySight): void {
		if (!this.#isOpen || this.#isOwn(data)) return;
		this.#heard(data);
		if (isStartOf(data, DIALOG_REPLY)) return;
		if (isStartOf(data, DIALOG_EVENT)) this.#heardOfDialog(data);
		const shown = sight.shown(data);
		if (shown !== undefined) this.#sendDown(shown);
	}

	#heard(data: string | ArrayBuffer): void {
		this.#toBrowser.heard();
		// The answer ends a use of the session, however long that took.
		if (this.#commands.heard(data)) this.#host.touched();
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
		if (!this.#isOpen || this.#farewell !== undefined) return;
		if (typeof data !== "string") {
			// Chrome closes a connection on which one comes, without a word.
			this.close(CLOSE.unsupported, "CDP is spoken in text messages: this client sent a binary one.");
			return;
		}
		this.#toClient.heard();
		if (!isFrameAck(data)) this.#host.touched();
		if (isShort(data)) {
			if (mayBeOurs(data) && this.#answers(data)) return;
			this.#sessions.sent(data);
		}
		this.#tap.sent(data);
		const verdict = this.#fence?.judge(data);
		if (verdict?.kind === "answered") return this.#sendDown(verdict.text);
		if (!isFrameAck(data)) this.#commands.sent(data);
		this.#send(verdict?.text ?? data);
	}

	#upReadonly(data: string | ArrayBuffer, sight: ReadonlySight): void {
		if (!this.#isOpen || this.#farewell !== undefined) return;
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
		// Written anew, so that what was checked is what the browser reads.
		const checked = JSON.stringify({ id: command.id, method: command.method, params: command.params });
		if (command.method !== FRAME_ACK) {
			this.#host.touched();
			this.#commands.sent(checked);
		}
		this.#send(checked);
	}

	#answers(text: string): boolean {
		const command = parseCommand(text);
		return command !== undefined && this.#answersCommand(command);
	}

	#answersCommand(command: CommandMessage): boolean {
		const targetId = this.#sessions.targetIdOf(command.sessionId);
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
