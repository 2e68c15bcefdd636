import { exports } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, call, connect, createSession, deleteSession, DEVTOOLS, ORIGIN } from "./berth.ts";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

interface Failure {
	readonly success: boolean;
	readonly errors: readonly { readonly code: number; readonly message: string }[];
}

let sessionId: string;
let targetId: string;

beforeAll(async () => {
	const created = await createSession("keep_alive=600000&targets=true");
	sessionId = created.sessionId;
	targetId = created.targets?.[0]?.id ?? "";
});
afterAll(() => deleteSession(sessionId));

/** Fills the ids of the living session in. */
const pathOf = (path: string): string =>
	path.replace("{sid}", sessionId).replace("{tid}", targetId).replace("{unknown}", UNKNOWN);

/** A refused request: its status and code, once its body has been found to be the contract's. */
async function refused(
	method: string,
	path: string,
	init: RequestInit = {},
): Promise<[number, number | undefined]> {
	const { status, headers, body } = await call<Failure>(method, `${DEVTOOLS}${pathOf(path)}`, init);
	expect(headers.get("content-type")).toBe("application/json");
	expect(body).toEqual({
		success: false,
		errors: [{ code: expect.any(Number), message: expect.stringMatching(/^.{1,300}$/) }],
	});
	expect(JSON.stringify(body)).not.toMatch(/\bat .*[:(]\d+|\.ts\b|stack/);
	return [status, body.errors[0]?.code];
}

describe("parameters out of range, or of a wrong type", () => {
	test.each([
		["POST", "/browser?keep_alive=9999"],
		["POST", "/browser?keep_alive=1200001"],
		["POST", "/browser?keep_alive="],
		["POST", "/browser?keep_alive=-60000"],
		["POST", "/browser?keep_alive=6e4"],
		["POST", "/browser?keep_alive=60000.5"],
		["POST", "/browser?keep_alive=0xEA60"],
		["POST", "/browser?keep_alive=99999999999999999999"],
		["POST", "/browser?keep_alive=60000&keep_alive=70000"],
		["POST", "/browser?targets=yes"],
		["POST", "/browser?targets=1"],
		["POST", "/browser?recording=TRUE"],
		["POST", "/browser?lab="],
		["POST", "/browser?liveViewUrlExpiresInMs=59999"],
		["POST", "/browser?liveViewUrlExpiresInMs=3600001"],
		["GET", "/browser/{sid}/json/list?liveViewUrlExpiresInMs=soon"],
		["PUT", "/browser/{sid}/json/new?url="],
		["PUT", "/browser/{sid}/json/new?url=example.com"],
		["PUT", "/browser/{sid}/json/new?url=//example.com"],
		["PUT", "/browser/{sid}/json/new?url=http://"],
		["PUT", "/browser/{sid}/json/new?example.com"],
		["PUT", "/browser/{sid}/json/new?http%3A%2F%2F"],
		["GET", "/session?limit=0"],
		["GET", "/session?limit=201"],
		["GET", "/session?limit=ten"],
		["GET", "/session?offset=-1"],
		["GET", "/session?status=open"],
	])("%s %s", async (method, path) => {
		expect(await refused(method, path)).toEqual([400, 2004]);
	});
});

describe("parameters that there are not", () => {
	const messageOf = async (method: string, path: string, headers: Record<string, string> = ADMIN) => {
		const { status, body } = await call<Failure>(method, `${DEVTOOLS}${pathOf(path)}`, { headers });
		expect([status, body.errors[0]?.code]).toEqual([400, 2004]);
		return body.errors[0]?.message;
	};

	test.each([
		["POST", "/browser?keepalive=60000", 'unknown field "keepalive". Did you mean keep_alive?'],
		["POST", "/browser?target=true", 'unknown field "target". Did you mean targets?'],
		["GET", "/session?staus=closed", 'unknown field "staus". Did you mean status?'],
		["GET", "/session?cursor=1", 'unknown field "cursor". Known fields: limit, offset, status.'],
		[
			"GET",
			"/browser/{sid}/json/list?liveViewUrlExpires=60000",
			'unknown field "liveViewUrlExpires". Did you mean liveViewUrlExpiresInMs?',
		],
		["GET", "/browser/{sid}/json/list/{tid}?tokn=x", 'unknown field "tokn". Did you mean token?'],
		["GET", "/browser/{sid}/json/version?timeout=1", 'unknown field "timeout". Known fields: token.'],
		["GET", "/browser/{sid}/json/protocol?timeout=1", 'unknown field "timeout". Known fields: token.'],
		["PUT", "/browser/{sid}/json/new?uri=about:blank", 'unknown field "uri". Did you mean url?'],
		[
			"PUT",
			"/browser/{sid}/json/new?url=http://a.test/?b=c&d=e",
			'unknown field "d". Known fields: liveViewUrlExpiresInMs, url.',
		],
	])("%s %s", async (method, path, message) => {
		expect(await messageOf(method, path)).toBe(message);
	});

	test.each([
		["/browser?keepalive=60000", 'unknown field "keepalive". Did you mean keep_alive?'],
		["/browser/{sid}?keepalive=60000", 'unknown field "keepalive". Did you mean keep_alive?'],
		["/browser/{sid}/page/{tid}?timeout=1", 'unknown field "timeout". Known fields: token.'],
	])("upgrade of %s", async (path, message) => {
		expect(await messageOf("GET", path, { ...ADMIN, Upgrade: "websocket" })).toBe(message);
	});

	test("but the SDK's, with which it connects", async () => {
		const path = `/browser/${sessionId}?keep_alive=60000&lab=false&recording=true&`;
		const client = await connect(`${ORIGIN}${DEVTOOLS}${path}`);
		expect(await client.send("Browser.getVersion")).toHaveProperty("result");
	});
});

describe("bodies", () => {
	const domains = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example`);

	test.each<[string, string]>([
		["malformed JSON", "{"],
		["JSON that is no object", "[]"],
		["null", "null"],
		["guardrails that are no object", '{"guardrails":"none"}'],
		["unknown guardrails", '{"guardrails":{"blockedDomains":[]}}'],
		["too many domains", JSON.stringify({ guardrails: { allowedDomains: domains(51) } })],
		["a domain that is none", '{"guardrails":{"allowedDomains":["https://a.example"]}}'],
		["a domain with two wildcards", '{"guardrails":{"allowedDomains":["*.a.*"]}}'],
		["an empty domain", '{"guardrails":{"allowedDomains":[""]}}'],
		["too many sets", '{"guardrails":{"allowedDomainSets":["a","b","c","d","e"]}}'],
		["a domain with a port", '{"guardrails":{"allowedDomains":["a.example:443"]}}'],
		["a set that there is not", '{"guardrails":{"allowedDomainSets":["no-such-set"]}}'],
		["a list at a private address", '{"guardrails":{"allowedDomainSets":["https://10.0.0.1/list"]}}'],
		["a set over plain http", '{"guardrails":{"allowedDomainSets":["http://a.example/list"]}}'],
	])("%s of a create", async (_, body) => {
		expect(await refused("POST", "/browser", { body })).toEqual([400, 2004]);
	});

	test.each(["application/x-www-form-urlencoded", "text/plain", ""])(
		"guardrails are not passed over when sent as %s",
		async (type) => {
			const body = '{"guardrails":{"allowedDomainSets":["no-such-set"]}}';
			const headers = { ...ADMIN, ...(type !== "" && { "content-type": type }) };
			expect(await refused("POST", "/browser", { headers, body: new TextEncoder().encode(body) })).toEqual([
				400, 2004,
			]);
		},
	);

	test.each([
		'{"mode":"both"}',
		'{"expiresInMs":59999}',
		'{"expiresInMs":"300000"}',
		'{"guardrails":{"mode":"write"}}',
		'{"targetId":"../json"}',
	])("%s of a live view", async (body) => {
		expect(await refused("POST", "/browser/{sid}/live_view", { body })).toEqual([400, 2004]);
	});

	test("over 64 KiB are a 413", async () => {
		const body = JSON.stringify({ padding: "x".repeat(65_536) });
		expect(await refused("POST", "/browser", { body })).toEqual([413, 2005]);
	});

	test("may be absent where the content type speaks of one", async () => {
		const headers = { ...ADMIN, "content-type": "application/json" };
		const answer = await call("POST", `${DEVTOOLS}/browser/${sessionId}/live_view`, { headers });
		expect(answer.status).toBe(200);
	});

	test("of exactly 64 KiB are read", async () => {
		const body = "x".repeat(65_536);
		expect(await refused("POST", "/browser", { body })).toEqual([400, 2004]);
	});
});

describe("a body that would change every object", () => {
	const bodies = [
		'{"__proto__":{"polluted":true},"unknown":1}',
		'{"constructor":{"prototype":{"polluted":true}}}',
		'{"data":{"__proto__":{"polluted":true}},"items":{"__proto__":{"polluted":true}}}',
	];
	test.each([
		"/sessions",
		"/v1/scrape",
		"/v1/crawl",
		"/observe",
		"/commands",
		"/profiles",
		"/api/sessions",
		"/berth/v1/sessions",
		"/berth/v1/tokens",
	])("is refused at %s, and changes none", async (path) => {
		for (const body of bodies) {
			const { status } = await call("POST", path, { body });
			expect([body, status]).toEqual([body, 400]);
			expect("polluted" in {}).toBe(false);
		}
	});
});

describe("names of every object's", () => {
	const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];

	const unchanged = () => {
		expect("polluted" in {}).toBe(false);
		expect(Object.keys(Object.prototype)).toEqual([]);
	};

	test.each(NAMES)("%s is an unknown parameter, header and cookie as any other", async (name) => {
		for (const path of ["/session", "/browser/{sid}/json/list"]) {
			const query = `${name}=polluted&${name}[polluted]=true`;
			const headers = { ...ADMIN, Cookie: `${name}=polluted`, [name]: "polluted" };
			const { status } = await call("GET", `${DEVTOOLS}${pathOf(path)}?${query}`, { headers });
			expect([path, status < 500]).toEqual([path, true]);
		}
		for (const path of ["/berth/v1/sessions", "/sessions", "/api/sessions"])
			expect((await call("GET", `${path}?${name}=polluted`)).status).toBeLessThan(500);
		for (const path of [`/berth/v1/sessions/${name}`, `/sessions/${name}`, `/api/sessions/${name}`])
			expect((await call("GET", path)).status).toBeGreaterThanOrEqual(400);
		unchanged();
	});

	test.each(NAMES)("%s is a command, a field and an item as any other", async (name) => {
		const polluted = `{"${name}":{"polluted":true}}`;
		const commands: readonly (readonly [string, string])[] = [
			[name, polluted],
			["set_cookies", `{"cookies":[${polluted}]}`],
			["set_cookies", `{"cookies":[{"name":"${name}","value":"x","url":"http://a.test/","${name}":{}}]}`],
			["get_cookies", polluted],
			["clear_cookies", `{"name":"${name}"}`],
			["set_storage", `{"items":${polluted}}`],
			["set_storage", `{"items":{"${name}":"polluted"}}`],
			["get_storage", `{"key":"${name}"}`],
			["clear_storage", `{"key":"${name}"}`],
		];
		for (const [command, data] of commands) {
			const body = `{"session_id":"${sessionId}","commands":[{"command":"${command}","data":${data}}]}`;
			const { status, body: report } = await call<{ results?: readonly { code?: string }[] }>(
				"POST",
				"/commands",
				{
					body,
				},
			);
			expect([data, status === 200 || status === 400]).toEqual([data, true]);
			expect(report.results?.[0]?.code).not.toBe("internal");
		}
		unchanged();
	});
});

describe("what comes without a token", () => {
	test.each([
		`${DEVTOOLS}/browser`,
		"/sessions",
		"/v1/scrape",
		"/observe",
		"/commands",
		"/profiles",
		"/api/sessions",
		"/berth/v1/sessions",
		"/berth/v1/tokens",
	])("is refused at %s before its body is there", async (path) => {
		const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
		const writer = writable.getWriter();
		void writer.write(new TextEncoder().encode("{")).catch(() => undefined);
		for (const headers of [{}, { Authorization: "Bearer wrong" }]) {
			const init = { method: "POST", headers, body: readable.locked ? null : readable };
			const answer = await exports.default.fetch(`${ORIGIN}${path}`, init);
			expect(answer.status).toBe(401);
		}
	});
});

test.each([
	["a long header", { "X-Long": "x".repeat(70_000) }],
	["many headers", Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`X-${at}`, "y"]))],
])("%s is a 431, in each dialect", async (_, headers) => {
	for (const path of [
		`${DEVTOOLS}/session`,
		"/sessions",
		"/api/sessions",
		"/berth/v1/sessions",
		"/artifacts/x",
	]) {
		const { status } = await call("GET", path, { headers: { ...ADMIN, ...headers } });
		expect(status).toBe(431);
	}
});

describe("unknown things", () => {
	test.each([
		["GET", "/session/{unknown}", 2007],
		["GET", "/session/not-a-uuid", 2007],
		["GET", "/session/'; DROP TABLE sessions; --", 2007],
		["DELETE", "/browser/{unknown}", 2007],
		["GET", "/browser/{unknown}/json/version", 2007],
		["GET", "/browser/{unknown}/json/list", 2007],
		["PUT", "/browser/{unknown}/json/new", 2007],
		["POST", "/browser/{unknown}/live_view", 2007],
		["GET", "/browser/{sid}/json/list/0000", 2010],
		["GET", "/browser/{sid}/json/activate/0000", 2010],
		["GET", "/browser/{sid}/json/close/0000", 2010],
		["DELETE", "/browser/{sid}/json/close/..%2F..%2Fversion", 2010],
		["GET", "/browser/{sid}/nothing", 7003],
		["GET", "/", 7003],
	])("%s %s is a 404", async (method, path, code) => {
		expect(await refused(method, path)).toEqual([404, code]);
	});

	test("the details of an unknown session say what the contract says", async () => {
		const { body } = await call<Failure>("GET", `${DEVTOOLS}/session/${UNKNOWN}`);
		expect(body.errors[0]?.message).toBe("Session not found.");
	});

	test("a live view of an unknown target is a 404", async () => {
		expect(await refused("POST", "/browser/{sid}/live_view", { body: '{"targetId":"0"}' })).toEqual([
			404, 2010,
		]);
	});
});

describe("methods", () => {
	test.each([
		["PUT", "/browser", "GET, POST"],
		["POST", "/browser/{sid}", "GET, DELETE"],
		["GET", "/browser/{sid}/live_view", "POST"],
		["GET", "/browser/{sid}/json/new", "PUT"],
		["POST", "/browser/{sid}/json/new", "PUT"],
		["DELETE", "/browser/{sid}/json/list", "GET"],
		["PATCH", "/browser/{sid}/json/close/{tid}", "GET, DELETE"],
		["POST", "/browser/{sid}/page/{tid}", "GET"],
		["DELETE", "/session", "GET"],
		["DELETE", "/session/{sid}", "GET"],
	])("%s %s is a 405 that says what is allowed", async (method, path, allowed) => {
		expect(await refused(method, path)).toEqual([405, 7001]);
		const { headers } = await call(method, `${DEVTOOLS}${pathOf(path)}`);
		expect(headers.get("Allow")).toBe(allowed);
	});
});

describe("sockets without an upgrade", () => {
	test.each(["/browser", "/browser/{sid}", "/browser/{unknown}", "/browser/{sid}/page/{tid}"])(
		"GET %s is a 426, and starts nothing",
		async (path) => {
			const before = await call<unknown[]>("GET", `${DEVTOOLS}/session`);
			expect(await refused("GET", path)).toEqual([426, 2006]);
			const after = await call<unknown[]>("GET", `${DEVTOOLS}/session`);
			expect(after.body).toHaveLength(before.body.length);
		},
	);

	test.each([
		["not base64", "%%%"],
		["not JSON", btoa("readonly")],
		["another mode", btoa('{"mode":"write"}')],
		["guardrails of a session", btoa('{"allowedDomains":[]}')],
	])("a guardrails header that is %s is a 400", async (_, header) => {
		const headers = { ...ADMIN, Upgrade: "websocket", "cf-brapi-guardrails": header };
		expect(await refused("GET", "/browser/{sid}", { headers })).toEqual([400, 2004]);
	});
});

test("nothing of all this has ended the session", async () => {
	const { status } = await call("GET", `${DEVTOOLS}/browser/${sessionId}/json/version`);
	expect(status).toBe(200);
});
