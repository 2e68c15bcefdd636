import { z } from "zod";
import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { readText } from "../lib/bounded-text.ts";
import { parseJson } from "../lib/json.ts";
import { closeSocket } from "../lib/sockets.ts";
import { withoutEnding } from "../lib/text-ends.ts";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";
import { type AllowedEndpoints, endpointAddress } from "./endpoint-address.ts";
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
	readonly allowed: () => AllowedEndpoints;
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
	const opening = fetchFrom(network, address, { headers: { Upgrade: "websocket" } });
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
		url.pathname = `${withoutEnding(url.pathname, "/")}/json/version`;
	const text = await read(line, url, MAX_VERSION_BYTES);
	if (!text.ok) return text;
	const answer = discovered.safeParse(parseJson(text.value));
	if (!answer.success) return refuse(endpointProblem("it does not answer as a browser does"));
	const socket = endpointAddress(answer.data.webSocketDebuggerUrl, line.allowed());
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
	const leaving = new AbortController();
	const reading = async (): Promise<Result<string>> => {
		const { status, body } = await fetchFrom(network, url, { signal: leaving.signal });
		if (status !== 200)
			return refuse(endpointProblem(status >= 300 && status < 400 ? "it redirects" : `status ${status}`));
		const text = await readText(body, maxBytes);
		return text === undefined ? refuse(endpointProblem("its answer is too long")) : ok(text);
	};
	try {
		return await withTimeout(reading(), timeoutMs, "asking the endpoint");
	} catch (fault) {
		return refuse(endpointProblem(fault instanceof TimeoutError ? "no answer in time" : NOBODY));
	} finally {
		leaving.abort();
	}
}

/** `fetch` opens sockets at http addresses, and takes no names and passwords in them. */
async function fetchFrom(network: Line["network"], address: URL, init: RequestInit): Promise<Response> {
	const url = new URL(address);
	url.protocol = url.protocol.replace("ws", "http");
	url.username = "";
	url.password = "";
	const headers = new Headers(init.headers);
	if (address.username !== "" || address.password !== "") {
		const login = new TextEncoder().encode(`${decoded(address.username)}:${decoded(address.password)}`);
		headers.set("Authorization", `Basic ${btoa(String.fromCharCode(...login))}`);
	}
	return network.fetch(url.href, { ...init, headers, redirect: "manual" });
}

/** A name or password may have a percent sign that it doesn't escape. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function discard(socket: WebSocket | null): void {
	if (socket === null) return;
	socket.accept();
	closeSocket(socket);
}
