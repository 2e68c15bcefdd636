import type { CdpEvent, Connection } from "./connection.ts";

const WORLD = "berth-live-view";

/** The page that is shown, as one connection has it; a new connection has new ones. */
export class Page {
	readonly targetId: string;
	readonly #connection: Connection;
	/** CDP's own; absent where the whole connection is the page's. */
	readonly sessionId: string | undefined;
	readonly #listeners: ((event: CdpEvent) => void)[] = [];
	#world: Promise<number> | undefined;

	constructor(connection: Connection, targetId: string, sessionId?: string) {
		this.targetId = targetId;
		this.#connection = connection;
		this.sessionId = sessionId;
		this.on("Page.frameNavigated", () => {
			this.#world = undefined;
		});
	}

	/** The browser's own words; what is in them is checked by nobody. */
	send<Answer>(method: string, params: object = {}): Promise<Answer> {
		return this.#connection.send(method, params, this.sessionId) as Promise<Answer>;
	}

	/** The same where nothing depends on the answer. */
	post(method: string, params: object = {}): void {
		this.send(method, params).catch(() => undefined);
	}

	/** The listener says what it takes the event to hold. */
	on(method: string, listener: (params: never) => void): void {
		this.#listeners.push((event) => {
			if (event.method === method) listener(event.params as never);
		});
	}

	/** An event of this page came. */
	hear(event: CdpEvent): void {
		for (const listener of this.#listeners) listener(event);
	}

	/** Runs a function, which must need nothing from outside, where the page's own scripts don't see it. */
	async run<Args extends readonly unknown[], Answer>(
		work: (...args: Args) => Answer,
		...args: Args
	): Promise<Awaited<Answer>> {
		try {
			return await this.#runOnce<Awaited<Answer>>(String(work), args);
		} catch {
			// A page that has just been left takes its worlds with it.
			this.#world = undefined;
			return this.#runOnce<Awaited<Answer>>(String(work), args);
		}
	}

	/** An isolated world of the page's main frame. */
	world(): Promise<number> {
		this.#world ??= this.#makeWorld();
		return this.#world;
	}

	async #makeWorld(): Promise<number> {
		const { frameTree } = await this.send<{ frameTree: { frame: { id: string } } }>("Page.getFrameTree");
		const { executionContextId } = await this.send<{ executionContextId: number }>(
			"Page.createIsolatedWorld",
			{ frameId: frameTree.frame.id, worldName: WORLD },
		);
		return executionContextId;
	}

	async #runOnce<Answer>(functionDeclaration: string, args: readonly unknown[]): Promise<Answer> {
		const { result, exceptionDetails } = await this.send<{
			result: { value: Answer };
			exceptionDetails?: { text: string };
		}>("Runtime.callFunctionOn", {
			functionDeclaration,
			executionContextId: await this.world(),
			arguments: args.map((value) => ({ value })),
			returnByValue: true,
			awaitPromise: true,
		});
		if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
		return result.value;
	}
}
