import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, type Created, DEVTOOLS } from "./berth.ts";

const LIMIT = 10;
const HUNDRED = Array.from({ length: 100 }, (_, index) => index);

const devtools = DEVTOOLS.replace("local", "crowded");
const create = (query: string) => call<Created>("POST", `${devtools}/browser?${query}`);
const end = (sessionId: string) => call("DELETE", `${devtools}/browser/${sessionId}`);

interface Places {
	readonly granted: number;
	readonly waiting: number;
	readonly lastGranted: number | null;
	readonly firstWaiting: number | null;
}

const places = () =>
	env.CATALOG.prepare(
		`SELECT count(granted_at) AS granted, count(*) - count(granted_at) AS waiting,
			max(iif(granted_at IS NULL, NULL, position)) AS lastGranted,
			min(iif(granted_at IS NULL, position, NULL)) AS firstWaiting
		FROM reservations WHERE account_id = 'crowded'`,
	).first<Places>();

test(
	"of a hundred creates at once exactly as many as the limit get a browser",
	{ timeout: 300_000 },
	async () => {
		await call("PUT", "/berth/v1/accounts/crowded/limits", {
			body: JSON.stringify({ maxConcurrentSessions: LIMIT }),
		});
		const created = await Promise.all(HUNDRED.map(() => create("keep_alive=600000")));
		const got = created.filter(({ status }) => status === 200);
		expect(got).toHaveLength(LIMIT);
		expect(created.filter(({ status }) => status === 429)).toHaveLength(HUNDRED.length - LIMIT);
		expect(await places()).toMatchObject({ granted: LIMIT, waiting: 0 });

		// The same hundred again, and each may wait: as one ends, the next gets its place.
		const serving = HUNDRED.map(async () => {
			const { status, body } = await create("keep_alive=600000&wait_ms=600000");
			expect(status).toBe(200);
			await end(body.sessionId);
		});
		await expect.poll(places).toMatchObject({ granted: LIMIT, waiting: HUNDRED.length });
		const seen: Places[] = [];
		const ended = Promise.all(got.map(({ body }) => end(body.sessionId)));
		const look = async () => {
			const now = await places();
			if (now !== null) seen.push(now);
			return now;
		};
		await expect.poll(look, { interval: 20, timeout: 280_000 }).toMatchObject({ granted: 0, waiting: 0 });
		await Promise.all([ended, ...serving]);
		expect(Math.max(...seen.map(({ granted }) => granted))).toBe(LIMIT);
		// Whoever has a place asked for it before everybody who waits.
		const outOfOrder = seen.filter(
			({ lastGranted, firstWaiting }) =>
				lastGranted !== null && firstWaiting !== null && lastGranted > firstWaiting,
		);
		expect(outOfOrder).toEqual([]);
	},
);
