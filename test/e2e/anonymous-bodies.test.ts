import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";

const PATHS = ["/sessions", "/v1/scrape", "/api/sessions", "/berth/v1/sessions", "/commands"];

let berth: Berth;
const sockets: Socket[] = [];

beforeAll(async () => {
	berth = await startBerth();
});

afterAll(async () => {
	for (const socket of sockets) socket.destroy();
	await berth.stop();
});

/** Sends the head of a request, and of its body a letter; the rest never comes. */
function sendSlowly(path: string): Promise<void> {
	const { hostname, port } = new URL(berth.url);
	return new Promise((resolve, reject) => {
		const socket = connect(Number(port), hostname, () =>
			socket.write(
				[`POST ${path} HTTP/1.1`, "Host: localhost", "Content-Length: 1000", "", "{"].join("\r\n"),
				() => resolve(),
			),
		);
		sockets.push(socket);
		socket.on("error", reject);
	});
}

test("200 slow bodies of nobody delay nobody", async () => {
	const slow = Array.from({ length: 200 }, (_, at) => sendSlowly(PATHS[at % PATHS.length] ?? "/"));
	await Promise.all(slow);
	const { headers } = new Account(berth);
	const answer = await fetch(`${berth.url}/berth/v1/sessions`, { headers });
	expect(answer.status).toBe(200);
});

test.each([1, 12])("a body of %i MB without a token is answered with 401", async (megabytes) => {
	const body = "x".repeat(megabytes * 1024 * 1024);
	expect((await fetch(`${berth.url}/sessions`, { method: "POST", body })).status).toBe(401);
});
