import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test } from "vitest";
import type { Entry, EntryPage } from "../../src/domain/entry.ts";
import {
	bearer,
	call,
	connect,
	createSession,
	deleteSession,
	DEVTOOLS,
	makeToken,
	type SessionBody,
	type TestClient,
} from "./berth.ts";

afterEach(async () => {
	const { body } = await call<SessionBody[]>("GET", `${DEVTOOLS}/session`);
	await Promise.all(body.map(({ sessionId }) => deleteSession(sessionId)));
});

const logPath = (sessionId: string, query = "limit=1000") => `/berth/v1/sessions/${sessionId}/log?${query}`;

const entriesOf = async (sessionId: string, query?: string): Promise<readonly Entry[]> =>
	(await call<EntryPage>("GET", logPath(sessionId, query))).body.entries;

const textsOf = async (sessionId: string, query?: string) =>
	(await entriesOf(sessionId, query)).map(({ text }) => text);

/** A client of the session's first page. */
async function clientOfPage(sessionId: string): Promise<TestClient> {
	const { body } = await call<{ id: string; type: string }[]>(
		"GET",
		`${DEVTOOLS}/browser/${sessionId}/json/list`,
	);
	const page = body.find(({ type }) => type === "page");
	return connect(`ws://berth.test${DEVTOOLS}/browser/${sessionId}/page/${page?.id}`);
}

const print = (client: TestClient, text: string) =>
	client.send("Runtime.evaluate", { expression: `console.log(${JSON.stringify(text)})` });

describe("what happened in a session", () => {
	test("goes on being written after a restart of its object, nothing twice", async () => {
		const { sessionId } = await createSession();
		const client = await clientOfPage(sessionId);
		await print(client, "before");
		await expect.poll(() => textsOf(sessionId, "kind=console")).toEqual(["before"]);
		const aborted = runInDurableObject(env.SESSION.getByName(sessionId), (_, ctx) =>
			ctx.abort("restarted by the test"),
		);
		await expect(aborted).rejects.toThrow("restarted by the test");
		const again = await clientOfPage(sessionId);
		await print(again, "after");
		await expect.poll(() => textsOf(sessionId, "kind=console")).toEqual(["before", "after"]);
		const entries = await entriesOf(sessionId);
		expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
	});

	test("holds the session's own states and its end", async () => {
		const { sessionId } = await createSession();
		await deleteSession(sessionId);
		await expect
			.poll(() => textsOf(sessionId, "kind=session"))
			.toEqual([
				"creating (worker_found)",
				"creating (creating)",
				"running",
				"closing: NormalClosure: It was closed by a DELETE request.",
				"closed",
			]);
	});

	test("holds the console alone, or the network alone, where that was asked for", async () => {
		const page = "data:text/html,<script>console.log('spoken')</script>";
		for (const [record, kinds] of [
			["console", ["console"]],
			["network", ["network"]],
		] as const) {
			const { sessionId } = await createSession(`record=${record}`);
			const client = await clientOfPage(sessionId);
			await client.send("Page.navigate", { url: page });
			await expect.poll(() => textsOf(sessionId, "kind=navigation&text=data")).toHaveLength(1);
			const seen = await entriesOf(sessionId, "kind=console,network");
			expect([...new Set(seen.map(({ kind }) => kind))]).toEqual(kinds);
		}
	});

	test("holds what the browser says of a page without the credentials in its addresses", async () => {
		const { sessionId } = await createSession();
		const client = await clientOfPage(sessionId);
		const html = `<meta http-equiv="Content-Security-Policy" content="img-src 'none'"><img src="http://shop.test/a?token=hunter2">`;
		await client.send("Page.navigate", { url: `data:text/html,${encodeURIComponent(html)}` });
		await expect
			.poll(() => textsOf(sessionId, "kind=console"))
			.toEqual([expect.stringContaining("http://shop.test/a?token=REDACTED")]);
	});

	test("is nothing of another account's", async () => {
		const { sessionId } = await createSession();
		const { token } = await makeToken({ account: "stranger", right: "write" });
		for (const path of ["log", "events", "har"]) {
			const { status } = await call("GET", `/berth/v1/sessions/${sessionId}/${path}`, {
				headers: bearer(token),
			});
			expect(status, path).toBe(404);
		}
	});

	test.each([
		["log?kind=consol", "kind"],
		["log?level=loud", "level"],
		["log?limit=0", "limit"],
		["log?limit=1001", "limit"],
		["log?after=-1", "after"],
		["log?txt=a", "txt"],
		["events?kind=", "kind"],
		["events?limit=5", "limit"],
	])("refuses %s, and says why", async (path, name) => {
		const { status, body } = await call<{ errors: { message: string }[] }>(
			"GET",
			`/berth/v1/sessions/${crypto.randomUUID()}/${path}`,
		);
		expect(status).toBe(400);
		expect(JSON.stringify(body)).toContain(name);
	});

	test("is 404 for a session that never was, and 405 for another method", async () => {
		const id = crypto.randomUUID();
		expect((await call("GET", logPath(id))).status).toBe(404);
		for (const path of ["log", "events", "har"])
			expect((await call("POST", `/berth/v1/sessions/${id}/${path}`)).status).toBe(405);
	});

	test("has no parameter but those that there are", async () => {
		const { status, body } = await call("POST", `${DEVTOOLS}/browser?record=maybe`);
		expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining("record")]);
	});
});
