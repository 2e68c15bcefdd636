import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { deploy, type Surroundings } from "./deployment.ts";
import { projectRoot } from "./project.ts";
import { wranglerArgs, wranglerEnv } from "./wrangler.ts";

// A test puts a program of its own in wrangler's place.
const replacement = process.env["BERTH_WRANGLER"];

const surroundings: Surroundings = {
	async wrangler(args, { input, capture = false } = {}) {
		const child = spawn(process.execPath, replacement ? [replacement, ...args] : wranglerArgs(args), {
			cwd: projectRoot,
			env: wranglerEnv(),
			stdio: [input === undefined ? "inherit" : "pipe", capture ? "pipe" : "inherit", "inherit"],
		});
		child.stdin?.end(input);
		const exited = once(child, "exit");
		const stdout = child.stdout === null ? "" : await text(child.stdout);
		await exited;
		return { code: child.exitCode ?? 1, stdout };
	},
	given: (name) => process.env[name],
	async ask(question) {
		if (!process.stdin.isTTY || process.env["CI"]) return undefined;
		process.stdout.write(question);
		// What is typed is not shown.
		const output = new Writable({ write: (_chunk, _encoding, done) => done() });
		const lines = createInterface({ input: process.stdin, output, terminal: true });
		const closed = once(lines, "close").then(() => Promise.reject(new Error("No secret was given")));
		try {
			return await Promise.race([lines.question(""), closed]);
		} finally {
			closed.catch(() => undefined);
			lines.close();
			process.stdout.write("\n");
		}
	},
	print: (line) => console.log(line),
};

process.exitCode = await deploy(process.argv.slice(2), surroundings);
