import type { Client } from "./client.ts";

/** The clients that are connected to a session now, oldest first. */
export class Clients {
	readonly #connected = new Map<string, Client>();

	add(client: Client): void {
		this.#connected.set(client.connectionId, client);
	}

	remove(client: Client): void {
		this.#connected.delete(client.connectionId);
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
