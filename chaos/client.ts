import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Api } from "./api.ts";
import { ClientSocket, type Opened } from "./client-socket.ts";
import type { Disturbances } from "./disturbances.ts";
import type { Journal } from "./journal.ts";
import type { Create, Ledger } from "./ledger.ts";
import type { Life } from "./life.ts";

export interface ClientParts {
	readonly journal: Journal;
	readonly ledger: Ledger;
	readonly disturbances: Disturbances;
	readonly apiOf: (account: string) => Api;
}

/** Beside the wait itself: the claim, the browser, its first targets, each as late as it may be, and a busy machine. */
const CREATE_BOUND_MS = 75_000;
/** A Chrome is stopped for 14 s at most; a connection that is dead is found out after twenty. */
const COMMAND_BOUND_MS = 45_000;
const COMMANDS = [
	"Browser.getVersion",
	"Target.getTargets",
	"SystemInfo.getProcessInfo",
	"Cloudflare.getSessionId",
];

/** One client of Berth's, who lives one life after the other. */
export class Client {
	readonly #name: string;
	readonly #parts: ClientParts;
	#lives = 0;

	constructor(name: string, parts: ClientParts) {
		this.#name = name;
		this.#parts = parts;
	}

	async live(life: Life): Promise<void> {
		this.#lives += 1;
		const { journal, ledger, apiOf } = this.#parts;
		const create = ledger.begin(`${this.#name}-${this.#lives}`, life.account);
		const api = apiOf(life.account);
		journal.note(`life: ${life.kind}`, { name: create.name, ...life });
		switch (life.kind) {
			case "use":
				await this.#use(api, life, create, await this.#create(api, life, create));
				break;
			case "launch":
				await this.#launch(api, life, create);
				break;
			case "hang_up": {
				const hangUp = new AbortController();
				const timer = setTimeout(() => {
					create.isHungUp = create.answeredAt === undefined;
					hangUp.abort();
				}, life.afterMs);
				if (life.isUpgrade) await this.#launch(api, life, create, hangUp.signal);
				else await this.#use(api, life, create, await this.#create(api, life, create, hangUp.signal));
				clearTimeout(timer);
				break;
			}
			case "race": {
				const creating = this.#create(api, life, create);
				await sleep(life.afterMs);
				await this.#deleteUnknown(api);
				await this.#use(api, life, create, await creating);
				break;
			}
		}
		await sleep(life.restMs);
	}

