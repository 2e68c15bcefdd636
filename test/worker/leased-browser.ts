type Fetch = Fetcher["fetch"];

/**
 * The real browser service, with the inactivity window that the hosted one enforces and wrangler's local one ignores:
 * a browser that gets no CDP command on any socket for the `keep_alive` that it was acquired with is closed.
 */
export class LeasedBrowser {
	/** How many browsers were closed because their window was over. */
	expired = 0;
	/** The windows that were asked for, in milliseconds. */
	readonly windows: number[] = [];
	readonly #real: Pick<Fetcher, "fetch">;
	readonly #leases = new Map<
		string,
		{ windowMs: number; timer: ReturnType<typeof setTimeout> | undefined }
	>();

	constructor(real: Pick<Fetcher, "fetch">) {
		this.#real = real;
	}

	readonly fetch: Fetch = async (input, init) => {
		const request = new Request(input, init);
		const { pathname, searchParams } = new URL(request.url);
		const id = pathname.split("/")[4];
		const response = await this.#real.fetch(request);
		if (request.method === "POST" && id === undefined) {
			const { sessionId } = await response.clone().json<{ sessionId: string }>();
			const windowMs = Number(searchParams.get("keep_alive"));
			this.windows.push(windowMs);
			this.#leases.set(sessionId, { windowMs, timer: undefined });
			this.#renew(sessionId);
		} else if (id !== undefined && response.webSocket !== null) return this.#watch(id, response.webSocket);
		else if (request.method === "DELETE" && id !== undefined) this.#forget(id);
		return response;
	};

	#renew(id: string): void {
		const lease = this.#leases.get(id);
		if (lease === undefined) return;
		clearTimeout(lease.timer);
		lease.timer = setTimeout(() => {
			this.expired += 1;
			this.#forget(id);
			void this.#real.fetch(`https://browser/v1/devtools/browser/${id}`, { method: "DELETE" });
		}, lease.windowMs);
	}

	#forget(id: string): void {
		clearTimeout(this.#leases.get(id)?.timer);
		this.#leases.delete(id);
	}

	#watch(id: string, upstream: WebSocket): Response {
		const { 0: client, 1: server } = new WebSocketPair();
		server.accept();
		upstream.accept();
		server.addEventListener("message", ({ data }) => {
			this.#renew(id);
			upstream.send(data);
		});
		upstream.addEventListener("message", ({ data }) => server.send(data));
		server.addEventListener("close", () => upstream.close());
		upstream.addEventListener("close", () => server.close());
		return new Response(null, { status: 101, webSocket: client });
	}
}
