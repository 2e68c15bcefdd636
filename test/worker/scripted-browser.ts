import type { BrowserPort, Connection } from "../../src/browser/port.ts";
import { problem } from "../../src/domain/problem.ts";
import { ok, refuse } from "../../src/domain/result.ts";

const unscripted = () => Promise.resolve(refuse(problem("browser_unreachable", "not scripted")));

/** A browser whose every answer can be scripted, for faults that a real one can't be made to have. */
export function scriptedBrowser(script: Partial<BrowserPort> = {}): BrowserPort {
	return {
		acquire: async () => ok("browser"),
		connect: async () => answeringConnection().connection,
		isAlive: async () => true,
		close: async () => true,
		owns: () => true,
		version: unscripted,
		protocol: unscripted,
		targets: unscripted,
		activate: unscripted,
		closeTarget: unscripted,
		...script,
	};
}

interface Answering {
	readonly connection: Connection;
	readonly far: WebSocket;
	/** It answers nothing from now on, as one that a message over 32 MiB has silenced. */
	mute(): void;
	unmute(): void;
}

/** A connection whose far end answers every command with an empty result, or none while it is silent. */
export function answeringConnection(startsSilent = false): Answering {
	const { 0: near, 1: far } = new WebSocketPair();
	let isSilent = startsSilent;
	far.accept();
	far.addEventListener("message", ({ data }) => {
		const { id } = JSON.parse(String(data)) as { id: number };
		if (!isSilent) far.send(JSON.stringify({ id, result: {} }));
	});
	return {
		connection: { kind: "open", socket: near },
		far,
		mute: () => (isSilent = true),
		unmute: () => (isSilent = false),
	};
}
