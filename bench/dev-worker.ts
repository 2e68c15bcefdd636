import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DevServer } from "../scripts/dev-server.ts";
import { makeRunFolder, removeRunFolder } from "../scripts/run-folder.ts";

const shownLines = 20;
const shownCharacters = 400;

/** A Worker in a `wrangler dev` of its own, on a free port, with state and variables of its own. */
export class DevWorker implements AsyncDisposable {
	readonly #folder = makeRunFolder();
	readonly #server: DevServer;
	#lastLines: string[] = [];
	#origin = "";

	/** `env` is wrangler's, beside this process's own. */
	constructor(
		config: string,
		variables: Readonly<Record<string, string>>,
		env: Readonly<Record<string, string>> = {},
	) {
		const envFile = join(this.#folder, "variables.env");
		const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"\n`);
		writeFileSync(envFile, lines.join(""), { mode: 0o600 });
		const files = ["--config", config, "--env-file", envFile, "--persist-to", join(this.#folder, "state")];
		// wrangler looks for a free port for its inspector and takes it later: two of them may find the same one.
		const ports = ["--port", "0", "--inspector-port", "0"];
		// It is not to write a line a request.
		const args = [...files, ...ports, "--log-level", "error"];
		this.#server = new DevServer(args, "pipe", env);
		const { stdout, stderr } = this.#server.process;
		for (const stream of [stdout, stderr])
			stream?.setEncoding("utf8").on("data", (text: string) => this.#note(text));
	}

	/** `http://HOST:PORT`, once {@link DevWorker.ready} has resolved. */
	get origin(): string {
		return this.#origin;
	}

	async ready(): Promise<void> {
		try {
			const { host, port } = await this.#server.ready;
			this.#origin = `http://${host}:${port}`;
		} catch (cause) {
			throw new Error(`A Worker did not start.\n${this.#lastLines.join("\n")}`, { cause });
		}
	}

	/** Reads an answer to its last byte, whatever it is. @throws when it is no success */
	async fetchAll(
		method: string,
		path: string,
		headers: Readonly<Record<string, string>>,
		content: object,
	): Promise<void> {
		const response = await fetch(this.#origin + path, { method, headers, body: JSON.stringify(content) });
		const bytes = await response.arrayBuffer();
		if (!response.ok)
			throw new Error(`${method} ${path}: ${response.status} ${Buffer.from(bytes).toString().slice(0, 300)}`);
	}

	/** The answer's JSON. @throws with what the Worker says when that is no success */
	async request(
		method: string,
		path: string,
		headers: Readonly<Record<string, string>>,
		content?: object,
	): Promise<unknown> {
		// To those that take anything, wrangler shows an exception as a page of HTML.
		const accept = { Accept: "application/json" };
		const response = await fetch(this.#origin + path, {
			method,
			headers: { ...accept, ...headers },
			...(content !== undefined && { body: JSON.stringify(content) }),
		});
		if (response.ok) return response.json();
		const text = (await response.text()).slice(0, shownCharacters);
		throw new Error(`${method} ${path}: ${response.status} ${text}`);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#server.stop();
		removeRunFolder(this.#folder);
	}

	#note(text: string): void {
		this.#lastLines = [...this.#lastLines, ...text.split("\n")].slice(-shownLines);
	}
}
