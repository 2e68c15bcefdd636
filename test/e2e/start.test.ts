import { expect, test } from "vitest";
import { type Berth, startBerth } from "./berth.ts";
import { stillRunning } from "./chromes.ts";

test("no Chrome is left when wrangler is killed", async () => {
	await using berth = await startBerth();
	await makeBrowser(berth);
	await makeBrowser(berth);
	const chromes = berth.chromePids();
	expect(chromes).toHaveLength(2);
	process.kill(berth.wranglerPid, "SIGKILL");
	await expect.poll(() => stillRunning(chromes)).toEqual([]);
});

test("a session's record outlives a restart, and its browser does not", async () => {
	await using berth = await startBerth();
	await makeBrowser(berth);
	const chromes = berth.chromePids();
	await berth.restart();
	expect(stillRunning(chromes)).toEqual([]);
	expect(await sessions(berth)).toHaveLength(1);
});

const api = "client/v4/accounts/local/browser-rendering/devtools";

async function makeBrowser(berth: Berth): Promise<void> {
	const headers = { Authorization: `Bearer ${berth.adminToken}` };
	const response = await fetch(`${berth.url}/${api}/browser?keep_alive=60000`, { method: "POST", headers });
	expect(response.status, await response.text()).toBe(200);
}

async function sessions(berth: Berth): Promise<unknown> {
	const headers = { Authorization: `Bearer ${berth.adminToken}` };
	const response = await fetch(`${berth.url}/${api}/session?status=all`, { headers });
	return response.json();
}
