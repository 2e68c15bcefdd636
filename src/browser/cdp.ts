import type { z } from "zod";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { parseJson } from "../lib/json.ts";
import { closeSocket } from "../lib/sockets.ts";
import { PendingAnswers } from "./pending-answers.ts";

export interface CdpEvent {
	readonly method: string;
	readonly params: unknown;
	readonly sessionId?: string;
}

interface CdpMessage {
	readonly id?: number;
	readonly method?: string;
	readonly params?: unknown;
	readonly sessionId?: string;
	readonly result?: unknown;
	readonly error?: { readonly message: string };
}

/** The name of what listeners hear last: that the socket has gone. Chrome has no event for it. */
export const CONNECTION_CLOSED = "Berth.connectionClosed";

/** More than these are left unanswered by no browser that means well. */
const MOST_UNANSWERED = 10_000;

/**
 * A small CDP client over one accepted socket: commands with a deadline, and events for whoever listens.
 * It holds no state of the protocol's own.
 */
export class CdpClient {
	readonly #socket: WebSocket;
	readonly #timeoutMs: number;
	readonly #pending = new PendingAnswers();
	readonly #listeners = new Set<(event: CdpEvent) => void>();
	readonly #closed = Promise.withResolvers<void>();
	#isClosed = false;
	#lastId = 0;
	#messagesHeard = 0;

	/** `onClose` is called once, when the socket is gone. `timeoutMs` bounds each command. */
	constructor(socket: WebSocket, timeoutMs: number, onClose: () => void) {
		this.#socket = socket;
		this.#timeoutMs = timeoutMs;
		let hasEnded = false;
		const end = () => {
			if (hasEnded) return;
			hasEnded = true;
			closeSocket(socket);
			this.#end();
			onClose();
		};
		socket.addEventListener("message", ({ data }) => this.#receive(data));
		socket.addEventListener("close", end);
		socket.addEventListener("error", end);
	}

	/**
	 * Sends a command and waits for its answer, for as long as the client's own bound unless `timeoutMs` says another.
	 * Refuses with `command_failed` when the browser answers an error, with `browser_unreachable` when it does not
	 * answer in time or the socket closes.
	 */
	send(
		method: string,
		params: object = {},
		sessionId?: string,
		timeoutMs = this.#timeoutMs,
	): Promise<Result<unknown>> {
		// A socket takes messages for a moment after it has closed.
		if (this.#isClosed) return Promise.resolve(connectionClosed);
		if (this.#pending.size >= MOST_UNANSWERED)
			return Promise.resolve(unanswered(`${method} was not sent: too many commands wait for their answers.`));
		return new Promise((resolve) => {
			const id = this.#nextId();
			this.#pending.add(id, resolve, timeoutMs, unanswered(`${method} was not answered.`));
			if (!this.#write({ id, method, params, sessionId }))
				this.#pending.settle(id, unanswered(`${method} could not be sent.`));
		});
	}

	/** Sends a command whose outcome does not matter: nothing waits for its answer, or says that there was none. */
	post(method: string, params: object = {}, sessionId?: string): void {
		this.#write({ id: this.#nextId(), method, params, sessionId });
	}

	/**
	 * Sends a command like {@link send}, and reads its answer. Refuses with `browser_unreachable` what is not as the
	 * protocol says: whoever runs the browser at a `cdp_url` may answer anything.
	 */
	async ask<T>(
		schema: z.ZodType<T>,
		method: string,
		params?: object,
		sessionId?: string,
		timeoutMs?: number,
	): Promise<Result<T>> {
		const answer = await this.send(method, params, sessionId, timeoutMs);
		if (!answer.ok) return answer;
		const { data } = schema.safeParse(answer.value);
		return data === undefined ? unanswered(`${method} was answered with something else.`) : ok(data);
	}

	/** Hands every event to `listener` until the returned function is called. */
	listen(listener: (event: CdpEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Resolves when the socket is gone, whoever closed it. */
	get closed(): Promise<void> {
		return this.#closed.promise;
	}

	/** How many messages have come in. */
	get messagesHeard(): number {
		return this.#messagesHeard;
	}

	close(): void {
		closeSocket(this.#socket);
		this.#end();
	}

	#end(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#pending.settleAll(connectionClosed);
		this.#closed.resolve();
		for (const listener of this.#listeners) listener({ method: CONNECTION_CLOSED, params: {} });
	}

	#receive(data: unknown): void {
		this.#messagesHeard += 1;
		if (typeof data !== "string") return;
		const parsed = parseJson(data);
		if (typeof parsed !== "object" || parsed === null) return;
		// Chrome's own words; what is in them is checked where it is used.
		const message = parsed as CdpMessage;
		if (message.id !== undefined) {
			const answer = message.error ? failed(message.error.message) : ok(message.result);
			this.#pending.settle(message.id, answer);
		} else if (message.method !== undefined) {
			const { method, params, sessionId } = message;
			const event = sessionId === undefined ? { method, params } : { method, params, sessionId };
			for (const listener of this.#listeners) listener(event);
		}
	}

	#nextId(): number {
		this.#lastId += 1;
		return this.#lastId;
	}

	/** `false` when the socket takes nothing any more. */
	#write(command: object): boolean {
		try {
			this.#socket.send(JSON.stringify(command));
			return true;
		} catch {
			return false;
		}
	}
}

const unanswered = (message: string) => refuse(problem("browser_unreachable", message));
const connectionClosed = unanswered("The connection closed.");
const failed = (message: string) => refuse(problem("command_failed", message));
