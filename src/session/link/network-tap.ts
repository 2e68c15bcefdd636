import { isRecord, parseJson } from "../../lib/json.ts";
import { type ClientSessions, DETACHED } from "./client-sessions.ts";
import type { NetworkTaps } from "./network-taps.ts";

const ENABLE = "Network.enable";
const DISABLE = "Network.disable";
/** Chrome writes the method first, and the session last: 32 letters and digits. */
const NETWORK = '{"method":"Network.';
const SESSION_END = /,"sessionId":"([0-9A-F]{32})"\}$/;
const LONGEST_END = 50;

/** Messages up to this length are read for what they switch on and off. */
const MOST_READ = 64 * 1024;

/** Finds out which targets' network events a client has on over one connection, and taps its stream for them. */
export class NetworkTap {
	readonly #sessions: ClientSessions;
	readonly #taps: NetworkTaps;
	/** The CDP sessions that have them on. Each is a source by itself: Chrome tells each of them. */
	readonly #on = new Map<string, { readonly targetId: string }>();
	/** The CDP session of each command to switch them on that has no answer yet, by how Chrome begins that. */
	readonly #asked = new Map<string, string>();
	#isOff = false;

	constructor(sessions: ClientSessions, taps: NetworkTaps) {
		this.#sessions = sessions;
		this.#taps = taps;
	}

	/** A message of the client's is about to pass by. */
	sent(data: string | ArrayBuffer): void {
		if (this.#isOff) return;
		if (typeof data !== "string") return this.close();
		const isEscaped = data.includes("\\u") || data.includes("\\x");
		if (
			!isEscaped &&
			!data.includes(ENABLE) &&
			!data.includes(DISABLE) &&
			!data.includes("sendMessageToTarget")
		)
			return;
		const message = data.length > MOST_READ ? undefined : parseJson(data);
		// What it does can't be told: from now on it is not relied upon.
		if (!isRecord(message) || message["method"] === "Target.sendMessageToTarget") return this.close();
		const { id, method, sessionId = "" } = message;
		if (typeof sessionId !== "string") return;
		if (method === DISABLE) this.#turnOff(sessionId);
		else if (method === ENABLE) this.#asked.set(`{"id":${String(id)},"result":`, sessionId);
	}

	/** A message of the browser's has passed by, and {@link ClientSessions} has seen it. */
	saw(data: string | ArrayBuffer): void {
		if (this.#isOff || typeof data !== "string") return;
		if (data.startsWith(NETWORK)) this.#heard(data);
		else if (this.#asked.size > 0 && data.startsWith('{"id":')) this.#answered(data);
		else if (this.#on.size > 0 && data.startsWith(DETACHED)) this.#detached(data);
	}

	/** The connection has gone, or it is not to be listened to any more. */
	close(): void {
		this.#isOff = true;
		for (const session of [...this.#on.keys()]) this.#turnOff(session);
	}

	#heard(text: string): void {
		if (this.#on.size === 0) return;
		const source = this.#on.get(SESSION_END.exec(text.slice(-LONGEST_END))?.[1] ?? "");
		if (source !== undefined) this.#taps.told(source.targetId, source, text);
	}

	#answered(text: string): void {
		const begin = text.slice(0, text.indexOf(":", 6) + 1);
		const session = this.#asked.get(begin);
		if (session === undefined) return;
		this.#asked.delete(begin);
		const targetId = this.#sessions.targetIdOf(session);
		if (targetId === undefined) return;
		// Asked for again they are told no more often.
		if (this.#on.has(session)) return;
		const source = { targetId };
		this.#on.set(session, source);
		this.#taps.on(targetId, source);
	}

	#detached(text: string): void {
		for (const session of this.#on.keys())
			if (session !== "" && text.includes(session)) this.#turnOff(session);
	}

	#turnOff(session: string): void {
		const source = this.#on.get(session);
		this.#on.delete(session);
		if (source !== undefined) this.#taps.off(source.targetId, source);
	}
}
