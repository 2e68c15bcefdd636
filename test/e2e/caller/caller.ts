/** A response of a Worker's own `fetch`, which the DOM's types don't know. */
interface WorkerResponse extends Response {
	readonly webSocket: (WebSocket & { accept(): void }) | null;
}

interface CallerEnv {
	readonly BERTH: { fetch(url: string, init?: RequestInit): Promise<WorkerResponse> };
}

/** Berth as this Worker calls it: through the binding any host will do. */
const ORIGIN = "https://berth.example";

/**
 * `/cdp?url=…` sends the request's body, a CDP command, to the socket at that address and answers with the reply;
 * any other request goes to Berth as it is.
 */
export default {
	async fetch(request: Request, { BERTH }: CallerEnv): Promise<Response> {
		const { pathname, search, searchParams } = new URL(request.url);
		const authorization = request.headers.get("Authorization") ?? "";
		if (pathname !== "/cdp") {
			const body = request.method === "POST" ? await request.text() : null;
			return BERTH.fetch(ORIGIN + pathname + search, {
				method: request.method,
				headers: { Authorization: authorization },
				body,
			});
		}
		const address = (searchParams.get("url") ?? "").replace(/^ws/, "http");
		const upgrade = await BERTH.fetch(address, {
			headers: { Upgrade: "websocket", Authorization: authorization },
		});
		const socket = upgrade.webSocket;
		if (socket === null) return upgrade;
		socket.accept();
		const reply = new Promise<string>((resolve, reject) => {
			socket.addEventListener("message", ({ data }) => resolve(String(data)));
			socket.addEventListener("close", ({ code, reason }) => reject(new Error(`${code} ${reason}`)));
		});
		socket.send(await request.text());
		const answer = new Response(await reply, { headers: { "content-type": "application/json" } });
		socket.close(1000, "done");
		return answer;
	},
};
