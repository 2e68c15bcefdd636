import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { type ArtifactBucket, ArtifactObjects } from "../../../src/artifacts/objects.ts";
import { artifactName, type NewArtifact } from "../../../src/domain/artifact.ts";
import { ArtifactTable } from "../../../src/session/archive/artifact-table.ts";
import { Artifacts } from "../../../src/session/archive/artifacts.ts";
import { newSession } from "../../../src/session/life/lifecycle.ts";
import { SessionStore } from "../../../src/session/store.ts";

interface Shelf {
	readonly artifacts: Artifacts;
	readonly table: ArtifactTable;
	readonly store: SessionStore;
	/** The keys of all that is in the bucket for the session. */
	keys(): Promise<string[]>;
}

const LIMITS = { maxBytes: 10, maxTotalBytes: 25, maxCount: 4 };

/** A session's artifacts on an object's real storage and a real bucket, some of whose methods may be others. */
function withArtifacts(
	play: (shelf: Shelf) => Promise<void>,
	faults: Partial<ArtifactBucket> = {},
	account = "shelf",
): Promise<void> {
	const id = crypto.randomUUID();
	return runInDurableObject(env.SESSION.getByName(id), async (_, ctx) => {
		const store = new SessionStore(ctx.storage);
		store.session = newSession(id, account, { keepAliveMs: 60_000, waitMs: 0 }, Date.now());
		const table = new ArtifactTable(ctx.storage.sql);
		const bucket = new Proxy(env.ARTIFACTS, {
			get: (real, name) => {
				const fault = faults[name as keyof ArtifactBucket];
				const method = Reflect.get(real, name) as (...args: unknown[]) => unknown;
				return fault ?? method.bind(real);
			},
		});
		const artifacts = new Artifacts({ store, table, objects: new ArtifactObjects(bucket), limits: LIMITS });
		const keys = async () =>
			(await env.ARTIFACTS.list({ prefix: `${account}/${id}/` })).objects.map(({ key }) => key);
		await play({ artifacts, table, store, keys });
	});
}

const made = (size: number, more: Partial<NewArtifact> = {}): NewArtifact => ({
	type: "screenshot",
	name: "a.png",
	contentType: "image/png",
	bytes: new Uint8Array(size),
	...more,
});

const down = () => Promise.reject(new Error("R2 is down"));
const all = { offset: 0, limit: 100 };

describe("keeping", () => {
	test("puts an object under a key that the server makes, and a row", () =>
		withArtifacts(async ({ artifacts, table, store, keys }) => {
			const kept = await artifacts.keep(made(3, { name: "../../x/ü.png" }));
			expect(kept).toMatchObject({ ok: true, value: { size: 3, type: "screenshot" } });
			const [artifact] = table.page(all);
			expect(await keys()).toEqual([`shelf/${store.session?.id}/${artifact?.objectId}`]);
		}));

	test("has a bound on each, on all together, and on how many", () =>
		withArtifacts(async ({ artifacts, table, keys }) => {
			expect(await artifacts.keep(made(11))).toMatchObject({ problem: { code: "artifact_too_large" } });
			for (const size of [10, 10]) expect(await artifacts.keep(made(size))).toMatchObject({ ok: true });
			expect(await artifacts.keep(made(6))).toMatchObject({ problem: { code: "artifacts_full" } });
			for (const size of [5, 0]) expect(await artifacts.keep(made(size))).toMatchObject({ ok: true });
			expect(await artifacts.keep(made(0))).toMatchObject({ problem: { code: "artifacts_full" } });
			expect(table.stock).toEqual({ count: 4, size: 25 });
			expect(await keys()).toHaveLength(4);
		}));

	test("counts what is on its way", () =>
		withArtifacts(async ({ artifacts, table }) => {
			const kept = await Promise.all(Array.from({ length: 8 }, () => artifacts.keep(made(10))));
			expect(kept.filter(({ ok }) => ok)).toHaveLength(2);
			expect(table.stock).toEqual({ count: 2, size: 20 });
		}));

	test("a text takes the place of the one of its name", () =>
		withArtifacts(async ({ artifacts, table, keys }) => {
			const text = (size: number) => made(size, { type: "text", name: "notes" });
			await artifacts.keep(made(1, { name: "notes" }));
			for (const size of [10, 9, 8]) expect(await artifacts.keep(text(size))).toMatchObject({ ok: true });
			await Promise.all([artifacts.keep(text(3)), artifacts.keep(text(3))]);
			expect(table.stock).toEqual({ count: 2, size: 4 });
			expect(await keys()).toHaveLength(2);
		}));

	test("leaves no row when the bucket fails, and room for the next", () => {
		let fails = true;
		const put: ArtifactBucket["put"] = (async (key: string, value: Uint8Array) => {
			if (fails) throw new Error("R2 is down");
			return env.ARTIFACTS.put(key, value);
		}) as unknown as ArtifactBucket["put"];
		return withArtifacts(
			async ({ artifacts, table }) => {
				for (let n = 0; n < 5; n += 1)
					expect(await artifacts.keep(made(10))).toMatchObject({
						problem: { code: "artifacts_unavailable", message: expect.not.stringContaining("R2") },
					});
				expect(table.stock.count).toBe(0);
				fails = false;
				expect(await artifacts.keep(made(10))).toMatchObject({ ok: true });
			},
			{ put },
		);
	});

	test("leaves nothing of a session that was forgotten meanwhile", () =>
		withArtifacts(async ({ artifacts, store, keys }) => {
			const keeping = artifacts.keep(made(1));
			await store.clear();
			expect(await keeping).toMatchObject({ problem: { code: "session_not_found" } });
			expect(await keys()).toEqual([]);
		}));
});

