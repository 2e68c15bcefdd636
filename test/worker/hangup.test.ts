import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { ADMIN, call, DEVTOOLS, ORIGIN } from "./berth.ts";

test("a create whose caller hangs up while it waits is given up", async () => {
	await call("PUT", "/berth/v1/accounts/hasty/limits", { body: '{"maxConcurrentSessions":0}' });
	const path = DEVTOOLS.replace("local", "hasty");
	const hangUp = new AbortController();
	const creating = exports.default.fetch(`${ORIGIN}${path}/browser?wait_ms=60000`, {
		method: "POST",
		headers: ADMIN,
		signal: hangUp.signal,
	});
	const listed = async (status: string) =>
		(await call<{ closeReasonText?: string }[]>("GET", `${path}/session?status=${status}`)).body;
	await expect.poll(() => listed("active")).toHaveLength(1);
	hangUp.abort();
	await expect(creating).rejects.toThrow("abort");
	await expect
		.poll(() => listed("closed"))
		.toMatchObject([
			{ closeReason: "NormalClosure", closeReasonText: "Its caller left before it could be answered." },
		]);
});
