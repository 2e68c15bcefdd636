import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app } from "../../src/http/app.ts";
import { ADMIN, DEVTOOLS, ORIGIN } from "./berth.ts";

const without = (name: "ADMIN_TOKEN" | "SIGNING_SECRET" | "ENCRYPTION_SECRET"): Env => ({
	...env,
	[name]: undefined,
});

test.each(["ADMIN_TOKEN", "SIGNING_SECRET", "ENCRYPTION_SECRET"] as const)(
	"without %s everything is refused, with the reason",
	async (name) => {
		for (const path of ["/", "/openapi.json", `${DEVTOOLS}/session`]) {
			const response = await app.request(`${ORIGIN}${path}`, { headers: ADMIN }, without(name));
			expect(response.status).toBe(503);
			const { errors } = await response.json<{ errors: { message: string }[] }>();
			expect(errors[0]?.message).toContain(`${name} is not set`);
		}
	},
);

test("an unset admin token is matched by no token, not even an empty one", async () => {
	const headers = { Authorization: "Bearer undefined" };
	const response = await app.request(`${ORIGIN}${DEVTOOLS}/session`, { headers }, without("ADMIN_TOKEN"));
	expect(response.status).toBe(503);
});
