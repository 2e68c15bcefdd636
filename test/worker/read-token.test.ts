import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { bearer, call, createSession, deleteSession, DEVTOOLS, makeToken, type TestClient } from "./berth.ts";
import { serveSites } from "./commands/site.ts";

const WORD = "hunter2-and-more";
const NAMES = ["subscription-key", "oobCode", "auth_key", "passcode", "token", "X-Session", "sig"];
const query = NAMES.map((name) => `${name}=${WORD}`).join("&");
const address = (path: string) => `http://site.test/${path};jsessionid=${WORD}?${query}#access_token=${WORD}`;

const PAGE = `<title>Welcome to ${address("title")}</title><script>
	console.log("signed in at ${address("console")}", { apiKey: "${WORD}" }, "http://user:${WORD}@site.test/");
	fetch("${address("fetched")}", { headers: { "X-Auth-Key": "${WORD}", "X-Otp-Code": "${WORD}", "X-License-Key": "${WORD}" } });
	setTimeout(() => { throw new Error("failed at ${address("error")}") });
</script>`;

let sessionId: string;
let reader: Record<string, string>;
let client: TestClient;

beforeAll(async () => {
	const created = await createSession("keep_alive=600000&recording=true");
	sessionId = created.sessionId;
	client = await serveSites(created.webSocketDebuggerUrl, () => ({ body: PAGE }));
	const body = JSON.stringify({
		session_id: sessionId,
		commands: [
			{ command: "navigate_to", data: { url: address("") } },
			{ command: "evaluate", data: { expression: "setTimeout(() => alert(document.title)), 1" } },
			{ command: "wait", data: { ms: 200 } },
			{ command: "handle_dialog", data: {} },
			{ command: "screenshot", data: {} },
			{ command: "wait_for_element", data: { selector: `a[href="${address("")}"]`, timeout_ms: 100 } },
		],
	});
	const ran = await call<{ code?: string; error?: string }>("POST", "/commands", { body });
	expect(ran.status, ran.body.error).toBe(200);
	reader = bearer((await makeToken({ right: "read" })).token);
	await vi.waitFor(
		async () => {
			const entries = await textAt("/berth/v1/sessions/{id}/log?limit=1000");
			expect(entries).toContain("site.test/fetched");
			expect(entries).toContain("failed at");
		},
		{ timeout: 100_000 },
	);
});
afterAll(async () => {
	client.socket.close();
	await deleteSession(sessionId);
});

test.each([
	[`${DEVTOOLS}/session`, "sessionId"],
	[`${DEVTOOLS}/session/{id}`, "sessionId"],
	[`${DEVTOOLS}/browser/{id}/json/list`, "site.test"],
	[`${DEVTOOLS}/browser/{id}/json`, "site.test"],
	["/berth/v1/sessions", "sessions"],
	["/berth/v1/sessions/{id}", "site.test"],
	["/berth/v1/sessions/{id}/tabs", "site.test"],
	["/berth/v1/sessions/{id}/log?limit=1000", "site.test/fetched"],
	["/berth/v1/sessions/{id}/har", "site.test/fetched"],
	["/berth/v1/sessions/{id}/actions", "navigate_to"],
	["/berth/v1/sessions/{id}/artifacts", "artifacts"],
	["/berth/v1/sessions/{id}/recording", "site.test"],
	["/sessions", "site.test"],
	["/sessions/{id}", "site.test"],
	["/api/sessions", "session"],
	["/api/sessions/{id}", "site.test"],
	["/api/sessions/{id}/console", "site.test"],
	["/api/sessions/{id}/network", "site.test/fetched"],
	["/api/sessions/{id}/actions", "navigate"],
	["/api/sessions/{id}/artifacts", "artifacts"],
	["/api/sessions/{id}/health", "site.test"],
])("a read token sees no credential of a page at %s", async (path, known) => {
	const text = await textAt(path);
	expect(text).toContain(known);
	expect(text).not.toContain(WORD);
});

async function textAt(path: string): Promise<string> {
	const { status, body } = await call("GET", path.replace("{id}", sessionId), { headers: reader });
	return `${status} ${JSON.stringify(body)}`;
}
