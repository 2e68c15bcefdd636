import type { z } from "zod";
import { ENDPOINT_BROWSER } from "../domain/browser-id.ts";
import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { type BrowserVersion, isPage, type Target } from "../domain/target.ts";
import { parseJson } from "../lib/json.ts";
import { log } from "../lib/log.ts";
import { singleFlight } from "../lib/single-flight.ts";
import { closeSocket } from "../lib/sockets.ts";
import {
	createdMessageSchema,
	createdTargetSchema,
	getTargetsSchema,
	getVersionSchema,
	MAX_CREATED_LENGTH,
} from "./answers.ts";
import { CdpClient } from "./cdp.ts";
import { describedProtocol, dial, discover, endpointProblem, type Line, NOBODY } from "./dial.ts";
import { endpointAddress } from "./endpoint-address.ts";
import type { BrowserPort, Connection } from "./port.ts";
import { targetSocket } from "./target-socket.ts";

/** Before a browser that nobody reaches counts as gone: a tunnel to it may only be starting again. */
const SECOND_LOOK_MS = 1_000;

/** Where the browser is, for as long as it is remembered. */
export interface AddressBook {
	read(): Promise<string | undefined>;
	write(address: string): Promise<void>;
}

/** The tabs that were opened through the session, in that order. */
export interface TabRegister {
	readonly ids: readonly string[];
	add(id: string): void;
	remove(ids: readonly string[]): void;
}

export interface EndpointParts extends Line {
	readonly address: AddressBook;
	readonly tabs: TabRegister;
}

/**
 * A browser that somebody else runs, at a DevTools endpoint. The session has a tab of its own there, and whatever is
 * opened through it; the other tabs are left alone unless a client asks for them, and the browser is never closed.
 */
export class EndpointBrowser implements BrowserPort {
	readonly #parts: EndpointParts;
	readonly #openDesk: () => Promise<Result<CdpClient>>;
	readonly #sockets = new Set<WebSocket>();
	/** The connection for questions of this class's own. */
	#desk: CdpClient | undefined;

	constructor(parts: EndpointParts) {
		this.#parts = parts;
		this.#openDesk = singleFlight(() => this.#connectDesk());
	}

	async acquire(): Promise<Result<string>> {
		const opened = await this.#openOwnTab();
		if (opened.ok) return ok(ENDPOINT_BROWSER);
		log("warn", "endpoint.refused", { why: opened.problem.message });
		await this.close();
		return opened;
	}

