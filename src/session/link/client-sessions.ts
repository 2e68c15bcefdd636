import { z } from "zod";
import { isRecord, parseJson } from "../../lib/json.ts";
import { type Holder, RUN, type Stance, type StartingTarget } from "./starts.ts";

/** Chrome writes the method first, so that looking for these costs nothing. */
const ATTACHED = '{"method":"Target.attachedToTarget"';
export const DETACHED = '{"method":"Target.detachedFromTarget"';
/** Wraps a message of a session that is not flat, the older of the two forms that CDP has. */
export const RECEIVED = '{"method":"Target.receivedMessageFromTarget"';

const attached = z.object({
	params: z.object({
		sessionId: z.string(),
		targetInfo: z.object({ targetId: z.string(), type: z.string() }),
		waitingForDebugger: z.boolean(),
	}),
	sessionId: z.string().optional(),
});
const detached = z.object({ params: z.object({ sessionId: z.string() }) });
const received = z.object({ params: z.object({ sessionId: z.string(), message: z.string() }) });

const autoAttach = z.object({
	autoAttach: z.boolean().default(true),
	waitForDebuggerOnStart: z.boolean(),
	filter: z.array(z.object({ type: z.string().optional(), exclude: z.boolean().optional() })).optional(),
});
type Filter = NonNullable<z.infer<typeof autoAttach>["filter"]>;

/** Chrome's own, where a client gives none: the first entry that matches decides. */
const DEFAULT_FILTER: Filter = [{ type: "browser", exclude: true }, { type: "tab", exclude: true }, {}];

/** These belong to a page, and only who has attached to it is told of them. */
const NESTED_TYPES = new Set(["iframe", "worker"]);

const PAGE_EVENTS = "Page.enable";

/** The session of a connection itself. */
const ROOT = "";

interface ClientSession extends StartingTarget {
	isHeld: boolean;
	readonly isNewTab: boolean;
	hasBegun: boolean;
}

/** The CDP sessions that a client has over one connection, as its messages and the browser's tell. */
export class ClientSessions implements Holder {
	readonly #rootTarget: string | undefined;
	readonly #sessions = new Map<string, ClientSession>();
	readonly #byTarget = new Map<string, Set<string>>();
	/** Which new targets a session has wait for the client, by the session. */
	readonly #filters = new Map<string, Filter>();
	#mayAnswerDialogs = false;

	/** `rootTarget` is the target that the connection is to, and `undefined` for one to the browser. */
	constructor(rootTarget: string | undefined) {
		this.#rootTarget = rootTarget;
	}

	/** A message of the browser's passed by. */
	saw(data: string | ArrayBuffer): void {
		if (typeof data !== "string" || !data.startsWith('{"method":"Target.')) return;
		if (data.startsWith(RECEIVED)) {
			const { data: event } = received.safeParse(parseJson(data));
			if (event !== undefined) this.#sawIn(event.params.sessionId, event.params.message);
		} else this.#sawIn(undefined, data);
	}

	/** A message of the client's passes by. */
	sent(text: string): void {
		if (mayMatter(text)) this.#sentIn(undefined, text);
	}

	/** Whether it has asked for the events of a page: their dialogs wait for a client that has. */
	get mayAnswerDialogs(): boolean {
		return this.#mayAnswerDialogs;
	}

	targetOf(session: string): StartingTarget | undefined {
		return this.#sessions.get(session);
	}

	/** The target that a session is with; of the connection's own, the one that it is to. */
	targetIdOf(session = ROOT): string | undefined {
		return session === ROOT ? this.#rootTarget : this.#sessions.get(session)?.targetId;
	}

