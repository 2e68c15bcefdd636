import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { app } from "../../src/http/app.ts";
import { call, ORIGIN } from "./berth.ts";

const look = async (bindings: object = {}, method = "GET"): Promise<Response> =>
	app.request(`${ORIGIN}/healthz`, { method }, { ...env, ...bindings });

const catalogThat = (answers: () => Promise<unknown>) => ({
	CATALOG: { prepare: () => ({ first: answers }) },
});

afterEach(() => void vi.useRealTimers());

describe("/healthz", () => {
	test("is ok without a token, on a catalog without tables, and makes none", async () => {
		const response = await exports.default.fetch(`${ORIGIN}/healthz`);
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ status: "ok" });
		const { results } = await env.CATALOG.prepare(
			"SELECT name FROM sqlite_schema WHERE name IN ('sessions', 'd1_migrations')",
		).all();
		expect(results).toEqual([]);
	});

	test("answers HEAD with the same status and no body", async () => {
		expect((await look({}, "HEAD")).status).toBe(200);
		const response = await look({ ADMIN_TOKEN: undefined }, "HEAD");
		expect(response.status).toBe(503);
		expect(await response.text()).toBe("");
	});

	test("is kept by nobody, well or not", async () => {
		for (const response of [await look(), await look({ ADMIN_TOKEN: undefined })])
			expect(response.headers.get("cache-control")).toBe("no-store");
	});

	test.each([
		["ADMIN_TOKEN", "too-short", "ADMIN_TOKEN is shorter than 16 characters"],
		["LEASE_MS", "soon-as-possible", "LEASE_MS: "],
		["PUBLIC_URL", "ftp://secret.example", "PUBLIC_URL: not an http or https URL"],
	])("names %s when it is %s, and never its value", async (name, value, reason) => {
		const response = await look({ [name]: value });
		expect(response.status).toBe(503);
		const body = await response.json<{ status: string; reason: string }>();
		expect(body).toEqual({ status: "unavailable", reason: expect.stringContaining(reason) });
		expect(body.reason).not.toContain(value);
	});

	test("names all that is not set", async () => {
		const response = await look({ ADMIN_TOKEN: undefined, SIGNING_SECRET: undefined });
		expect(response.status).toBe(503);
		expect(await response.json()).toEqual({
			status: "unavailable",
			reason: expect.stringContaining("ADMIN_TOKEN is not set; SIGNING_SECRET is not set"),
		});
	});

	test("is unavailable when D1 refuses, and keeps to itself what D1 said", async () => {
		const response = await look(catalogThat(() => Promise.reject(new Error("D1_ERROR: of account 4711"))));
		expect(response.status).toBe(503);
		expect(await response.json()).toEqual({
			status: "unavailable",
			reason: "The catalog does not answer.",
		});
	});

	test("is unavailable when D1 takes longer than two seconds", async () => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		const asking = look(catalogThat(() => new Promise(() => {})));
		let isOver = false;
		void asking.then(() => (isOver = true));
		await vi.advanceTimersByTimeAsync(1_999);
		expect(isOver).toBe(false);
		await vi.advanceTimersByTimeAsync(1);
		expect((await asking).status).toBe(503);
	});

	test("takes no other method", async () => {
		const { status, headers, body } = await call("POST", "/healthz");
		expect([status, headers.get("Allow")]).toEqual([405, "GET"]);
		expect(body).toMatchObject({ error: { code: "method_not_allowed" } });
	});
});
