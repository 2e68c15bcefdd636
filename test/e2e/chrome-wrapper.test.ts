import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { wrapperScript } from "../../scripts/chrome-wrapper.ts";
import { stillRunning } from "./chromes.ts";

// A stand-in for Chrome: it says its process id and one of a child's, a URL, and then more than a pipe holds.
const standIn = `
import { spawn } from "node:child_process";
const child = spawn("sleep", ["600"]);
console.error("pids", process.pid, child.pid, process.env.GIVEN, ...process.argv.slice(2));
if (process.argv.includes("--broken")) process.exit(1);
console.error("DevTools listening on ws://127.0.0.1:1/");
for (let line = 0; line < 20_000; line += 1) console.error("noise");
setInterval(() => {}, 1000);
`;

let folder: string;
let wrapper: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "berth e2e's-"));
	const script = join(folder, "chrome.mjs");
	wrapper = join(folder, "chrome");
	writeFileSync(script, standIn);
	const flags = [script, "--disable-features=Ours"];
	const env = { GIVEN: "a 'quoted' value" };
	writeFileSync(wrapper, wrapperScript({ path: process.execPath, origin: "system", flags, env }));
	chmodSync(wrapper, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the wrapper around Chrome", () => {
	test("hands on arguments and environment, and Chrome's words up to its URL", async () => {
		const { launched, lines, pids } = await launch("--flag=a b");
		expect(lines[0]).toBe(`pids ${pids.join(" ")} a 'quoted' value --disable-features=Ours --flag=a b`);
		expect(lines[1]).toBe("DevTools listening on ws://127.0.0.1:1/");
		await end(launched);
		expect(lines).toHaveLength(2);
	});

	test("turns off features in addition to those that the launcher turns off", async () => {
		const { launched, lines } = await launch("--disable-features=Theirs,Others", "about:blank");
		expect(lines[0]).toMatch(/ --disable-features=Theirs,Others,Ours about:blank$/);
		await end(launched);
	});

	test("ends Chrome when the launcher's end of its standard input closes", async () => {
		const { launched, pids } = await launch();
		launched.stdin?.destroy();
		await once(launched, "exit");
		await expect.poll(() => stillRunning(pids)).toEqual([]);
	});

	test("ends with Chrome, and takes along what Chrome leaves behind", async () => {
		const { launched, pids } = await launch();
		process.kill(pids[0] ?? 0, "SIGKILL");
		await once(launched, "exit");
		await expect.poll(() => stillRunning(pids)).toEqual([]);
	});

	test("goes with its process group", async () => {
		const { launched, pids } = await launch();
		await end(launched);
		await expect.poll(() => stillRunning(pids)).toEqual([]);
	});

	test("hands on what a Chrome says that does not start", async () => {
		const { launched, lines } = await launch("--broken");
		if (launched.exitCode === null && launched.signalCode === null) await once(launched, "exit");
		expect(lines).toHaveLength(1);
	});
});

/** As miniflare launches it. */
async function launch(...args: string[]) {
	const launched = spawn(wrapper, args, { detached: true, env: {}, stdio: ["pipe", "ignore", "pipe"] });
	const lines: string[] = [];
	const reader = createInterface({ input: launched.stderr });
	reader.on("line", (line) => lines.push(line));
	await expect.poll(() => lines.length).toBe(args.includes("--broken") ? 1 : 2);
	const [, chrome, child] = lines[0]?.split(" ") ?? [];
	return { launched, lines, pids: [Number(chrome), Number(child)] };
}

async function end(launched: ChildProcess): Promise<void> {
	if (launched.pid !== undefined) process.kill(-launched.pid, "SIGKILL");
	await once(launched, "exit");
}
