import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { Session } from "../../src/session/session.ts";
import { LeasedBrowser } from "./leased-browser.ts";

const LEASE_MS = 10_000;
const TWO_HOURS_MS = 7_200_000;
const ALARM_EVERY_MS = 500;

beforeAll(() => ensureMigrated(env.CATALOG));

/** A session with a keep-alive of two hours on a service that enforces a short lease; `lived` is for so many leases. */
async function live(leases: number, hasAlarms: boolean) {
	const upstream = new LeasedBrowser(env.BROWSER);
	const id = crypto.randomUUID();
	const state = await runInDurableObject(env.SESSION.getByName(id), async (_, ctx) => {
		const settings = { ...env, LEASE_MS: String(LEASE_MS), MAX_KEEP_ALIVE_MS: String(TWO_HOURS_MS) };
		const session = new Session(ctx, { ...settings, BROWSER: upstream as unknown as Env["BROWSER"] });
		const created = await session.create(id, "local", { keepAliveMs: TWO_HOURS_MS, waitMs: 0 });
		expect(created).toMatchObject({ ok: true });
		const end = Date.now() + leases * LEASE_MS;
		while (Date.now() < end) {
			await scheduler.wait(ALARM_EVERY_MS);
			// One that rings too early looks at what is due.
			if (hasAlarms) await session.alarm();
		}
		const described = await session.describe();
		const shown = described.ok ? described.value.record : undefined;
		await session.end();
		return shown;
	});
	return { upstream, state };
}

// Each waits for its leases to run out, so they wait together.
describe.concurrent("a lease", () => {
	test("many times shorter than a keep-alive of two hours is renewed, and nobody has to use the session", async () => {
		const { upstream, state } = await live(2.5, true);
		expect(upstream.windows).toEqual([LEASE_MS]);
		expect(upstream.expired).toBe(0);
		expect(state).toMatchObject({ state: "running" });
	});

	test("that nobody renews ends its browser", async () => {
		const { upstream, state } = await live(2.5, false);
		expect(upstream.expired).toBe(1);
		expect(state).toMatchObject({ closeReason: "ChromiumCrashed" });
	});
});
