import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromeSlot } from "../../scripts/chrome-slot.ts";
import { cacheHome } from "../../scripts/project.ts";

interface ListedTab {
	readonly id: string;
	readonly type: string;
	readonly url: string;
}

/** A Chrome that is none of Berth's: somebody runs it with a DevTools endpoint, and has a tab open. */
export class OwnChrome {
	/** As `http://127.0.0.1:PORT`. */
	readonly url: string;
	/** As `ws://127.0.0.1:PORT/devtools/browser/ID`. */
	readonly socketUrl: string;
	readonly #process: ChildProcess;
	readonly #folder: string;

	private constructor(process: ChildProcess, folder: string, socketUrl: string) {
		this.#process = process;
		this.#folder = folder;
		this.socketUrl = socketUrl;
		this.url = `http://${new URL(socketUrl).host}`;
	}

	static async start(more: readonly string[] = []): Promise<OwnChrome> {
		const slot = chromeSlot(cacheHome);
		if (slot === undefined) throw new Error("There is no Chrome for this platform.");
		const folder = mkdtempSync(join(tmpdir(), "own-chrome-"));
		const flags = [
			"--headless",
			"--remote-debugging-port=0",
			`--user-data-dir=${folder}`,
			...more,
			"about:blank",
		];
		// The wrapper ends its process group when its standard input ends, which this process holds.
		const process = spawn(slot.executable, flags, { stdio: ["pipe", "ignore", "pipe"], detached: true });
		return new OwnChrome(process, folder, await listeningAt(process));
	}

	get isRunning(): boolean {
		return this.#process.exitCode === null && this.#process.signalCode === null;
	}

	/** The tabs that its owner sees. */
	async tabs(): Promise<readonly ListedTab[]> {
		const answer = await fetch(`${this.url}/json/list`);
		return ((await answer.json()) as ListedTab[]).filter(({ type }) => type === "page");
	}

	async openTab(url: string): Promise<string> {
		const answer = await fetch(`${this.url}/json/new?${encodeURI(url)}`, { method: "PUT" });
		return ((await answer.json()) as ListedTab).id;
	}

	/** Ends it as a crash would. */
	async kill(): Promise<void> {
		const exited = once(this.#process, "exit");
		this.#process.stdin?.destroy();
		if (this.isRunning) await exited;
		rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.kill();
	}
}

function listeningAt({ stderr }: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		let output = "";
		stderr?.on("data", (data) => {
			output += String(data);
			const url = /DevTools listening on (\S+)/.exec(output)?.[1];
			if (url !== undefined) resolve(url);
		});
		stderr?.on("end", () => reject(new Error(`Chrome did not start:\n${output}`)));
	});
}
