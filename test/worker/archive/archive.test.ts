import { env, exports } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	ADMIN,
	bearer,
	call,
	createSession,
	deleteSession,
	describeSession,
	DEVTOOLS,
	makeToken,
} from "../berth.ts";

interface ShownArtifact {
	readonly objectId: string;
	readonly type: string;
	readonly name: string;
	readonly contentType: string;
	readonly size: number;
	readonly publicUrl: string;
	readonly metadata?: object;
	readonly content?: string;
}

interface ShownAction {
	readonly seq: number;
	readonly type: string;
	readonly success: boolean;
	readonly startedAt: number;
	readonly durationMs: number;
	readonly browserMs: number;
	readonly details: object;
	readonly error?: object;
}

interface Step {
	readonly success: boolean;
	readonly data?: { readonly image?: string; readonly pdf?: string };
	readonly artifact?: { readonly object_id: string; readonly url: string };
	readonly artifact_skipped?: string;
}

const at = (id: string, path: string): string => `/berth/v1/sessions/${id}/${path}`;
const actionsOf = async (id: string, query = "") =>
	(await call<{ actions: ShownAction[]; total: number; dropped: number }>("GET", at(id, `actions${query}`)))
		.body;
const artifactsOf = async (id: string, query = "") =>
	(await call<{ artifacts: ShownArtifact[]; total: number }>("GET", at(id, `artifacts${query}`))).body;

async function run(
	session_id: string,
	...commands: readonly (readonly [string, object?])[]
): Promise<Step[]> {
	const body = JSON.stringify({
		session_id,
		commands: commands.map(([command, data]) => ({ command, data })),
	});
	return (await call<{ results: Step[] }>("POST", "/commands", { headers: ADMIN, body })).body.results;
}

const fetchFile = async (url: string) => {
	const answer = await exports.default.fetch(url);
	return {
		status: answer.status,
		type: answer.headers.get("content-type"),
		size: (await answer.arrayBuffer()).byteLength,
	};
};

const page = "data:text/html,<title>Hello</title><input><select><option>a</select>";

describe("a session's actions", () => {
	let id: string;
	beforeAll(async () => {
		id = (await createSession()).sessionId;
	});
	afterAll(() => deleteSession(id));

	test("are its commands and the calls that drive it, without what was typed", async () => {
		const startedAt = Date.now();
		await run(
			id,
			["goto", { url: page }],
			["type_text", { selector: "input", text: "hunter22" }],
			["press_key", { selector: "input", key: "x" }],
			["select_option", { selector: "select", values: ["secret-choice"], timeout_ms: 200 }],
		);
		await run(id, ["click", { selector: "#missing", timeout_ms: 100 }]);
		await call("POST", "/v1/scrape", { body: JSON.stringify({ url: page, session_id: id }) });
		const tab = await call<{ id: string }>("PUT", `${DEVTOOLS}/browser/${id}/json/new?url=about:blank`);
		await call("GET", `${DEVTOOLS}/browser/${id}/json/activate/${tab.body.id}`);
		await call("DELETE", `${DEVTOOLS}/browser/${id}/json/close/${tab.body.id}`);
		await call("GET", `${DEVTOOLS}/browser/${id}/json/list`);

		const { actions, total, dropped } = await actionsOf(id);
		expect([total, dropped]).toEqual([9, 0]);
		expect(actions.map(({ type, success }) => [type, success])).toEqual([
			["navigate_to", true],
			["type_text", true],
			["press_key", true],
			["select_option", false],
			["click", false],
			["scrape", true],
			["open_tab", true],
			["activate_tab", true],
			["close_tab", true],
		]);
		expect(actions.map(({ seq }) => seq)).toEqual(actions.map((_, index) => index + 1));
		expect(actions[0]).toMatchObject({ details: { url: page } });
		expect(actions[1]).toMatchObject({ details: { selector: "input", text: "REDACTED" } });
		expect(actions[3]).toMatchObject({ error: { code: "option_not_found" } });
		expect(actions[4]).toMatchObject({ error: { code: "element_not_found" } });
		for (const action of actions) {
			expect(action.startedAt).toBeGreaterThanOrEqual(startedAt);
			expect(action.durationMs).toBeGreaterThanOrEqual(action.browserMs);
		}
		const written = JSON.stringify(actions);
		for (const secret of ["hunter22", "secret-choice"]) expect(written).not.toContain(secret);
	});

	test("are read a page at a time", async () => {
		expect((await actionsOf(id, "?offset=1&limit=2")).actions.map(({ seq }) => seq)).toEqual([2, 3]);
		for (const query of ["?limit=0", "?limit=1001", "?offset=-1", "?limt=1"])
			expect((await call("GET", at(id, `actions${query}`))).status).toBe(400);
	});

	test("are counted", async () => {
		await run(id, ["screenshot"], ["screenshot"]);
		const { body } = await call<object>("GET", `/berth/v1/sessions/${id}`);
		expect(body).toMatchObject({ actionCount: 11, navigationCount: 3, screenshotCount: 2 });
	});
});

