import { env, exports } from "cloudflare:workers";
import { afterAll, describe, expect, test } from "vitest";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { saveSession } from "../../src/catalog/sessions.ts";
import { countMended } from "../../src/catalog/totals.ts";
import { app } from "../../src/http/app.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";
import { ADMIN, call, connect, createSession, deleteSession, ORIGIN } from "./berth.ts";
import { parseExposition } from "./parse-exposition.ts";

const scrape = (headers: Record<string, string> = ADMIN) =>
	exports.default.fetch(`${ORIGIN}/metrics`, { headers });

/** Every series of a scrape that Prometheus would take. */
const readMetrics = async (): Promise<ReadonlyMap<string, number>> =>
	parseExposition(await (await scrape()).text()).values;

const readMetric = async (series: string): Promise<number | undefined> => (await readMetrics()).get(series);

interface Refusal {
	readonly error: { readonly code: string; readonly message: string };
}

describe("/metrics", () => {
	test("is text of version 0.0.4, kept by nobody, and well formed before anything has happened", async () => {
		const response = await scrape();
		expect(response.status).toBe(200);
		expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
		expect(response.headers.get("cache-control")).toBe("no-store");
		const { types, values } = parseExposition(await response.text());
		expect(Object.fromEntries(types)).toEqual({
			berth_build_info: "gauge",
			berth_sessions: "gauge",
			berth_connected_sessions: "gauge",
			berth_waiting: "gauge",
			berth_reservations: "gauge",
			berth_upstream_blocked: "gauge",
			berth_sessions_created_total: "counter",
			berth_sessions_ended_total: "counter",
			berth_session_startup_seconds: "histogram",
			berth_connections_total: "counter",
			berth_relay_bytes_total: "counter",
			berth_reconciliations_total: "counter",
			berth_catalog_retries_total: "counter",
		});
		expect(values.get('berth_sessions{state="running"}')).toBe(0);
		expect(values.get('berth_sessions_ended_total{close_reason="ChromiumCrashed"}')).toBe(0);
		const build = [...values.keys()].find((series) => series.startsWith("berth_build_info"));
		expect(build).toMatch(/^berth_build_info\{version="\d+\.\d+\.\d+"\}$/);
	});

	test("follows a session from its start to its end", async () => {
		const before = await readMetrics();
		const grown = async (series: string) => ((await readMetric(series)) ?? 0) - (before.get(series) ?? 0);

		const { sessionId, webSocketDebuggerUrl } = await createSession();
		expect(await grown("berth_sessions_created_total")).toBe(1);
		await expect.poll(() => grown('berth_sessions{state="running"}')).toBe(1);
		expect(await grown("berth_reservations")).toBe(1);
		expect(await grown("berth_session_startup_seconds_count")).toBe(1);
		expect(await grown("berth_session_startup_seconds_sum")).toBeGreaterThan(0);

		const client = await connect(webSocketDebuggerUrl);
		await expect.poll(() => grown("berth_connected_sessions")).toBe(1);
		expect(await grown("berth_connections_total")).toBe(1);
		const { result } = await client.send("Browser.getVersion");
		expect(result).toBeDefined();

		await deleteSession(sessionId);
		await expect.poll(() => grown('berth_sessions_ended_total{close_reason="NormalClosure"}')).toBe(1);
		expect(await grown("berth_connected_sessions")).toBe(0);
		expect(await grown('berth_relay_bytes_total{direction="to_browser"}')).toBeGreaterThan(20);
		expect(await grown('berth_relay_bytes_total{direction="to_clients"}')).toBeGreaterThan(100);
		await expect.poll(() => grown("berth_reservations")).toBe(0);
		await expect.poll(() => grown('berth_sessions{state="closing"}')).toBe(0);
		expect(await grown('berth_sessions{state="running"}')).toBe(0);
		expect(await grown("berth_sessions_created_total")).toBe(1);
	});

	test("shows seconds where the catalog has milliseconds", async () => {
		await ensureMigrated(env.CATALOG);
		const before = await readMetrics();
		const asked = newSession(crypto.randomUUID(), "local", { keepAliveMs: 60_000, waitMs: 0 }, 1000);
		await saveSession(env.CATALOG, { ...asked, state: "failed", endTime: 1, startupMs: 450_000 });
		const after = await readMetrics();
		const grown = (series: string) => (after.get(series) ?? 0) - (before.get(series) ?? 0);
		expect(grown("berth_session_startup_seconds_sum")).toBeCloseTo(450);
		expect(grown('berth_session_startup_seconds_bucket{le="300"}')).toBe(0);
		expect(grown('berth_session_startup_seconds_bucket{le="600"}')).toBe(1);
	});

	test("shows what was mended, whatever its kind is called", async () => {
		await countMended(env.CATALOG, 'a "kind"\\', 3);
		expect(await readMetric(String.raw`berth_reconciliations_total{kind="a \"kind\"\\"}`)).toBe(3);
	});

	test("shows that the browser service is left alone", async () => {
		expect(await readMetric("berth_upstream_blocked")).toBe(0);
		const block = env.CATALOG.prepare("UPDATE upstream SET blocked_until = ?");
		await block.bind(Date.now() + 60_000).run();
		expect(await readMetric("berth_upstream_blocked")).toBe(1);
		await block.bind(0).run();
	});
});