	async #openOwnTab(): Promise<Result<void>> {
		const { address } = this.#parts;
		const given = await this.#address();
		const socket = given === undefined ? undefined : await discover(this.#parts, given);
		if (socket === undefined) return refuse(endpointProblem("its address is not known"));
		if (!socket.ok) return socket;
		// From now on it is this browser or none: at the same port there may be another one later.
		await address.write(socket.value.href);
		const version = await this.version();
		if (!version.ok) return refuse(endpointProblem(ownWords(version.problem, "it tells no version")));
		const tab = await this.#read("Target.createTarget", createdTargetSchema, { url: "about:blank" });
		if (!tab.ok) return refuse(endpointProblem(ownWords(tab.problem, "it opens no tab")));
		// Commands, frames and clients have a connection each.
		const second = await this.#dial();
		if (second.kind !== "open") return refuse(endpointProblem("it takes one connection only"));
		second.socket.accept();
		const cdp = new CdpClient(second.socket, this.#parts.timeoutMs, () => {});
		const seen = await cdp.send("Target.getTargetInfo", tab.value);
		cdp.close();
		if (seen.ok) return ok(undefined);
		return refuse(endpointProblem(ownWords(seen.problem, "each connection to it is to another browser")));
	}

	async connect(_browserId: string, targetId?: string): Promise<Connection> {
		const connection = await this.#dial();
		if (connection.kind !== "open") return connection;
		this.#follow(connection.socket);
		return targetId === undefined
			? connection
			: targetSocket(connection.socket, targetId, this.#parts.timeoutMs);
	}

	async isAlive(): Promise<boolean> {
		await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
		const connection = await this.#dial();
		if (connection.kind === "unreachable") return connection.detail !== NOBODY;
		if (connection.kind === "gone") return false;
		connection.socket.accept();
		connection.socket.close();
		return true;
	}

	/** Closes the tabs that were opened through the session, and disconnects. The browser stays. */
	async close(_browserId = ENDPOINT_BROWSER, heard?: () => Promise<unknown>): Promise<boolean> {
		const isDone = await this.#closeTabs();
		if (!isDone) return false;
		await heard?.();
		this.#parts.tabs.remove(this.#parts.tabs.ids);
		for (const socket of this.#sockets) closeSocket(socket);
		return true;
	}

	async #closeTabs(): Promise<boolean> {
		if (this.#parts.tabs.ids.length === 0) return true;
		const targets = await this.targets();
		if (!targets.ok) return !(await this.isAlive());
		const pages = targets.value.filter(isPage);
		const ours = pages.filter(({ id }) => this.owns(ENDPOINT_BROWSER, id));
		// A browser with windows ends with its last tab.
		if (ours.length === pages.length) await this.#ask("Target.createTarget", { url: "about:blank" });
		const closings = await Promise.all(ours.map(({ id }) => this.closeTarget(ENDPOINT_BROWSER, id)));
		return closings.every((closing) => closing.ok || closing.problem.code === "target_not_found");
	}

	owns(_browserId: string, targetId: string): boolean {
		return this.#parts.tabs.ids.includes(targetId);
	}

	async version(): Promise<Result<BrowserVersion>> {
		return this.#read("Browser.getVersion", getVersionSchema);
	}

	async protocol(): Promise<Result<string>> {
		const address = await this.#address();
		const text = address && (await describedProtocol(this.#parts, address));
		if (text !== undefined) return ok(text);
		return refuse(problem("command_failed", "This session's endpoint does not describe its protocol."));
	}

	/** The session's own tabs first, the one that it was started with before the others. */
	async targets(): Promise<Result<Target[]>> {
		const { tabs } = this.#parts;
		const known = tabs.ids;
		const targets = await this.#read("Target.getTargets", getTargetsSchema);
		if (!targets.ok) return targets;
		tabs.remove(known.filter((id) => !targets.value.some(({ targetId }) => targetId === id)));
		for (const { targetId, openerId } of targets.value)
			if (openerId !== undefined && tabs.ids.includes(openerId)) tabs.add(targetId);
		const rank = (id: string) => (tabs.ids.includes(id) ? tabs.ids.indexOf(id) : tabs.ids.length);
		return ok(
			targets.value
				.map(({ targetId: id, type, url, title }) => ({ id, type, url, title, description: "" }))
				.toSorted((a, b) => rank(a.id) - rank(b.id)),
		);
	}

	async activate(_browserId: string, targetId: string): Promise<Result<void>> {
		return this.#command("Target.activateTarget", targetId);
	}

	async closeTarget(_browserId: string, targetId: string): Promise<Result<void>> {
		return this.#command("Target.closeTarget", targetId);
	}

	async #command(method: string, targetId: string): Promise<Result<void>> {
		const answer = await this.#ask(method, { targetId });
		if (answer.ok) return ok(undefined);
		return answer.problem.code === "command_failed"
			? refuse(problem("target_not_found", "Target not found."))
			: answer;
	}

	async #read<T>(method: string, schema: z.ZodType<T>, params?: object): Promise<Result<T>> {
		const answer = await this.#ask(method, params);
		if (!answer.ok) return answer;
		const parsed = schema.safeParse(answer.value);
		return parsed.success
			? ok(parsed.data)
			: refuse(problem("browser_unreachable", "It does not answer as a browser does."));
	}

	async #ask(method: string, params?: object): Promise<Result<unknown>> {
		const desk = this.#desk === undefined ? await this.#openDesk() : ok(this.#desk);
		return desk.ok ? desk.value.send(method, params) : desk;
	}

	async #connectDesk(): Promise<Result<CdpClient>> {
		const connection = await this.connect(ENDPOINT_BROWSER);
		if (connection.kind !== "open") {
			const why = connection.kind === "gone" ? "it is gone" : connection.detail;
			return refuse(problem("browser_unreachable", `The browser could not be connected to: ${why}`));
		}
		connection.socket.accept();
		const cdp = new CdpClient(connection.socket, this.#parts.timeoutMs, () => {
			if (this.#desk === cdp) this.#desk = undefined;
		});
		this.#desk = cdp;
		return ok(cdp);
	}

	async #dial(): Promise<Connection> {
		const address = await this.#address();
		return address === undefined ? { kind: "gone" } : dial(this.#parts, address);
	}

	/** Checked anew each time: what is permitted may have changed since the session was made. */
	async #address(): Promise<URL | undefined> {
		const text = await this.#parts.address.read();
		const address = text === undefined ? undefined : endpointAddress(text, this.#parts.allowed());
		return address?.ok === true ? address.value : undefined;
	}

	/** Whoever opens a tab, commands or a client, gets its id in an answer that no other command gives. */
	#follow(socket: WebSocket): void {
		this.#sockets.add(socket);
		socket.addEventListener("close", () => this.#sockets.delete(socket));
		socket.addEventListener("message", ({ data }) => {
			if (typeof data !== "string" || data.length > MAX_CREATED_LENGTH || !data.includes('"targetId"'))
				return;
			const created = createdMessageSchema.safeParse(parseJson(data));
			if (created.success) this.#parts.tabs.add(created.data.result.targetId);
		});
	}
}

/** What an endpoint itself says of a refusal is not repeated: it may be the key. */
const ownWords = ({ code, message }: Problem, refused: string): string =>
	code === "command_failed" ? refused : message;