describe("what a session makes", () => {
	let id: string;
	beforeAll(async () => {
		id = (await createSession()).sessionId;
		await run(id, ["goto", { url: page }]);
	});
	afterAll(() => deleteSession(id));

	test("is kept, and answered with a link that gives the same", async () => {
		const steps = await run(
			id,
			["screenshot", { path: "shots/first.png" }],
			["screenshot", { format: "jpeg", full_page: true }],
			["element_screenshot", { selector: "input" }],
			["pdf"],
		);
		const types = ["image/png", "image/jpeg", "image/png", "application/pdf"];
		for (const [index, step] of steps.entries()) {
			const base64 = step.data?.image ?? step.data?.pdf ?? "";
			const size = atob(base64).length;
			expect(await fetchFile(step.artifact?.url ?? "")).toEqual({ status: 200, type: types[index], size });
		}
		const { artifacts, total } = await artifactsOf(id);
		expect(total).toBe(4);
		expect(artifacts.map(({ type, name }) => [type, name])).toEqual([
			["screenshot", "first.png"],
			["screenshot", "screenshot.jpeg"],
			["screenshot", "screenshot.png"],
			["pdf", "page.pdf"],
		]);
		expect(artifacts.map(({ objectId }) => objectId)).toEqual(
			steps.map(({ artifact }) => artifact?.object_id),
		);
		expect(await fetchFile(artifacts[3]?.publicUrl ?? "")).toMatchObject({ status: 200 });
		expect((await artifactsOf(id, "?offset=1&limit=2")).artifacts).toHaveLength(2);
	});

	test("is kept of a scrape too", async () => {
		const body = JSON.stringify({ url: page, session_id: id, formats: ["screenshot"] });
		const { body: scraped } = await call<{ data: { screenshot: string }; artifact?: { url: string } }>(
			"POST",
			"/v1/scrape",
			{ body },
		);
		const size = atob(scraped.data.screenshot).length;
		expect(await fetchFile(scraped.artifact?.url ?? "")).toEqual({ status: 200, type: "image/png", size });
	});

	test("can be removed, and its links are dead", async () => {
		const [first] = (await artifactsOf(id)).artifacts;
		const path = at(id, `artifacts/${first?.objectId}`);
		expect((await call<ShownArtifact>("GET", `${path}?expiresInMs=60000`)).body).toMatchObject({
			objectId: first?.objectId,
		});
		expect((await call("DELETE", path)).status).toBe(204);
		expect((await call("DELETE", path)).body).toMatchObject({ error: { code: "artifact_not_found" } });
		expect((await call("GET", path)).status).toBe(404);
		expect((await exports.default.fetch(first?.publicUrl ?? "")).status).toBe(404);
	});

	test("is left out over the quota, and the command has its data all the same", async () => {
		await runInDurableObject(env.SESSION.getByName(id), (_, ctx) => {
			ctx.storage.sql.exec("UPDATE artifacts SET size = 524288000 WHERE seq = 2");
		});
		const [step] = await run(id, ["screenshot"]);
		expect(step).toMatchObject({
			success: true,
			data: { image: expect.any(String) },
			artifact_skipped: expect.stringContaining("The artifacts of a session may have 524288000 bytes"),
		});
		expect(step).not.toHaveProperty("artifact");
		const refused = await call("PUT", at(id, "artifacts/text/notes"), { body: '{"content": "x"}' });
		expect([refused.status, refused.body]).toMatchObject([413, { error: { code: "artifacts_full" } }]);
		await runInDurableObject(env.SESSION.getByName(id), (_, ctx) => {
			ctx.storage.sql.exec("UPDATE artifacts SET size = 1 WHERE seq = 2");
		});
	});
});

