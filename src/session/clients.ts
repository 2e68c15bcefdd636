import type { Client } from "./client.ts";

const CHECK_INTERVAL_MS = 2_500;

/** The clients that are connected to a session now, oldest first. */
export class Clients {
	readonly #connected = new Map<string, Client>();

	readonly #onCheck: () => void;
	#watch: ReturnType<typeof setInterval> | null = null;

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
		this.#connected.delete(client.connectionId);
		if (this.#connected.size > 0) return;
		clearInterval(this.#watch);
		this.#watch = null;
	}

	get count(): number {
		return this.#connected.size;
	}

	/** The one that connected last of those still there. */
	get latest(): Client | undefined {
		return [...this.#connected.values()].at(-1);
	}

	closeAll(code: number, reason: string): void {
		for (const client of [...this.#connected.values()]) client.close(code, reason);
	}
}
