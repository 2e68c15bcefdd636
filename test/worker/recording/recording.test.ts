import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { type ArtifactBucket, ArtifactObjects } from "../../../src/artifacts/objects.ts";
import { gunzip } from "../../../src/lib/gzip.ts";
import { ArtifactTable } from "../../../src/session/archive/artifact-table.ts";
import { newSession } from "../../../src/session/life/lifecycle.ts";
import type { Batch } from "../../../src/session/recording/batch.ts";
import { type RecordedPages, Recording } from "../../../src/session/recording/recording.ts";
import { SessionStore } from "../../../src/session/store.ts";

interface Shelf {
	readonly recording: Recording;
	readonly store: SessionStore;
	readonly artifacts: ArtifactTable;
	/** What the pages were told. */
	readonly told: string[];
	/** The text of each object of the session, by its name. */
	objects(): Promise<Record<string, string>>;
	/** The same object as it is after a restart. */
	restart(): Recording;
	/** The bucket's puts so far. */
	readonly puts: string[];
	/** While it is set, nothing can be put or deleted. */
	isDown: boolean;
}

/** A session's recording on an object's real storage and a real bucket. */
function withRecording(play: (shelf: Shelf) => Promise<void>, maxBytes = 1_000_000): Promise<void> {
	const id = crypto.randomUUID();
	return runInDurableObject(env.SESSION.getByName(id), async (_, ctx) => {
		const store = new SessionStore(ctx.storage, () => recording.reset());
		const options = { keepAliveMs: 60_000, waitMs: 0, recording: true };
		store.session = { ...newSession(id, "reels", options, Date.now()), state: "running" };
		store.options = options;
		const artifacts = new ArtifactTable(ctx.storage.sql);
		const puts: string[] = [];
		const refuse = () => Promise.reject(new Error("R2 is down"));
		const bucket: ArtifactBucket = new Proxy(env.ARTIFACTS, {
			get: (real, name) => {
				if (shelf.isDown && (name === "put" || name === "delete")) return refuse;
				const method = Reflect.get(real, name) as (...args: unknown[]) => unknown;
				return (...args: unknown[]) => {
					if (name === "put") puts.push(String(args[0]).split("/").at(-1) ?? "");
					return method.apply(real, args);
				};
			},
		});
		const told: string[] = [];
		const build = () => {
			const made = new Recording({
				sql: ctx.storage.sql,
				kv: ctx.storage.kv,
				store,
				objects: new ArtifactObjects(bucket),
				artifacts,
				maxBytes,
				background: () => {},
			});
			made.pages = pagesTelling(told);
			return made;
		};
		const prefix = `reels/${id}/`;
		const objects = async () => {
			const { objects: found } = await env.ARTIFACTS.list({ prefix });
			const read = found.map(async ({ key }) => {
				const bytes = new Uint8Array((await (await env.ARTIFACTS.get(key))?.arrayBuffer()) ?? []);
				return [key.slice(prefix.length), new TextDecoder().decode(await gunzip(bytes))] as const;
			});
			return Object.fromEntries(await Promise.all(read));
		};
		const recording = build();
		const shelf: Shelf = { recording, store, artifacts, told, objects, restart: build, puts, isDown: false };
		await play(shelf);
		recording.reset();
		await ctx.storage.deleteAlarm();
	});
}

const pagesTelling = (told: string[]): RecordedPages => ({
	flush: async () => void told.push("flush"),
	showAnew: () => void told.push("showAnew"),
	end: () => void told.push("end"),
});

let clock = 1_000;
const batch = (text = '{"a":1}', more: Partial<Batch> = {}): Batch => {
	clock += 10;
	return { text, events: 1, from: clock, to: clock + 5, dropped: 0, url: "https://a.test/", ...more };
};

/** Text that does not get smaller. */
function noise(length: number): string {
	let text = "";
	while (text.length < length) text += crypto.randomUUID();
	return JSON.stringify(text.slice(0, length - 2));
}