	async #create(api: Api, life: Life, create: Create, hangUp?: AbortSignal): Promise<Answer | undefined> {
		const targets = String(life.withTargets);
		const query = new URLSearchParams({ ...queryOf(life, create), targets });
		const bound = { boundMs: life.waitMs + CREATE_BOUND_MS };
		const answer = await api.call("POST", `/browser?${query}`, hangUp ? { ...bound, hangUp } : bound);
		this.#answered(create, answer?.status, stringIn(answer?.body, "sessionId"));
		return answer;
	}

	#answered(create: Create, status: number | undefined, sessionId: string | undefined): void {
		create.answeredAt = Date.now();
		if (status !== undefined) create.status = status;
		if (sessionId !== undefined) create.sessionId = sessionId;
		this.#parts.journal.note(`create ${status ?? "unanswered"}`, { ...create });
	}

	async #launch(api: Api, life: Life, create: Create, hangUp?: AbortSignal): Promise<void> {
		const url = api.address(`/browser?${new URLSearchParams(queryOf(life, create))}`);
		const bound = { boundMs: life.waitMs + CREATE_BOUND_MS };
		const options = hangUp === undefined ? bound : { ...bound, hangUp };
		const opened = await ClientSocket.open(url, api.headers, api.account, options);
		const { socket, status } = opened;
		this.#answered(create, socket === undefined ? status : 200, socket?.sessionId);
		if (create.isHungUp !== true) this.#judgeOpening("launch", create.askedAt, opened);
		if (socket !== undefined) await this.#useWith(api, life, socket.sessionId, [socket]);
	}

	async #use(api: Api, life: Life, create: Create, answer: Answer | undefined): Promise<void> {
		const { sessionId } = create;
		if (sessionId === undefined || answer?.status !== 200) return;
		const openings = Array.from({ length: life.sockets }, () => this.#connect(api, sessionId));
		const sockets = (await Promise.all(openings)).filter((socket) => socket !== undefined);
		await this.#useWith(api, life, sessionId, sockets);
	}

	async #connect(api: Api, sessionId: string): Promise<ClientSocket | undefined> {
		const from = Date.now();
		const opened = await ClientSocket.open(api.address(`/browser/${sessionId}`), api.headers, api.account);
		api.noteEnd(sessionId, opened.status);
		this.#judgeOpening(sessionId, from, opened);
		return opened.socket;
	}

	#judgeOpening(what: string, from: number, { socket, status, fault }: Opened): void {
		const { journal, ledger, disturbances } = this.#parts;
		journal.note(`socket ${socket === undefined ? (status ?? "failed") : 101}`, { what, fault });
		if (socket !== undefined) ledger.sockets.push(socket);
		else if (status !== undefined ? [404, 410, 429, 502, 503].includes(status) : false) return;
		else if (!disturbances.overlap(["outage"], from))
			journal.violation("an upgrade had no proper answer", `${what} ${from}`, { from, status, fault });
	}

	async #useWith(api: Api, life: Life, id: string, sockets: readonly ClientSocket[]): Promise<void> {
		await Promise.all([...sockets.map((socket) => this.#command(life, socket)), this.#drive(api, life, id)]);
		switch (life.ending) {
			case "delete":
				await api.callSession("DELETE", id, `/browser/${id}`);
				break;
			case "delete_twice":
				await Promise.all([1, 2].map(() => api.callSession("DELETE", id, `/browser/${id}`)));
				break;
			case "browser_close":
				await sockets[0]?.command("Browser.close", COMMAND_BOUND_MS);
				break;
			case "drop":
				for (const socket of sockets) socket.drop();
				break;
			case "drop_and_delete":
				for (const socket of sockets) socket.drop();
				await api.callSession("DELETE", id, `/browser/${id}`);
				break;
		}
		// Most of these find that it has ended.
		await api.callSession("GET", id, `/browser/${id}/json/version`);
		await sockets.at(-1)?.command("Browser.getVersion", COMMAND_BOUND_MS);
		if (life.sockets > 1) (await this.#connect(api, id))?.drop();
	}

	async #command({ commands, pauseMs }: Life, socket: ClientSocket): Promise<void> {
		const { journal, disturbances } = this.#parts;
		for (let sent = 0; sent < commands && socket.isOpen; sent += 1) {
			const method = COMMANDS[sent % COMMANDS.length] ?? "";
			const from = Date.now();
			const outcome = await socket.command(method, COMMAND_BOUND_MS);
			journal.count(`command ${outcome}`);
			if (outcome === "unanswered" && !disturbances.overlap(["outage"], from))
				journal.violation("a command hung beyond its bound", socket.sessionId, { method, from });
			await sleep(pauseMs);
		}
	}

	async #drive(api: Api, { commands, pauseMs }: Life, id: string): Promise<void> {
		for (let asked = 0; asked < Math.ceil(commands / 4); asked += 1) {
			const url = encodeURIComponent("data:text/html,<title>chaos</title>");
			if (asked % 2 === 0) await api.callSession("GET", id, `/browser/${id}/json/list`);
			else await api.callSession("PUT", id, `/browser/${id}/json/new?url=${url}`);
			await sleep(pauseMs);
		}
	}

	/** Ends sessions that are being created, which nobody has been told of. */
	async #deleteUnknown(api: Api): Promise<void> {
		const answer = await api.call("GET", "/session");
		if (answer?.status !== 200 || !Array.isArray(answer.body)) return;
		const { known } = this.#parts.ledger;
		const ids = answer.body.flatMap((session: unknown) => stringIn(session, "sessionId") ?? []);
		for (const id of ids.filter((each) => !known.has(each)).slice(0, 2))
			await api.callSession("DELETE", id, `/browser/${id}`);
	}
}

const queryOf = ({ keepAliveMs, waitMs }: Life, { name }: Create): Record<string, string> => ({
	keep_alive: String(keepAliveMs),
	wait_ms: String(waitMs),
	name,
});

function stringIn(body: unknown, name: string): string | undefined {
	if (typeof body !== "object" || body === null || !(name in body)) return undefined;
	const value: unknown = Reflect.get(body, name);
	return typeof value === "string" ? value : undefined;
}
