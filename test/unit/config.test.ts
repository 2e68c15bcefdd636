import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/domain/config.ts";

const secrets = {
	ADMIN_TOKEN: "a".repeat(16),
	SIGNING_SECRET: "s".repeat(16),
	ENCRYPTION_SECRET: "e".repeat(16),
};

describe("settings", () => {
	test("three secrets are enough", () => {
		expect(readConfig(secrets)).toMatchObject({
			ok: true,
			value: { limits: { maxKeepAliveMs: 1_200_000 }, leaseMs: 180_000, publicUrl: "", allowedOrigins: [] },
		});
	});

	test.each([
		["no admin token", { ADMIN_TOKEN: undefined }, "ADMIN_TOKEN is not set"],
		["no signing secret", { SIGNING_SECRET: undefined }, "SIGNING_SECRET is not set"],
		["no encryption secret", { ENCRYPTION_SECRET: undefined }, "ENCRYPTION_SECRET is not set"],
		["a short admin token", { ADMIN_TOKEN: "short" }, "ADMIN_TOKEN is shorter than 16 characters"],
		["a lease that the upstream does not take", { LEASE_MS: "9999" }, "LEASE_MS"],
		["a keep-alive that is no number", { MAX_KEEP_ALIVE_MS: "long" }, "MAX_KEEP_ALIVE_MS"],
		["artifacts that no object has the memory for", { MAX_ARTIFACT_BYTES: "33554433" }, "MAX_ARTIFACT_BYTES"],
		["a permission that is neither given nor refused", { ALLOW_PRIVATE_CDP: "yes" }, "ALLOW_PRIVATE_CDP"],
		["a public URL that is none", { PUBLIC_URL: "berth" }, "PUBLIC_URL"],
		["a public URL without http", { PUBLIC_URL: "localhost:8787" }, "PUBLIC_URL"],
	])("%s is refused by name", (_, change, named) => {
		const config = readConfig({ ...secrets, ...change });
		expect(config).toMatchObject({ ok: false, problem: { code: "not_configured" } });
		expect(config).toHaveProperty("problem.message", expect.stringContaining(named));
	});

	const endpoint = {
		MODEL_PROVIDER: "openai-compatible",
		MODEL_NAME: "tea-1",
		MODEL_BASE_URL: "https://model.example/v1",
	};
	const workersAi = { MODEL_PROVIDER: "workers-ai", MODEL_NAME: "@cf/tea", AI: {} };

	test.each([
		[
			"a name of a model without a provider",
			{ MODEL_NAME: "tea-1" },
			"MODEL_PROVIDER: is not set, though MODEL_NAME is",
		],
		[
			"a key of a model without a provider",
			{ MODEL_API_KEY: "k" },
			"MODEL_PROVIDER: is not set, though MODEL_API_KEY is",
		],
		["a provider that nobody knows", { ...endpoint, MODEL_PROVIDER: "openai" }, "MODEL_PROVIDER"],
		["an endpoint without a model", { ...endpoint, MODEL_NAME: "" }, "MODEL_NAME: is not set"],
		["an endpoint without an address", { ...endpoint, MODEL_BASE_URL: "" }, "MODEL_BASE_URL: is not set"],
		[
			"an endpoint in the clear",
			{ ...endpoint, MODEL_BASE_URL: "http://model.example" },
			"ALLOW_PRIVATE_MODEL",
		],
		[
			"an endpoint with a password",
			{ ...endpoint, MODEL_BASE_URL: "https://me:pw@model.example" },
			"MODEL_API_KEY",
		],
		["an endpoint with a query", { ...endpoint, MODEL_BASE_URL: "https://model.example?v=1" }, "no query"],
		["a key that no header can hold", { ...endpoint, MODEL_API_KEY: "a b" }, "MODEL_API_KEY"],
		["Workers AI without its binding", { ...workersAi, AI: undefined }, "AI: is not bound"],
		["Workers AI without a model", { ...workersAi, MODEL_NAME: "" }, "MODEL_NAME: is not set"],
		[
			"Workers AI with an address",
			{ ...workersAi, MODEL_BASE_URL: "https://a.example" },
			"MODEL_BASE_URL: is for",
		],
		["a time that is none", { ...endpoint, MODEL_TIMEOUT_MS: "0" }, "MODEL_TIMEOUT_MS"],
	])("half a model, %s, is refused by name", (_, change, named) => {
		const config = readConfig({ ...secrets, ...change });
		expect(config).toMatchObject({ ok: false, problem: { code: "not_configured" } });
		expect(config).toHaveProperty("problem.message", expect.stringContaining(named));
	});

	test.each([
		["none", {}, undefined],
		[
			"one at an endpoint",
			endpoint,
			{ provider: "openai-compatible", name: "tea-1", baseUrl: "https://model.example/v1" },
		],
		[
			"one at an endpoint with a slash and a key",
			{ ...endpoint, MODEL_BASE_URL: "https://model.example/v1/", MODEL_API_KEY: "k" },
			{ provider: "openai-compatible", name: "tea-1", baseUrl: "https://model.example/v1", apiKey: "k" },
		],
		[
			"one on this machine",
			{ ...endpoint, MODEL_BASE_URL: "http://127.0.0.1:11434/v1", ALLOW_PRIVATE_MODEL: "true" },
			{ provider: "openai-compatible", name: "tea-1", baseUrl: "http://127.0.0.1:11434/v1" },
		],
		["one of Workers AI", workersAi, { provider: "workers-ai", name: "@cf/tea" }],
	])("a whole model is taken: %s", (_, given, target) => {
		const config = readConfig({ ...secrets, ...given });
		expect(config.ok && config.value.model.target).toEqual(target);
	});

	test("a refusal shows no secret", () => {
		expect(JSON.stringify(readConfig({ ...secrets, ADMIN_TOKEN: "hunter2" }))).not.toContain("hunter2");
	});

	test("the public URL counts as an origin, and lists are trimmed", () => {
		const config = readConfig({
			...secrets,
			PUBLIC_URL: "https://b.example/",
			ALLOWED_ORIGINS: "https://a, https://b",
		});
		expect(config).toMatchObject({
			value: { publicUrl: "https://b.example", allowedOrigins: ["https://a", "https://b"] },
		});
	});
});