describe("a recording", () => {
	test("is kept in an object that grows, and in a row", () =>
		withRecording(async ({ recording, objects, puts, artifacts }) => {
			await recording.take("T1", batch());
			await recording.flush();
			await recording.take("T1", batch('{"b":2}'));
			await recording.flush();
			expect(await objects()).toEqual({ "recording-1": '{"a":1},{"b":2}' });
			expect(puts).toEqual(["recording-1", "recording-1"]);
			const summary = await recording.summary();
			expect(summary).toMatchObject({
				value: { state: "recording", events: 2, dropped: 0, tabs: [{ tab: "T1", url: "https://a.test/" }] },
			});
			expect(artifacts.find("recording")?.size).toBe(summary.ok ? summary.value.size : undefined);
		}));

	test("writes nothing when nothing has happened", () =>
		withRecording(async ({ recording, puts }) => {
			await recording.take("T1", batch());
			for (let tries = 0; tries < 3; tries += 1) await recording.flush();
			await recording.summary();
			expect(puts).toHaveLength(1);
		}));

	test("begins another object when one is full, each tab's its own", () =>
		withRecording(async ({ recording }) => {
			for (const tab of ["T1", "T2", "T1"]) {
				await recording.take(tab, batch(noise(530_000)));
				await recording.flush();
			}
			const first = await recording.chunks({ tab: "T1", after: 0, limit: 1 });
			expect(first).toMatchObject({ value: { chunks: [{ seq: 1, objectId: "recording-1" }], next: 1 } });
			const second = await recording.chunks({ tab: "T1", after: 1, limit: 1 });
			expect(second).toMatchObject({ value: { chunks: [{ seq: 3 }] } });
			expect(second).not.toHaveProperty("value.next");
			expect(await recording.chunks({ tab: "T2", after: 0, limit: 9 })).toMatchObject({
				value: { chunks: [{ seq: 2 }] },
			});
			expect(await recording.chunks({ tab: "none", after: 0, limit: 9 })).toEqual({
				ok: true,
				value: { chunks: [] },
			});
		}, 100_000_000));

	test("goes on in an object of its own after a restart", () =>
		withRecording(async ({ recording, objects, restart }) => {
			await recording.take("T1", batch());
			await recording.flush();
			const again = restart();
			await again.take("T1", batch('{"b":2}'));
			await again.flush();
			expect(await objects()).toEqual({ "recording-1": '{"a":1}', "recording-2": '{"b":2}' });
			again.reset();
		}));

	test("ends when it has all the room that there is", () =>
		withRecording(async ({ recording, told, objects }) => {
			await recording.take("T1", batch(noise(4_000)));
			await recording.flush();
			expect(recording.state).toBe("full");
			expect(told).toEqual(["end"]);
			await recording.take("T1", batch());
			await recording.flush();
			expect(Object.keys(await objects())).toEqual(["recording-1"]);
			expect(await recording.summary()).toMatchObject({ value: { state: "full", events: 1 } });
		}, 1_000));

	test("is tried again where it could not be kept", () =>
		withRecording(async (shelf) => {
			shelf.isDown = true;
			await shelf.recording.take("T1", batch());
			await shelf.recording.flush();
			expect(await shelf.recording.summary()).toMatchObject({ value: { events: 0 } });
			shelf.isDown = false;
			await shelf.recording.flush();
			expect(await shelf.objects()).toEqual({ "recording-1": '{"a":1}' });
			expect(await shelf.recording.summary()).toMatchObject({ value: { events: 1, dropped: 0 } });
		}));

	test("takes no more than it can hold, gives that up when it must, and says how much", () =>
		withRecording(async (shelf) => {
			shelf.isDown = true;
			const long = JSON.stringify("x".repeat(3_000_000));
			const isWelcome: boolean[] = [];
			for (let at = 0; at < 6; at += 1) {
				const taking = shelf.recording.take("T1", batch(long));
				isWelcome.push(await Promise.race([taking.then(() => true), scheduler.wait(20).then(() => false)]));
			}
			expect(isWelcome).toEqual([true, true, true, true, true, false]);
			await shelf.recording.flush();
			expect(shelf.told).toEqual(["showAnew"]);
			shelf.isDown = false;
			await shelf.recording.take("T1", batch());
			expect(await shelf.recording.summary()).toMatchObject({ value: { events: 1, dropped: 6 } });
		}));

	test("keeps what the pages have not told yet when the session ends", () =>
		withRecording(async ({ recording, store, objects, told }) => {
			recording.pages = {
				...pagesTelling(told),
				flush: () => recording.take("T1", batch('"last words"')),
			};
			if (store.session) store.session = { ...store.session, state: "closing" };
			await recording.finish();
			expect(await objects()).toEqual({ "recording-1": '"last words"' });
			expect(recording.state).toBe("ended");
			await recording.take("T1", batch());
			expect(await recording.summary()).toMatchObject({ value: { state: "ended", events: 1 } });
		}));

	test("says at the end what could not be kept", () =>
		withRecording(async (shelf) => {
			const { recording, store } = shelf;
			await recording.take("T1", batch());
			shelf.isDown = true;
			if (store.session) store.session = { ...store.session, state: "closing" };
			await recording.finish();
			expect(await recording.summary()).toMatchObject({
				value: { state: "ended", events: 0, dropped: 1, tabs: [{ tab: "T1", dropped: 1 }] },
			});
		}));

	test("can be removed while it is made, and is made no longer", () =>
		withRecording(async ({ recording, objects, told, artifacts, restart }) => {
			await recording.take("T1", batch());
			await recording.flush();
			await recording.take("T1", batch());
			expect(await recording.remove()).toEqual({ ok: true, value: undefined });
			expect([await objects(), told, artifacts.find("recording")]).toEqual([{}, ["end"], undefined]);
			await recording.take("T1", batch());
			await recording.flush();
			expect(await objects()).toEqual({});
			for (const each of [recording, restart()])
				for (const answer of [each.summary(), each.remove(), each.chunks({ tab: "T1", after: 0, limit: 1 })])
					expect(await answer).toMatchObject({ problem: { code: "recording_not_found" } });
		}));

	test("is there to be removed again where that failed", () =>
		withRecording(async (shelf) => {
			await shelf.recording.take("T1", batch());
			await shelf.recording.flush();
			shelf.isDown = true;
			expect(await shelf.recording.remove()).toMatchObject({ problem: { code: "artifacts_unavailable" } });
			shelf.isDown = false;
			expect(await shelf.recording.remove()).toMatchObject({ ok: true });
			expect(await shelf.objects()).toEqual({});
		}));

	test("leaves nothing of a session that is forgotten while it is kept", () =>
		withRecording(async ({ recording, store, objects }) => {
			await recording.take("T1", batch());
			const flushing = recording.flush();
			await store.clear();
			await flushing;
			expect(await objects()).toEqual({});
		}));
});
