import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";

let berth: Berth;
beforeAll(async () => {
	berth = await startBerth();
});
afterAll(() => berth.stop());

interface Listed {
	readonly actions: readonly { readonly type: string; readonly success: boolean }[];
	readonly artifacts: readonly { readonly publicUrl: string; readonly size: number }[];
}

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
	const headers = { Authorization: `Bearer ${berth.adminToken}` };
	const answer = await fetch(`${berth.url}${path}`, {
		method,
		headers,
		...(body && { body: JSON.stringify(body) }),
	});
	return (await answer.json()) as T;
}

test("what a session did and made is there after its Chrome was killed", async () => {
	const account = new Account(berth, { id: "local" });
	const { sessionId } = await account.create();
	const pid = await (await account.connect(sessionId)).browserPid();
	const commands = [
		{ command: "navigate_to", data: { url: "data:text/html,<title>Hello</title>" } },
		{ command: "screenshot" },
		{ command: "wait", data: { ms: 100_000 } },
	];
	const running = ask<{ code: string }>("POST", "/commands", { session_id: sessionId, commands });
	const archive = (what: keyof Listed): Promise<Listed> =>
		ask("GET", `/berth/v1/sessions/${sessionId}/${what}`);
	await expect.poll(async () => (await archive("artifacts")).artifacts).toHaveLength(1);
	process.kill(pid, "SIGKILL");

	expect(await running).toMatchObject({ code: "session_ended" });
	await expect
		.poll(async () => (await archive("actions")).actions)
		.toMatchObject([
			{ type: "navigate_to", success: true },
			{ type: "screenshot", success: true },
			{ type: "wait", success: false },
		]);
	const [shot] = (await archive("artifacts")).artifacts;
	const file = await fetch(shot?.publicUrl ?? "");
	expect([file.status, file.headers.get("content-type")]).toEqual([200, "image/png"]);
	expect((await file.arrayBuffer()).byteLength).toBe(shot?.size);
	const part = await fetch(shot?.publicUrl ?? "", { headers: { Range: "bytes=1-3" } });
	expect([part.status, await part.text()]).toEqual([206, "PNG"]);
});