describe("a named text", () => {
	let id: string;
	beforeAll(async () => {
		id = (await createSession()).sessionId;
	});
	afterAll(() => deleteSession(id));

	const text = (name: string): string => at(id, `artifacts/text/${encodeURIComponent(name)}`);
	const put = (name: string, body: object) =>
		call<ShownArtifact>("PUT", text(name), { body: JSON.stringify(body) });

	test("is kept, read, replaced and removed", async () => {
		const metadata = { step: 1, tags: ["a"] };
		const first = await put("notes ü.md", { content: "# Hällo", contentType: "text/markdown", metadata });
		expect(first).toMatchObject({
			status: 200,
			body: { type: "text", name: "notes ü.md", size: 8, metadata },
		});
		const second = await put("notes ü.md", { content: "second" });
		expect((await call<ShownArtifact>("GET", text("notes ü.md"))).body).toMatchObject({
			content: "second",
			contentType: "text/plain",
			objectId: second.body.objectId,
		});
		expect((await exports.default.fetch(first.body.publicUrl)).status).toBe(404);
		expect(await (await exports.default.fetch(second.body.publicUrl)).text()).toBe("second");
		expect((await artifactsOf(id)).total).toBe(1);
		expect((await call("DELETE", text("notes ü.md"))).status).toBe(204);
		for (const method of ["GET", "DELETE"])
			expect((await call(method, text("notes ü.md"))).body).toMatchObject({
				error: { code: "artifact_not_found" },
			});
	});

	test("may have 500 KB, whatever it is made of", async () => {
		expect((await put("long", { content: "\n".repeat(500_000) })).body).toMatchObject({ size: 500_000 });
		const { status, body } = await put("long", { content: "ü".repeat(250_001) });
		expect([status, body]).toMatchObject([413, { error: { code: "artifact_too_large" } }]);
		const huge = await put("long", { content: "x".repeat(3_000_000) });
		expect([huge.status, huge.body]).toMatchObject([413, { error: { code: "payload_too_large" } }]);
	});

	test.each(["a:b", "a/b", "a\\b", " ", " a", "a\nb", "x".repeat(201)])(
		"can't be called %.20j",
		async (name) => {
			const { status, body } = await put(name, { content: "" });
			expect(status).toBe(400);
			expect(body).toMatchObject({
				error: { code: "invalid_request", message: expect.stringMatching(/^name: /) },
			});
		},
	);

	test.each([
		["content", {}],
		["content", { content: 1 }],
		["contentType", { content: "", contentType: "text" }],
		["contentType", { content: "", contentType: "text/html\r\nX-Evil: 1" }],
		["metadata", { content: "", metadata: "x" }],
		["metadata", { content: "", metadata: { x: "y".repeat(10_000) } }],
		["", { content: "", other: 1 }],
	])("is refused with a word on %s", async (field, body) => {
		const answer = await put("bad", body);
		expect(answer.status).toBe(400);
		expect(answer.body).toMatchObject({ error: { message: expect.stringContaining(field) } });
	});

	test("is an account's own, and a read token may only look", async () => {
		await put("own", { content: "mine" });
		const read = bearer((await makeToken({ right: "read" })).token);
		const foreign = bearer((await makeToken({ account: "team-b", right: "write" })).token);
		expect((await call("GET", text("own"), { headers: read })).status).toBe(200);
		for (const method of ["PUT", "DELETE"])
			expect(
				(await call(method, text("own"), { headers: read, ...(method === "PUT" && { body: "{}" }) })).status,
			).toBe(403);
		for (const path of ["actions", "artifacts", "artifacts/x", "artifacts/text/own"]) {
			const answer = await call("GET", at(id, path), { headers: foreign });
			const unknown = await call("GET", at(crypto.randomUUID(), path), { headers: foreign });
			expect(answer.status).toBe(404);
			expect(answer.body).toEqual(unknown.body);
			expect((await call("GET", at(id, path), { headers: {} })).status).toBe(401);
		}
		expect((await call("DELETE", text("own"), { headers: foreign })).status).toBe(404);
		expect((await call<ShownArtifact>("GET", text("own"))).body.content).toBe("mine");
	});
});

test("all of it is there after a restart, and after the end", async () => {
	const { sessionId: id } = await createSession();
	await run(id, ["goto", { url: page }], ["screenshot"]);
	await call("PUT", at(id, "artifacts/text/notes"), { body: '{"content": "kept"}' });
	const before = [await actionsOf(id), (await artifactsOf(id)).artifacts.map(({ objectId }) => objectId)];
	const now = async () => [
		await actionsOf(id),
		(await artifactsOf(id)).artifacts.map(({ objectId }) => objectId),
	];

	const restarting = runInDurableObject(env.SESSION.getByName(id), (_, ctx) => ctx.abort("restarted"));
	await expect(restarting).rejects.toThrow("restarted");
	expect(await now()).toEqual(before);
	await run(id, ["get_title"]);
	expect((await actionsOf(id)).actions.map(({ seq }) => seq)).toEqual([1, 2, 3]);

	await deleteSession(id);
	await expect.poll(() => describeSession(id)).toMatchObject({ closeReason: "NormalClosure" });
	expect((await actionsOf(id)).total).toBe(3);
	expect((await run(id, ["get_title"])) as unknown).toBeUndefined();
	expect((await actionsOf(id)).total).toBe(3);
	const [shot, text] = (await artifactsOf(id)).artifacts;
	expect(await fetchFile(shot?.publicUrl ?? "")).toMatchObject({ status: 200, type: "image/png" });
	expect((await call<ShownArtifact>("GET", at(id, "artifacts/text/notes"))).body.content).toBe("kept");
	const late = await call("PUT", at(id, "artifacts/text/notes"), { body: '{"content": "late"}' });
	expect([late.status, late.body]).toMatchObject([410, { error: { code: "session_ended" } }]);
	expect((await call("DELETE", at(id, `artifacts/${text?.objectId}`))).status).toBe(204);
	expect((await artifactsOf(id)).total).toBe(1);
});
