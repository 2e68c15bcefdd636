import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { DevtoolsPorts } from "../../src/session/fence/devtools-ports.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** A DevTools endpoint at a port, or at any that is free. */
async function startEndpoint(port = 0): Promise<URL> {
	server = createServer((_, response) => void response.end('{"Protocol-Version":"1.3"}'));
	server.listen(port, "127.0.0.1");
	await once(server, "listening");
	return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/json`);
}

test("an endpoint is found at a port where nobody listened a moment ago", async () => {
	const ports = new DevtoolsPorts({ fetch: (input, init) => fetch(input, init) });
	const url = await startEndpoint();
	server?.closeAllConnections();
	server?.close();
	expect(await ports.has(url)).toBe(false);
	await startEndpoint(Number(url.port));
	expect(await ports.has(url)).toBe(true);
});
