import { isRecord, parseJson } from "../../lib/json.ts";
import { DETACHED, RECEIVED } from "../link/client-sessions.ts";
import { isShort } from "./quick-look.ts";

/** More than this many at once are not remembered: Chrome answers nearly everything at once. */
const MOST_REMEMBERED = 10_000;

/** Chrome writes the id of an answer first. */
const ANSWER = '{"id":';
const ID = /^\{"id":(-?\d{1,10})[,}]/;
const LONGEST_START = 32;
/** An answer on a session that is not flat, inside of the message that carries it. */
const NESTED_ANSWER =
	/^\{"method":"Target\.receivedMessageFromTarget","params":\{"sessionId":"([^"\\]{1,100})","message":"\{\\"id\\":(-?\d{1,10})[,}]/;
/** An event inside of such a message, after which there are no more answers. */
const NESTED_END =
	/^[^\\]{1,200}"message":"\{\\"method\\":\\"(?:Inspector\.targetCrashed|Target\.detachedFromTarget)\\"/;
const LONGEST_NESTED_START = 240;
const CRASHED = '{"method":"Inspector.targetCrashed"';
/** Chrome refuses to carry a message to a session that it does not know. */
const REFUSAL = /^\{"id":-?\d{1,10},"error":/;

/** Clients write the id of a command first or last. A long one is looked at there only. */
const FIRST_ID = /^\{\s*"id"\s*:\s*(-?\d{1,10})\s*,/;
const LAST_ID = /,\s*"id"\s*:\s*(-?\d{1,10})\s*\}$/;
const SESSION_BEFORE = /"sessionId"\s*:\s*"(\w{1,100})"/;
const EDGE = 160;

/**
 * The answers to these may wait for ever in a window that is forgotten: to input while a dialog that it opened is not closed,
 * and to DevTools' standing question for new styles.
 */
const mayWaitForEver = (method: unknown): boolean =>
	typeof method === "string" && (method.startsWith("Input.") || method === "CSS.takeComputedStyleUpdates");

/**
 * The commands of one client that the browser has not answered yet: while there is one, the client uses its session. Ids are
 * a connection's own, except on sessions that are not flat, each of which counts by itself.
 */
export class OpenCommands {
	/** The CDP session of each, by its key. */
	readonly #sessions = new Map<string, string>();
	/** What a message carries to a session that is not flat, by the key of that message. */
	readonly #carried = new Map<string, string>();

	get areSome(): boolean {
		return this.#sessions.size > 0;
	}

	/** A message of the client's goes to the browser. */
	sent(text: string): void {
		const message = isShort(text) ? parseJson(text) : edgesOf(text);
		if (!isRecord(message)) return;
		const { id, method, params, sessionId } = message;
		if (mayWaitForEver(method)) return;
		this.#note("", id, typeof sessionId === "string" ? sessionId : "");
		if (method !== "Target.sendMessageToTarget" || !isRecord(params)) return;
		const { sessionId: nested, message: carried } = params;
		if (typeof nested !== "string" || typeof carried !== "string") return;
		const inner = parseJson(carried);
		if (!isRecord(inner) || mayWaitForEver(inner["method"])) return;
		this.#note(nested, inner["id"], nested);
		const outer = keyOf("", String(id));
		if (this.#sessions.has(outer) && this.#carried.size < MOST_REMEMBERED)
			this.#carried.set(outer, keyOf(nested, String(inner["id"])));
	}

	/** A message of the browser's has come; `true` when it answers one of them. */
	heard(data: string | ArrayBuffer): boolean {
		if (this.#sessions.size === 0 || typeof data !== "string") return false;
		if (data.startsWith(ANSWER)) {
			const id = ID.exec(data.slice(0, LONGEST_START))?.[1];
			return id !== undefined && this.#answered(keyOf("", id), REFUSAL.test(data.slice(0, LONGEST_START)));
		}
		if (data.startsWith(RECEIVED)) {
			const start = data.slice(0, LONGEST_NESTED_START);
			if (NESTED_END.test(start)) this.#endedInside(parseJson(data));
			const [, session, id] = NESTED_ANSWER.exec(start) ?? [];
			return session !== undefined && id !== undefined && this.#sessions.delete(keyOf(session, id));
		}
		if (data.startsWith(DETACHED)) this.#forget(sessionIn(parseJson(data), "params"));
		else if (data.startsWith(CRASHED)) this.#forget(sessionIn(parseJson(data)));
		return false;
	}

	/** Takes an event that came wrapped: of a page that has crashed, or of a session that is over. */
	#endedInside(event: unknown): void {
		const params = isRecord(event) && isRecord(event["params"]) ? event["params"] : {};
		const inner = parseJson(String(params["message"]));
		if (!isRecord(inner)) return;
		this.#forget(
			inner["method"] === "Inspector.targetCrashed" ? params["sessionId"] : sessionIn(inner, "params"),
		);
	}

	#answered(key: string, isRefused: boolean): boolean {
		const carried = this.#carried.get(key);
		this.#carried.delete(key);
		if (isRefused && carried !== undefined) this.#sessions.delete(carried);
		return this.#sessions.delete(key);
	}

	#note(scope: string, id: unknown, session: string): void {
		// Chrome reads 32 bits, and answers other ids without theirs.
		if (typeof id !== "number" || (id | 0) !== id || this.#sessions.size >= MOST_REMEMBERED) return;
		this.#sessions.set(keyOf(scope, String(id)), session);
	}

	/** Chrome answers nothing more on a session that is over, and of a page that has crashed. */
	#forget(gone: unknown): void {
		for (const [key, session] of this.#sessions) if (session === gone) this.#sessions.delete(key);
	}
}

const keyOf = (scope: string, id: string): string => `${scope} ${id}`;

/** The CDP session that an event is about, in its parameters, or that it came on. */
function sessionIn(event: unknown, part?: "params"): unknown {
	const named = part === undefined || !isRecord(event) ? event : event[part];
	return isRecord(named) ? (named["sessionId"] ?? "") : undefined;
}

function edgesOf(text: string): { readonly id: number; readonly sessionId: string | undefined } | undefined {
	const [start, end] = [text.slice(0, EDGE), text.slice(-EDGE)];
	const id = FIRST_ID.exec(start)?.[1] ?? LAST_ID.exec(end)?.[1];
	if (id === undefined) return undefined;
	return { id: Number(id), sessionId: SESSION_BEFORE.exec(end)?.[1] };
}
