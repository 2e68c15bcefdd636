import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import puppeteer from "puppeteer-core";
import { chromeSlot } from "../scripts/chrome-slot.ts";
import { killAtOnce } from "../scripts/processes.ts";
import { cacheHome } from "../scripts/project.ts";
import { makeRunFolder, removeRunFolder } from "../scripts/run-folder.ts";
import type { Backend, Browser } from "./backend.ts";

/** How a Chrome is started, but for its profile and its port. */
export interface ChromeCommand {
	readonly executable: string;
	readonly args: readonly string[];
}

/** The executable that wrangler starts, without wrangler: the floor that nothing in between gets under. */
export class StraightChrome implements Backend {
	readonly name = "Chrome";
	readonly #command: ChromeCommand | undefined;
	readonly #running = new Set<ChildProcess>();
	readonly #profiles = makeRunFolder();

	/** Without a command, with the flags that puppeteer gives. */
	constructor(command?: ChromeCommand) {
		this.#command = command;
	}

	/** @throws on a platform whose Chrome wrangler downloads itself, and has not yet */
	async ready(): Promise<void> {
		if (!existsSync(this.#command?.executable ?? executable()))
			throw new Error("There is no Chrome yet: run `npm start` once.");
	}

	async acquire(moreArgs: readonly string[] = []): Promise<Browser> {
		const userDataDir = mkdtempSync(join(this.#profiles, "profile-"));
		const { executable: file, args } = this.#command ?? {
			executable: executable(),
			args: puppeteer.defaultArgs(),
		};
		const own = [`--user-data-dir=${userDataDir}`, "--remote-debugging-port=0"];
		const chrome = spawn(file, [...args, ...moreArgs, ...own], {
			detached: true,
			stdio: ["pipe", "ignore", "pipe"],
		});
		this.#running.add(chrome);
		const release = async () => {
			await this.#end(chrome);
			removeRunFolder(userDataDir);
		};
		return { socketUrl: await socketUrlFrom(chrome.stderr), headers: {}, release };
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await Promise.all([...this.#running].map((chrome) => this.#end(chrome)));
		removeRunFolder(this.#profiles);
	}

	async #end(chrome: ChildProcess): Promise<void> {
		this.#running.delete(chrome);
		if (chrome.exitCode !== null || chrome.signalCode !== null || chrome.pid === undefined) return;
		const exited = once(chrome, "exit");
		killAtOnce(chrome.pid);
		await exited;
	}
}

function executable(): string {
	const slot = chromeSlot(cacheHome);
	if (slot === undefined)
		throw new Error("It is not known where wrangler keeps its Chrome on this platform.");
	return slot.executable;
}

async function socketUrlFrom(stderr: Readable): Promise<string> {
	for await (const line of createInterface({ input: stderr })) {
		const url = /^DevTools listening on (ws:\/\/\S+)/.exec(line)?.[1];
		if (url === undefined) continue;
		// What it still prints is dropped, as nobody reads on: a full pipe would stop it.
		stderr.resume();
		return url;
	}
	throw new Error("Chrome ended before it listened.");
}