describe("removing", () => {
	test("takes the object and the row, once", () =>
		withArtifacts(async ({ artifacts, table, keys }) => {
			const kept = await artifacts.keep(made(1));
			const objectId = kept.ok ? kept.value.objectId : "";
			expect(await artifacts.remove(objectId)).toMatchObject({ ok: true });
			expect(await artifacts.remove(objectId)).toMatchObject({ problem: { code: "artifact_not_found" } });
			expect([await keys(), table.stock.count]).toEqual([[], 0]);
		}));

	test("keeps the row when the bucket fails, so that it can be tried again", () =>
		withArtifacts(
			async ({ artifacts, table }) => {
				const kept = await artifacts.keep(made(1));
				const removed = await artifacts.remove(kept.ok ? kept.value.objectId : "");
				expect(removed).toMatchObject({ problem: { code: "artifacts_unavailable" } });
				expect(table.stock.count).toBe(1);
			},
			{ delete: down },
		));

	test("all takes what has no row too, page by page, and nothing of other sessions", async () => {
		const list: ArtifactBucket["list"] = (options) => env.ARTIFACTS.list({ ...options, limit: 2 });
		await withArtifacts(
			async ({ artifacts, store, keys }) => {
				const id = store.session?.id;
				for (let n = 0; n < 5; n += 1) await env.ARTIFACTS.put(`shelf/${id}/${n}`, "");
				const others = [`shelf/${id}x/1`, `shelfx/${id}/1`];
				for (const key of others) await env.ARTIFACTS.put(key, "");
				await artifacts.removeAll();
				expect(await keys()).toEqual([]);
				for (const key of others) expect(await env.ARTIFACTS.head(key)).not.toBeNull();
			},
			{ list },
		);
	});

	test.each([{ list: down }, { delete: down }])("all throws while the bucket fails: %o", (faults) =>
		withArtifacts(async ({ artifacts }) => {
			await artifacts.keep(made(1));
			await expect(artifacts.removeAll()).rejects.toThrow("can't be reached");
		}, faults),
	);
});

test("without a bucket everything is refused, and there is nothing to remove", async () => {
	const objects = new ArtifactObjects(undefined);
	const owner = { account: "a", sessionId: "s" };
	expect(await objects.put(owner, "o", made(1))).toMatchObject({
		problem: { code: "artifacts_unavailable", message: "This Berth has no bucket to keep artifacts in." },
	});
	expect(await objects.deleteAll(owner)).toEqual({ ok: true, value: undefined });
});

test.each([
	["a.png", "a.png"],
	["../../etc/passwd", "passwd"],
	["C:\\x\\y.pdf", "y.pdf"],
	["a\r\nSet-Cookie: b", "aSet-Cookie: b"],
	["evil\u202Egnp.exe", "evilgnp.exe"],
	["  ", "artifact"],
	["..", "artifact"],
	["", "artifact"],
	["x/", "artifact"],
	["ü".repeat(300), "ü".repeat(200)],
	["\ud800", "\ufffd"],
])("%j is called %j", (given, name) => {
	expect(artifactName(given)).toBe(name);
});
