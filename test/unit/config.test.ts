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
