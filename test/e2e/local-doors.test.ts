import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../../scripts/project.ts";
import { wranglerEnv } from "../../scripts/wrangler.ts";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { seenBelow } from "./chromes.ts";

const require = createRequire(import.meta.url);
const wrangler = dirname(require.resolve("wrangler/package.json"));
const miniflare = dirname(createRequire(join(wrangler, "package.json")).resolve("miniflare"));

/** Doors that no bundle spells out, with what opened them in a wrangler that had them open. */
const KNOWN = [
	"/cdn-cgi/explorer/api/d1/database/CATALOG/raw",
	"/cdn-cgi/local/explorer/api/d1/database/CATALOG/raw",
	"/cdn-cgi/local/r2/public/ARTIFACTS/local",
	"/cdn-cgi/local/r2/s3/ARTIFACTS/local",
	"/cdn-cgi/mf/reload",
];

/** What else a newer wrangler may answer is in its own text: a path that is added there is asked for here. */
function doors(): readonly string[] {
	const files = [join(wrangler, "wrangler-dist"), miniflare].flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: "utf8" })
			.filter((name) => /\.[cm]?js$/.test(name))
			.map((name) => join(folder, name)),
	);
	const spelled = files.flatMap((file) =>
		[...readFileSync(file, "utf8").matchAll(/["'`](\/(?:cdn-cgi|__cf_local)\/[\w/-]*)/g)].map(
			([, path = ""]) => path.replace(/\/$/, ""),
		),
	);
	// Each has older spellings, which wrangler rewrites.
	const all = [...spelled, ...KNOWN].flatMap((path) => [
		path,
		path.replace("/cdn-cgi/local", "/cdn-cgi/handler"),
		path.replace("/cdn-cgi/local", "/cdn-cgi/mf"),
		path.replace("/__cf_local", "/cdn-cgi/mf"),
	]);
	return [...new Set(all)].toSorted();
}

let berth: Berth;

beforeAll(async () => {
	berth = await startBerth();
});
afterAll(() => berth.stop());

test("wrangler's own paths are found", () => {
	expect(doors()).toEqual(
		expect.arrayContaining(["/cdn-cgi/local/scheduled", "/cdn-cgi/handler/email", "/__cf_local/stream"]),
	);
});

const refusals = [400, 401, 403, 404, 405].map(String);
/** The Worker's handler is called, and does nothing but throw. */
const triggered = ["500 exception"];

const isTrigger = (path: string): boolean => /^\/cdn-cgi\/(local|handler|mf)\/scheduled$/.test(path);

describe.each([
	["GET", {}],
	["POST", { method: "POST", body: JSON.stringify({ sql: "SELECT 1" }) }],
])("a %s that wrangler could answer itself", (_method, request) => {
	test.each(doors())("%s is refused", async (path) => {
		const query = "from=a@a.test&to=b@b.test&cron=x";
		const answer = await fetch(`${berth.url}${path}?${query}`, request);
		const text = await answer.text();
		const said = isTrigger(path) ? `${answer.status} ${text}` : String(answer.status);
		expect(isTrigger(path) ? triggered : refusals, text).toContain(said);
	});
});

test("bare `npx wrangler dev` has them closed as well", () => {
	const file = parseEnv(readFileSync(join(projectRoot, ".env"), "utf8"));
	const doorkeepers = ["X_LOCAL_EXPLORER", "X_LOCAL_OBSERVABILITY", "VSCODE_INSPECTOR_OPTIONS"];
	for (const name of doorkeepers) expect(file[name], name).toBe(wranglerEnv()[name]);
	expect(join(projectRoot, file["MINIFLARE_WORKERD_PATH"] ?? "")).toBe(
		wranglerEnv()["MINIFLARE_WORKERD_PATH"],
	);
});

test("a page of another local server gets nothing out of them", async () => {
	const answer = await fetch(`${berth.url}/cdn-cgi/local/explorer/api`, {
		headers: { Origin: "http://localhost:1" },
	});
	expect(answer.status).toBe(404);
});

test("nothing inspects the Worker: an inspector would run code in it for any page", async () => {
	const account = new Account(berth);
	const { sessionId } = await account.create();
	const all = seenBelow(berth.wranglerPid).map(({ command }) => command);
	expect(all.filter((each) => each.includes("workerd serve"))).toHaveLength(2);
	expect(all.filter((each) => each.includes("--inspector-addr"))).toEqual([]);
	await account.end(sessionId);
});