describe("/metrics refuses", () => {
	const refused = async (response: Response): Promise<[number, string]> => [
		response.status,
		(await response.json<Refusal>()).error.code,
	];

	test("who has no token, or a wrong one", async () => {
		expect(await refused(await scrape({}))).toEqual([401, "unauthenticated"]);
		expect(await refused(await scrape({ Authorization: "Bearer wrong" }))).toEqual([401, "unauthenticated"]);
		const inAddress = await exports.default.fetch(`${ORIGIN}/metrics?token=admin-token-of-the-tests`);
		expect(await refused(inAddress)).toEqual([401, "unauthenticated"]);
	});

	test("an account's token", async () => {
		const body = JSON.stringify({ account: "local", right: "write" });
		const { token } = (await call<{ token: string }>("POST", "/berth/v1/tokens", { body })).body;
		expect(await refused(await scrape({ Authorization: `Bearer ${token}` }))).toEqual([403, "forbidden"]);
	});

	test("other methods", async () => {
		const { status, headers, body } = await call<Refusal>("POST", "/metrics");
		expect([status, headers.get("Allow"), body.error.code]).toEqual([405, "GET", "method_not_allowed"]);
	});

	test("everyone while Berth is not configured", async () => {
		const without = { ...env, SIGNING_SECRET: undefined };
		const response = await app.request(`${ORIGIN}/metrics`, { headers: ADMIN }, without);
		expect(await refused(response)).toEqual([503, "not_configured"]);
	});

	test("with a 503 to be tried again when D1 refuses", async () => {
		const refusing = {
			prepare: (sql: string) => env.CATALOG.prepare(sql),
			batch: () => Promise.reject(new Error("D1 is down")),
		};
		const response = await app.request(
			`${ORIGIN}/metrics`,
			{ headers: ADMIN },
			{ ...env, CATALOG: refusing },
		);
		expect(response.headers.get("Retry-After")).toBe("1");
		expect(await refused(response)).toEqual([503, "catalog_unavailable"]);
	});

	describe("when its tables are amiss", () => {
		afterAll(() => env.CATALOG.prepare("ALTER TABLE missing RENAME TO totals").run());

		test("with a 503, too, that doesn't tell what D1 said", async () => {
			await env.CATALOG.prepare("ALTER TABLE totals RENAME TO missing").run();
			const response = await scrape();
			const text = await response.text();
			expect(response.status).toBe(503);
			expect(text).not.toMatch(/totals|D1_/);
		});
	});
});
