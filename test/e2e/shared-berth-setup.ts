import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { Berth } from "./berth.ts";

declare module "vitest" {
	interface ProvidedContext {
		/** Where the address and the admin token of the shared Berth are to be had, as JSON. */
		readonly sharedBerth: string;
	}
}

/** Runs once before the e2e files. The Berth that they share starts when the first of them asks for it. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
	let starting: Promise<Berth> | undefined;
	const server = createServer((_, response) => {
		starting ??= Berth.start();
		starting.then(
			({ url, adminToken }) => response.end(JSON.stringify({ url, adminToken })),
			(error: unknown) => response.writeHead(500).end(String(error)),
		);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	provide("sharedBerth", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	return async () => {
		server.closeAllConnections();
		server.close();
		const berth = await starting?.catch(() => undefined);
		await berth?.stop();
	};
}
