import { describe, expect, test } from "vitest";
import { readHostList } from "../../src/http/host-list.ts";
import { ADMIN, bearer, call, DEVTOOLS, makeToken } from "./berth.ts";

interface DomainSet {
	readonly name: string;
	readonly domains: readonly string[];
	readonly isBuiltIn: boolean;
}

const SETS = "/berth/v1/domain-sets";
const put = (name: string, domains: unknown) =>
	call<DomainSet>("PUT", `${SETS}/${name}`, { body: JSON.stringify({ domains }) });

describe("domain sets", () => {
	test("are made, replaced, shown and deleted by the admin", async () => {
		expect(await put("team", ["A.example", "*.b.example", "a.example."])).toMatchObject({
			status: 200,
			body: { name: "team", domains: ["a.example", "*.b.example"], isBuiltIn: false },
		});
		await put("team", ["c.example"]);
		expect((await call<DomainSet>("GET", `${SETS}/team`)).body.domains).toEqual(["c.example"]);
		const { body } = await call<{ domainSets: DomainSet[] }>("GET", SETS);
		expect(body.domainSets.map(({ name }) => name)).toEqual(["common-cdns", "team"]);
		expect((await call("DELETE", `${SETS}/team`)).status).toBe(204);
		expect((await call("GET", `${SETS}/team`)).status).toBe(404);
		expect((await call("DELETE", `${SETS}/team`)).status).toBe(404);
	});

	test("that are built in stay as they are", async () => {
		const { body } = await call<DomainSet>("GET", `${SETS}/common-cdns`);
		expect(body).toMatchObject({
			isBuiltIn: true,
			domains: expect.arrayContaining(["cdnjs.cloudflare.com"]),
		});
		expect((await put("common-cdns", [])).status).toBe(400);
		expect((await call("DELETE", `${SETS}/common-cdns`)).status).toBe(400);
	});

	test.each([
		["a name of other characters", "Team_1", []],
		["a long name", "a".repeat(64), []],
		["no list", "bad", undefined],
		["what is no host", "bad", ["https://a.example"]],
		["too many hosts", "bad", Array.from({ length: 501 }, (_, at) => `h${at}.example`)],
	])("with %s are refused", async (_, name, domains) => {
		expect((await put(name, domains)).status).toBe(400);
	});

	test("are nobody else's", async () => {
		const { token } = await makeToken({ right: "write" });
		const headers = bearer(token);
		for (const [method, path] of [
			["GET", SETS],
			["GET", `${SETS}/common-cdns`],
			["DELETE", `${SETS}/common-cdns`],
		] as const)
			expect((await call(method, path, { headers })).status).toBe(403);
		expect((await call("GET", SETS, { headers: {} })).status).toBe(401);
	});

	test("are a hundred at most", async () => {
		for (let at = 0; at < 100; at += 1) expect((await put(`many-${at}`, [])).status).toBe(200);
		expect(await put("one-more", [])).toMatchObject({ status: 422 });
		expect((await put("many-1", ["a.example"])).status).toBe(200);
		for (let at = 0; at < 100; at += 1) await call("DELETE", `${SETS}/many-${at}`);
	});
});

describe("a session's guardrails", () => {
	test("hold what their sets held when it started", async () => {
		await put("mine", ["one.example"]);
		const guardrails = { allowedDomains: ["A.example"], allowedDomainSets: ["mine"] };
		const made = await call<{ sessionId: string }>("POST", `${DEVTOOLS}/browser`, {
			body: JSON.stringify({ guardrails }),
			headers: ADMIN,
		});
		expect(made.status).toBe(200);
		await put("mine", ["two.example"]);
		const { body } = await call<{ guardrails: object }>("GET", `/berth/v1/sessions/${made.body.sessionId}`);
		expect(body.guardrails).toEqual({
			allowedDomains: ["a.example"],
			allowedDomainSets: ["mine"],
			hosts: ["a.example", "one.example"],
		});
		await call("DELETE", `${DEVTOOLS}/browser/${made.body.sessionId}`);
	});
});

describe("a list at an address", () => {
	const url = new URL("https://lists.example/hosts.txt?key=secret");
	const read = (answer: () => Response | Promise<Response>) =>
		readHostList(url, { fetch: async () => answer() });
	const text = (body: string, type = "text/plain; charset=utf-8", status = 200) =>
		read(() => new Response(body, { status, headers: { "content-type": type } }));

	test("has a pattern a line, comments and empty lines", async () => {
		expect(await text("a.example\r\n\n# those of b\n  *.B.example\n")).toEqual({
			ok: true,
			value: ["a.example", "*.b.example"],
		});
	});

	test.each([
		["a line that is no host", () => text("a.example\n\nhttps://b.example"), "line 3"],
		["another type", () => text("a.example", "text/html"), "text/plain"],
		["a redirect", () => text("", "text/plain", 302), "302"],
		["too many hosts", () => text("a.example\n".repeat(501)), "500"],
		["too many bytes", () => text("a".repeat(70_000)), "65536"],
		["no answer", () => read(() => Promise.reject(new Error("no"))), "can't be had"],
	])("with %s is refused as a whole", async (_, outcome, why) => {
		const result = await outcome();
		expect(result).toMatchObject({ ok: false, problem: { message: expect.stringContaining(why) } });
		expect(JSON.stringify(result)).not.toContain("secret");
	});

	test.each(["https://localhost/l", "https://192.168.0.1/l", "https://a:b@lists.example/l"])(
		"at %s is not asked for",
		async (address) => {
			const never = { fetch: () => Promise.reject(new Error("asked")) };
			expect(await readHostList(new URL(address), never)).toMatchObject({ ok: false });
		},
	);
});
