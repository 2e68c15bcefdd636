import { z } from "zod";
import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { readText } from "../lib/bounded-text.ts";
import { parseJson } from "../lib/json.ts";
import { closeSocket } from "../lib/sockets.ts";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";
import { endpointAddress } from "./endpoint-address.ts";
import type { Connection } from "./port.ts";

/*
 * How a DevTools endpoint is talked to. Its address may hold a key, and a fault's own words the address: none of them are
 * handed on. Redirects are not followed, because they would lead past the rule for addresses.
 */

export interface Line {
	/** Where requests go out. */
	readonly network: Pick<Fetcher, "fetch">;
	/** Bounds each answer, in milliseconds. */
	readonly timeoutMs: number;
	readonly allowsPrivate: boolean;
}

/** Nobody took the connection. */
export const NOBODY = "no connection";

const MAX_VERSION_BYTES = 64 * 1024;
const MAX_PROTOCOL_BYTES = 8 * 1024 * 1024;
/** What Cloudflare's network answers when the other end refuses the connection. */
const REFUSED = 521;

const discovered = z.object({ webSocketDebuggerUrl: z.string() });

/** Opens a CDP socket; not accepted yet. */
export async function dial({ network, timeoutMs }: Line, address: URL): Promise<Connection> {
	const opening = network.fetch(...requestFor(address, { Upgrade: "websocket" }));
	try {
		const { webSocket, status } = await withTimeout(opening, timeoutMs, "connecting");
		if (webSocket !== null) return { kind: "open", socket: webSocket };
		if (status === 404 || status === 410) return { kind: "gone" };
		return { kind: "unreachable", detail: status === REFUSED ? NOBODY : `status ${status}` };
	} catch (fault) {
		void opening.then(({ webSocket }) => discard(webSocket)).catch(() => undefined);
		return { kind: "unreachable", detail: fault instanceof TimeoutError ? "no answer in time" : NOBODY };
	}
}

/** The socket of the browser behind an address: an http(s) one tells it, as Chrome does. */
export async function discover(line: Line, address: URL): Promise<Result<URL>> {
	if (address.protocol.startsWith("ws")) return ok(address);
	const url = new URL(address);
	if (!url.pathname.endsWith("/json/version"))
		url.pathname = `${url.pathname.replace(/\/+$/, "")}/json/version`;
	const text = await read(line, url, MAX_VERSION_BYTES);
	if (!text.ok) return text;
	const answer = discovered.safeParse(parseJson(text.value));
	if (!answer.success) return refuse(endpointProblem("it does not answer as a browser does"));
	const socket = endpointAddress(answer.data.webSocketDebuggerUrl, line.allowsPrivate);
	if (!socket.ok || !socket.value.protocol.startsWith("ws"))
		return refuse(endpointProblem("it names a socket at an address that is not permitted"));
	if (socket.value.host === address.host && socket.value.username === "") {
		socket.value.username = address.username;
		socket.value.password = address.password;
	}
	return socket;
}

/** The DevTools protocol as the endpoint describes it over HTTP, if it does. */
export async function describedProtocol(line: Line, socket: URL): Promise<string | undefined> {
	const url = new URL("/json/protocol", socket);
	url.username = socket.username;
	url.password = socket.password;
	const text = await read(line, url, MAX_PROTOCOL_BYTES);
	return text.ok && parseJson(text.value) !== undefined ? text.value : undefined;
}

export const endpointProblem = (why: string): Problem =>
	problem("endpoint_unreachable", `cdp_url: there is no browser to be had (${why}).`);

async function read({ network, timeoutMs }: Line, url: URL, maxBytes: number): Promise<Result<string>> {
	const reading = async (): Promise<Result<string>> => {
		const response = await network.fetch(...requestFor(url));
		if (response.status !== 200) {
			await response.body?.cancel();
			const isRedirect = response.status >= 300 && response.status < 400;
			return refuse(endpointProblem(isRedirect ? "it redirects" : `status ${response.status}`));
		}
		const text = await readText(response.body, maxBytes);
		return text === undefined ? refuse(endpointProblem("its answer is too long")) : ok(text);
	};
	try {
		return await withTimeout(reading(), timeoutMs, "asking the endpoint");
	} catch (fault) {
		return refuse(endpointProblem(fault instanceof TimeoutError ? "no answer in time" : NOBODY));
	}
}

/** `fetch` opens sockets at http addresses, and takes no names and passwords in them. */
function requestFor(address: URL, headers: Record<string, string> = {}): [string, RequestInit] {
	const url = new URL(address);
	url.protocol = url.protocol.replace("ws", "http");
	const { username, password } = url;
	url.username = "";
	url.password = "";
	const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	const bytes = new TextEncoder().encode(login);
	const authorization = `Basic ${btoa(String.fromCharCode(...bytes))}`;
	const signedIn = login === ":" ? headers : { ...headers, Authorization: authorization };
	return [url.href, { headers: signedIn, redirect: "manual" }];
}

function discard(socket: WebSocket | null): void {
	if (socket === null) return;
	socket.accept();
	closeSocket(socket);
}
