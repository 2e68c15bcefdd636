import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { sizeOf } from "../size.ts";
import { call, type Created, DEVTOOLS } from "./berth.ts";

const { limit: LIMIT, creates: CREATES } = sizeOf({
	small: { limit: 5, creates: 25 },
	full: { limit: 10, creates: 100 },
});
const ALL = Array.from({ length: CREATES }, (_, index) => index);

const devtools = DEVTOOLS.replace("local", "crowded");
const create = (query: string) => call<Created>("POST", `${devtools}/browser?${query}`);
const end = (sessionId: string) => call("DELETE", `${devtools}/browser/${sessionId}`);

interface Place {
	readonly position: number;
	readonly isGranted: 0 | 1;
}

/** The positions of those who have a place, and of those who wait, in order. */
async function places(): Promise<{ granted: number[]; waiting: number[] }> {
	const { results } = await env.CATALOG.prepare(
		`SELECT position, granted_at IS NOT NULL AS isGranted FROM reservations
		WHERE account_id = 'crowded' ORDER BY position`,
	).all<Place>();
	const positions = (isGranted: 0 | 1) =>
		results.filter((place) => place.isGranted === isGranted).map(({ position }) => position);
	return { granted: positions(1), waiting: positions(0) };
}

test(
	`of ${CREATES} creates at once exactly as many as the limit get a browser`,
	{ timeout: 600_000 },
	async () => {
		await call("PUT", "/berth/v1/accounts/crowded/limits", {
			body: JSON.stringify({ maxConcurrentSessions: LIMIT }),
		});
		const created = await Promise.all(ALL.map(() => create("keep_alive=600000")));
		const got = created.filter(({ status }) => status === 200);
		expect(got).toHaveLength(LIMIT);
		expect(created.filter(({ status }) => status === 429)).toHaveLength(ALL.length - LIMIT);
		const { granted, waiting } = await places();
		expect(granted).toHaveLength(LIMIT);
		expect(waiting).toEqual([]);

		// The same number again, and each may wait: as one ends, the next gets its place.
		const serving = ALL.map(async () => {
			const { status, body } = await create("keep_alive=600000&wait_ms=600000");
			expect(status).toBe(200);
			await end(body.sessionId);
		});
		await expect.poll(async () => (await places()).waiting).toHaveLength(ALL.length);
		const ended = Promise.all(got.map(({ body }) => end(body.sessionId)));

		const served = new Set<number>();
		const outOfOrder: object[] = [];
		let most = 0;
		const look = async () => {
			const now = await places();
			most = Math.max(most, now.granted.length);
			for (const position of now.granted) served.add(position);
			// Whoever has a place asked for it before everybody who waits; but for one whose browser did not start.
			const firstWaiting = now.waiting.find((position) => !served.has(position)) ?? Number.POSITIVE_INFINITY;
			if (now.granted.some((position) => position > firstWaiting)) outOfOrder.push(now);
			return now.granted.length + now.waiting.length;
		};
		await expect.poll(look, { interval: 20, timeout: 500_000 }).toBe(0);
		expect(outOfOrder).toEqual([]);
		expect(most).toBe(LIMIT);
		await Promise.all([ended, ...serving]);
	},
);
