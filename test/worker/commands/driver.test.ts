import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CommandRequest } from "../../../src/commands/runner.ts";
import {
	type CdpReply,
	connect,
	type Created,
	createSession,
	deleteSession,
	describeSession,
	DEVTOOLS,
	ORIGIN,
	type TestClient,
} from "../berth.ts";
import { runsInShell } from "../headless-shell.ts";

let session: Created;
beforeAll(async () => {
	session = await createSession("keep_alive=600000&targets=true");
});
afterAll(() => deleteSession(session.sessionId));

const runIn = (sessionId: string, ...commands: readonly (readonly [string, object?])[]) => {
	const requests: CommandRequest[] = commands.map(([command, data]) => ({ command, data }));
	return env.SESSION.getByName(sessionId).run(requests);
};
const run = (...commands: readonly (readonly [string, object?])[]) => runIn(session.sessionId, ...commands);

const page = (html: string) =>
	["navigate_to", { url: `data:text/html,${encodeURIComponent(html)}` }] as const;

/** The last step's data. */
async function get(...commands: readonly (readonly [string, object?])[]): Promise<unknown> {
	const answer = await run(...commands);
	if (!answer.ok) throw new Error(answer.problem.message);
	const last = answer.value.results.at(-1);
	if (last?.problem !== undefined) throw new Error(last.problem.message);
	return last?.data;
}

/** A client of the tab that the session's commands are in. */
const tabClient = async () => {
	const tabs = (await get(["tabs_list"])) as readonly { tab_id: string; current: boolean }[];
	const current = tabs.find((tab) => tab.current)?.tab_id;
	return connect(`${ORIGIN}${DEVTOOLS}/browser/${session.sessionId}/page/${current}`);
};

const valueIn = async (client: TestClient, expression: string) =>
	(
		(await client.send("Runtime.evaluate", { expression, returnByValue: true })) as CdpReply & {
			result: { result: { value: unknown } };
		}
	).result.result.value;

describe("commands and other clients of a session", () => {
	test("share its tabs: a page that a client opened is where the commands begin", async () => {
		const client = await connect(session.targets?.[0]?.webSocketDebuggerUrl ?? "", {});
		await client.send("Page.navigate", { url: "data:text/html,<title>Theirs</title>" });
		await expect.poll(() => get(["get_title"])).toBe("Theirs");
		await get(page("<title>Ours</title>"));
		expect(await valueIn(client, "document.title")).toBe("Ours");
	});

	test("leave each other's window size alone", async () => {
		const client = await tabClient();
		await client.send("Emulation.setDeviceMetricsOverride", {
			width: 731,
			height: 517,
			deviceScaleFactor: 1,
			mobile: false,
		});
		expect(await get(["evaluate", { expression: "[innerWidth, innerHeight].join()" }])).toMatchObject({
			result: { value: "731,517" },
		});
	});

	test("meet a dialog that a client's script opened", async () => {
		const client = await tabClient();
		await get(page("<title>Page</title>"));
		void client.send("Runtime.evaluate", { expression: "window.said = confirm('Theirs')" });
		expect(await get(["handle_dialog"])).toEqual({ type: "confirm", message: "Theirs" });
		expect(await valueIn(client, "said")).toBe(true);
	});
});

describe("the commands' own connection", () => {
	/** Ends the session's object, and with it every connection. */
	async function restart(): Promise<void> {
		const stub = env.SESSION.getByName(session.sessionId);
		const aborted = runInDurableObject(stub, (_, ctx) => ctx.abort("restarted by the test"));
		await expect(aborted).rejects.toThrow("restarted by the test");
	}

	test("is opened again after the object has restarted, where the session was", async () => {
		await get(
			page("<title>One</title>"),
			["tabs_new"],
			page("<title>Two</title>"),
			["tabs_new"],
			["tabs_select", { index: 1 }],
		);
		const title = await get(["get_title"]);
		await restart();
		expect(await get(["get_title"])).toBe(title);
	});

	test("is opened again on a page that is busy, which is told", async () => {
		await get(page("<title>Busy</title><script>setTimeout(() => { for (;;); }, 200)</script>"), [
			"wait",
			{ ms: 300 },
		]);
		await restart();
		const answer = await run(["get_title", { timeout_ms: 1_500 }]);
		expect(answer).toMatchObject({
			ok: true,
			value: { results: [{ problem: { code: "page_unresponsive" } }] },
		});
		expect(await get(["tabs_close"], ["tabs_new"], page("<title>Free</title>"), ["get_title"])).toBe("Free");
	});

	test("is opened again on a page that a dialog of before stops, which can be left", async () => {
		await get(page("<button onclick='confirm()'>Ask</button>"), ["click", { selector: "button" }]);
		await restart();
		const answer = await run(["get_title", { timeout_ms: 1_500 }]);
		const isFree = await runsInShell(session.sessionId);
		const results = [isFree ? { success: true } : { problem: { code: "page_unresponsive" } }];
		expect(answer).toMatchObject({ ok: true, value: { results } });
		expect(await get(page("<title>Free</title>"), ["get_title"])).toBe("Free");
	});
});

test("more calls than may wait are refused", async () => {
	const calls = Array.from({ length: 33 }, () => run(["wait", { ms: 20 }]));
	const refused = (await Promise.all(calls)).filter(({ ok }) => !ok);
	expect(refused).toMatchObject([{ problem: { code: "session_busy" } }]);
});

describe("a session that ends", () => {
	test("before commands, refuses them with its end", async () => {
		const { sessionId } = await createSession();
		await deleteSession(sessionId);
		expect(await runIn(sessionId, ["get_url"])).toMatchObject({
			ok: false,
			problem: { code: "session_ended", message: expect.stringContaining("NormalClosure") },
		});
	});

	test("under commands, by a DELETE, answers with its end", async () => {
		const ended = await createSession();
		const waiting = runIn(ended.sessionId, ["tabs_new"], ["wait_for_element", { selector: "i" }]);
		await expect.poll(() => targetsOf(ended.sessionId)).not.toHaveLength(0);
		await deleteSession(ended.sessionId);
		expect(await waiting).toMatchObject({
			ok: false,
			problem: { code: "session_ended", message: expect.stringContaining("NormalClosure") },
		});
	});

	test("because its browser is gone answers with that", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession();
		const client = await connect(webSocketDebuggerUrl);
		const waiting = runIn(sessionId, ["tabs_new"], ["wait_for_element", { selector: "i" }]);
		await expect.poll(() => targetsOf(sessionId)).not.toHaveLength(0);
		client.send("Browser.crash").catch(() => undefined);
		expect(await waiting).toMatchObject({
			ok: false,
			problem: { code: "session_ended", message: expect.stringContaining("ChromiumCrashed") },
		});
	});

	test("does not while commands run, however short its keep-alive is", async () => {
		const { sessionId } = await createSession("keep_alive=10000");
		const running = runIn(sessionId, ["wait", { ms: 1_500 }]);
		vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 9_000 });
		await runDurableObjectAlarm(env.SESSION.getByName(sessionId));
		vi.setSystemTime(Date.now() + 9_000);
		await runDurableObjectAlarm(env.SESSION.getByName(sessionId));
		vi.useRealTimers();
		expect(await running).toMatchObject({ ok: true });
		expect(await describeSession(sessionId)).not.toHaveProperty("closeReason");
		await deleteSession(sessionId);
	});
});

async function targetsOf(sessionId: string) {
	const targets = await env.SESSION.getByName(sessionId).targets();
	return targets.ok ? targets.value : [];
}
