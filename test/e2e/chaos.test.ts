import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { projectRoot } from "../../scripts/project.ts";

/** Half a minute in which each kind of fault comes at least once. */
const args = ["--minutes", "0.6", "--sessions", "6", "--seed", "46"];
/** The run, and all the patience that it has with what is left at its end. */
const timeoutMs = 400_000;

test("whatever fails, each session ends once and nothing is left", { timeout: timeoutMs }, async () => {
	const run = spawn(process.execPath, ["chaos/chaos.ts", ...args], { cwd: projectRoot });
	let output = "";
	for (const stream of [run.stdout, run.stderr]) stream.on("data", (data) => (output += String(data)));
	await once(run, "close");
	expect(run.exitCode, output).toBe(0);
	expect(output).toContain("Everything held.");
});
