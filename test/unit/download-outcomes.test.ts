import { expect, test } from "vitest";
import type { Artifact } from "../../src/domain/artifact.ts";
import { ok } from "../../src/domain/result.ts";
import { DownloadOutcomes } from "../../src/session/downloads/outcomes.ts";

const LONG = 60_000;

const kept = (name: string) => {
	const artifact: Artifact = {
		objectId: name,
		type: "download",
		name,
		contentType: "text/plain",
		size: 1,
		createdAt: 0,
	};
	return ok(artifact);
};

const wanted = { frameId: "f", since: 0, beginMs: LONG, mostMs: LONG };

test("a download that began is given once", async () => {
	const outcomes = new DownloadOutcomes();
	outcomes.begin("f", Promise.resolve(kept("a")));
	expect(await outcomes.take(wanted)).toEqual(kept("a"));
	expect(await outcomes.take({ ...wanted, beginMs: 0 })).toBeUndefined();
});

test("one that is yet to begin is waited for", async () => {
	const outcomes = new DownloadOutcomes();
	const taken = outcomes.take(wanted);
	outcomes.begin("other", Promise.resolve(kept("b")));
	outcomes.begin("f", Promise.resolve(kept("a")));
	expect(await taken).toEqual(kept("a"));
});

test("one that began before the command is none of its", async () => {
	const outcomes = new DownloadOutcomes();
	outcomes.begin("f", Promise.resolve(kept("a")));
	expect(await outcomes.take({ ...wanted, since: Date.now() + LONG, beginMs: 0 })).toBeUndefined();
});

test("one that never ends is given up when its time is over", async () => {
	const outcomes = new DownloadOutcomes();
	outcomes.begin("f", new Promise(() => undefined));
	expect(await outcomes.take({ ...wanted, mostMs: 1 })).toBeUndefined();
});

test("what became of a hundred frames is known, and no more", async () => {
	const outcomes = new DownloadOutcomes();
	for (let at = 0; at <= 100; at += 1) outcomes.begin(`${at}`, Promise.resolve(kept(`${at}`)));
	expect(await outcomes.take({ ...wanted, frameId: "0", beginMs: 0 })).toBeUndefined();
	expect(await outcomes.take({ ...wanted, frameId: "1" })).toEqual(kept("1"));
});
