import { rmSync, writeFileSync } from "node:fs";
import type { StraightChrome } from "../bench/straight-chrome.ts";
import type { Berth } from "./berth.ts";

/** A browser that somebody has until they give it back. */
export interface Held {
	readonly socketUrl: string;
	release(): Promise<void>;
}

/** One of the two ways to a browser that are compared. */
export interface Side {
	/** A fresh browser, which may need more arguments. */
	open(args: readonly string[]): Promise<Held>;
	/** The way to a browser that a test has started itself. */
	reach(socketUrl: string): Promise<Held>;
}

export const directSide = (chrome: StraightChrome): Side => ({
	open: (args) => chrome.acquire(args),
	reach: async (socketUrl) => ({ socketUrl, release: async () => undefined }),
});

/** `moreArgsFile` is where the next browser of wrangler's takes more arguments from. */
export function berthSide(berth: Berth, moreArgsFile: string, body: object): Side {
	let last: Promise<unknown> = Promise.resolve();
	const open = async (args: readonly string[]): Promise<Held> => {
		if (args.length === 0) return berth.create(body);
		writeFileSync(moreArgsFile, args.map((arg) => `${arg}\n`).join(""));
		try {
			return await berth.create(body);
		} finally {
			rmSync(moreArgsFile);
		}
	};
	return {
		// One after the other, as they would take each other's arguments.
		open: (args) => {
			const opened = last.then(() => open(args));
			last = opened.catch(() => undefined);
			return opened;
		},
		reach: (socketUrl) => berth.create({ ...body, cdpUrl: socketUrl }),
	};
}
