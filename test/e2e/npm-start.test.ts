import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chromesBelow, stillRunning } from "./chromes.ts";
import { freePort } from "./free-port.ts";

let state: string;
beforeEach(() => {
	state = mkdtempSync(join(tmpdir(), "berth-e2e-"));
});
afterEach(() => rmSync(state, { recursive: true, maxRetries: 5, retryDelay: 50 }));

test("npm start prints a first request that works, and leaves no Chrome", async () => {
	const port = await freePort();
	const options = ["--port", String(port), "--persist-to", state];
	const npm = spawn("npm", ["start", "--", ...options], { stdio: ["ignore", "pipe", "inherit"] });
	try {
		let output = "";
		npm.stdout.on("data", (data) => (output += String(data)));
		await expect.poll(() => /^ {2}curl .*$/m.exec(output)?.[0]).toBeDefined();
		expect(output).toMatch(/^Chrome: /m);
		expect(existsSync(join(state, "v3/d1/berth-migrations.json"))).toBe(true);

		// Not every machine has curl.
		const [, authorization = "", url = ""] =
			/^ {2}curl -X POST -H "Authorization: (.*)" "(.*)"$/m.exec(output) ?? [];
		expect(url).toMatch(`http://localhost:${port}/`);
		const response = await fetch(url, { method: "POST", headers: { authorization } });
		expect(await response.json()).toMatchObject({
			sessionId: expect.any(String),
			targets: [{ type: "page" }],
		});

		// A browser at a private address may be used here; at this one there is none.
		const unused = await fetch(new URL("/sessions", url), {
			method: "POST",
			headers: { authorization },
			body: JSON.stringify({ cdp_url: "http://127.0.0.1:1" }),
		});
		expect(await unused.json()).toMatchObject({ code: "endpoint_unreachable" });

		const chromes = chromesBelow(npm.pid ?? 0);
		expect(chromes).toHaveLength(1);
		npm.kill("SIGTERM");
		await once(npm, "exit");
		await expect.poll(() => stillRunning(chromes)).toEqual([]);
	} finally {
		npm.kill("SIGTERM");
	}
});