	sessionsOf(targetId: string): readonly string[] {
		return [...(this.#byTarget.get(targetId) ?? [])];
	}

	stanceOn({ targetId, type, parentId }: StartingTarget): Stance {
		const own = this.sessionsOf(targetId);
		if (own.some((each) => this.#sessions.get(each)?.hasBegun)) return "has begun";
		if (own.length > 0) return own.some((each) => this.#isHeld(each)) ? "holds" : "leaves alone";
		const parents = parentId === undefined ? [] : this.sessionsOf(parentId);
		// It is about to attach to what belongs to a target before that begins.
		if (parents.some((each) => this.#isHeld(each))) return "holds";
		const isParentRoot =
			this.#rootTarget === undefined ? !NESTED_TYPES.has(type) : this.#rootTarget === parentId;
		const told = isParentRoot ? [...parents, ROOT] : parents;
		return told.some((each) => admits(this.#filters.get(each), type)) ? "may hold" : "leaves alone";
	}

	#isHeld(session: string): boolean {
		return this.#sessions.get(session)?.isHeld === true;
	}

	/** `outer` is the session that a wrapped message came from. */
	#sawIn(outer: string | undefined, text: string): void {
		if (text.startsWith(ATTACHED)) {
			const { data: event } = attached.safeParse(parseJson(text));
			if (event !== undefined) this.#attached(event.params, outer ?? event.sessionId ?? ROOT);
		} else if (text.startsWith(DETACHED)) {
			const { data: event } = detached.safeParse(parseJson(text));
			if (event !== undefined) this.#detached(event.params.sessionId);
		}
	}

	#attached(
		{ sessionId, targetInfo, waitingForDebugger }: z.infer<typeof attached>["params"],
		parent: string,
	): void {
		const { targetId, type } = targetInfo;
		const above = this.#sessions.get(parent);
		const parentId = parent === ROOT ? this.#rootTarget : above?.targetId;
		// The page of a new tab waits as well, although Chrome says so of the tab alone where that is attached to.
		const isOfNewTab = type === "page" && above?.isNewTab === true && !waitingForDebugger;
		const isDirectlyNew = type === "page" && above?.type !== "tab" && waitingForDebugger;
		const newPage = isOfNewTab ? "through its tab" : isDirectlyNew ? "directly" : undefined;
		const isHeld = waitingForDebugger || isOfNewTab;
		const isNewTab = type === "tab" && waitingForDebugger;
		this.#sessions.set(sessionId, {
			targetId,
			type,
			parentId,
			newPage,
			isHeld,
			isNewTab,
			hasBegun: false,
		});
		const known = this.#byTarget.get(targetId);
		if (known === undefined) this.#byTarget.set(targetId, new Set([sessionId]));
		else known.add(sessionId);
	}

	#detached(session: string): void {
		const targetId = this.#sessions.get(session)?.targetId;
		if (targetId === undefined) return;
		this.#filters.delete(session);
		this.#sessions.delete(session);
		const left = this.#byTarget.get(targetId);
		left?.delete(session);
		if (left?.size === 0) this.#byTarget.delete(targetId);
	}

	#sentIn(outer: string | undefined, text: string): void {
		const message = parseJson(text);
		if (!isRecord(message)) return;
		const { method, params = {}, sessionId } = message;
		const session = outer ?? (typeof sessionId === "string" ? sessionId : ROOT);
		if (!isRecord(params)) return;
		if (method === "Target.setAutoAttach") this.#setAutoAttach(session, params);
		else if (method === RUN) this.#ran(session);
		else if (method === PAGE_EVENTS) this.#mayAnswerDialogs = true;
		// Nothing is nested deeper: a session that is not flat is addressed by its own name.
		else if (method === "Target.sendMessageToTarget" && outer === undefined)
			this.#sentIn(String(params["sessionId"]), String(params["message"]));
	}

	#setAutoAttach(session: string, params: object): void {
		const { data } = autoAttach.safeParse(params);
		if (data === undefined) return;
		if (data.autoAttach && data.waitForDebuggerOnStart)
			this.#filters.set(session, data.filter ?? DEFAULT_FILTER);
		else this.#filters.delete(session);
	}

	/** One of its sessions lets a target begin for all of them. */
	#ran(session: string): void {
		const targetId = this.#sessions.get(session)?.targetId;
		if (targetId === undefined) return;
		for (const each of this.sessionsOf(targetId)) {
			const own = this.#sessions.get(each);
			if (own === undefined) continue;
			own.hasBegun ||= own.isHeld;
			own.isHeld = false;
		}
	}
}

/** Whether a message may be one that {@link ClientSessions} reads: each of them has its name, unless letters are escaped. */
const mayMatter = (text: string): boolean =>
	text.includes("Target.setAutoAttach") ||
	text.includes(RUN) ||
	text.includes(PAGE_EVENTS) ||
	text.includes("\\u");

function admits(filter: Filter | undefined, type: string): boolean {
	const match = filter?.find((entry) => entry.type === undefined || entry.type === type);
	return match !== undefined && match.exclude !== true;
}
