import type { Client } from "./client.ts";
import type { CdpNews } from "./command-message.ts";

const CHECK_INTERVAL_MS = 2_500;

interface RelayedBytes {
	readonly toClients: number;
	readonly toBrowser: number;
}

const addBytes = ({ toClients, toBrowser }: RelayedBytes, client: Client): RelayedBytes => ({
	toClients: toClients + client.bytesToClient,
	toBrowser: toBrowser + client.bytesToBrowser,
});

/** The clients that are connected to a session now, oldest first. */
export class Clients {
	readonly #connected = new Map<string, Client>();

	readonly #onCheck: () => void;
	/** Of clients that have left. */
	#relayedBefore = { toClients: 0, toBrowser: 0 };
	#watch: ReturnType<typeof setInterval> | undefined;

	/** `onCheck` is called every two and a half seconds while anybody is connected. */
	constructor(onCheck: () => void) {
		this.#onCheck = onCheck;
	}

	add(client: Client): void {
		this.#connected.set(client.connectionId, client);
		this.#watch ??= setInterval(() => {
			for (const each of this.#connected.values()) each.checkSilence();
			this.#onCheck();
		}, CHECK_INTERVAL_MS);
	}

	remove(client: Client): void {
		if (this.#connected.delete(client.connectionId))
			this.#relayedBefore = addBytes(this.#relayedBefore, client);
		if (this.#connected.size > 0) return;
		clearInterval(this.#watch);
		this.#watch = undefined;
	}

	get count(): number {
		return this.#connected.size;
	}

	/** Whether one of them may answer a page's dialog. */
	get mayAnswerDialogs(): boolean {
		return [...this.#connected.values()].some((client) => client.mayAnswerDialogs);
	}

	/** Whether one of them waits for its browser's answer to a command. */
	get areWaiting(): boolean {
		return [...this.#connected.values()].some((client) => client.isWaiting);
	}

	/** Bytes that have passed between all clients and their browser since the object started. */
	get relayedBytes(): RelayedBytes {
		return [...this.#connected.values()].reduce(addBytes, this.#relayedBefore);
	}

	/** The one that connected last of those still there. */
	get latest(): Client | undefined {
		return [...this.#connected.values()].at(-1);
	}

	tell(news: CdpNews): void {
		for (const client of this.#connected.values()) client.tell(news);
	}

	closeAll(code: number, reason: string): void {
		for (const client of [...this.#connected.values()]) client.close(code, reason);
	}

	/** Closes each once its browser's side closes, and passes on what the browser says until then. */
	takeLeave(code: number, reason: string): void {
		for (const client of [...this.#connected.values()]) client.takeLeave(code, reason);
	}

	/** Resolves once each has been passed all that the browser has said until now. */
	async catchUp(): Promise<void> {
		await Promise.all([...this.#connected.values()].map((client) => client.catchUp()));
	}
}
