import { connect, type TestClient } from "../berth.ts";

export interface Paused {
	readonly requestId: string;
	readonly request: {
		readonly url: string;
		readonly method: string;
		readonly headers: Record<string, string>;
	};
}

export type Answering = (url: URL, request: Paused["request"]) => SiteAnswer | undefined;

export interface SiteAnswer {
	readonly status?: number;
	readonly headers?: Record<string, string>;
	readonly body: string;
}

/** Sites under `*.test` for one browser, without a server: their requests are answered on a socket of their own. */
export async function serveSites(webSocketDebuggerUrl: string, answering: Answering): Promise<TestClient> {
	const client = await connect(webSocketDebuggerUrl);
	client.socket.addEventListener("message", ({ data }) => {
		const { method, params } = JSON.parse(String(data)) as { method?: string; params?: Paused };
		if (method === "Fetch.requestPaused" && params !== undefined) void answer(client, params, answering);
	});
	await client.send("Fetch.enable", { patterns: [{ urlPattern: "*.test/*" }] });
	return client;
}

async function answer(
	client: TestClient,
	{ requestId, request }: Paused,
	answering: Answering,
): Promise<void> {
	const {
		status = 200,
		headers = {},
		body,
	} = answering(new URL(request.url), request) ?? { status: 404, body: "" };
	const all = { "content-type": "text/html; charset=utf-8", ...headers };
	await client.send("Fetch.fulfillRequest", {
		requestId,
		responseCode: status,
		responseHeaders: Object.entries(all).map(([name, value]) => ({ name, value })),
		body: btoa(String.fromCharCode(...new TextEncoder().encode(body))),
	});
}
