import type { ClientSocket } from "./client-socket.ts";

/** One create, and what it was told. */
export interface Create {
	readonly name: string;
	readonly account: string;
	readonly askedAt: number;
	answeredAt?: number;
	/** Absent where there was no answer: the client hung up, or the driver had ended wrangler. */
	status?: number;
	sessionId?: string;
	/** The client left before it was answered. */
	isHungUp?: boolean;
}

/** What clients were told, so that it can be held against what is there later. */
export class Ledger {
	readonly creates = new Map<string, Create>();
	readonly sockets: ClientSocket[] = [];
	/** Sessions of which a client was told that they have ended, and when. */
	readonly toldEnded = new Map<string, number>();

	begin(name: string, account: string): Create {
		const create = { name, account, askedAt: Date.now() };
		this.creates.set(name, create);
		return create;
	}

	get known(): ReadonlySet<string> {
		return new Set([...this.creates.values()].flatMap(({ sessionId }) => sessionId ?? []));
	}
}
