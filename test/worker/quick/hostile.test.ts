import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { z } from "zod";
import type { CdpClient } from "../../../src/browser/cdp.ts";
import { sizeOf } from "../../size.ts";
import { connectTo, quick, sharedSessions, tryQuick, valueOf } from "./quick.ts";

/** What another action gives beside a hostile one. */
const beside = () => valueOf("content", { html: "<p>beside</p>" });
const fine = expect.stringContaining("<p>beside</p>");

const script = (code: string) => `<!doctype html><p>hostile</p><script>${code}</script>`;

test.each([
	["asks again and again", "for (let i = 0; i < 5; i += 1) alert(i); confirm('x'); prompt('y');"],
	["opens windows", "for (let i = 0; i < 20; i += 1) window.open('about:blank');"],
	["does not want to be left", "onbeforeunload = () => 'stay';"],
	[
		"takes its prototypes away",
		"Object.prototype.toJSON = () => 'x'; Array.prototype.map = () => []; JSON.stringify = () => '';",
	],
])("a page that %s is read", async (_, code) => {
	expect(await valueOf("content", { html: script(code) })).toEqual(expect.stringContaining("<p>hostile</p>"));
});

test("a page that never stops costs its own action only", async () => {
	const busy = quick("content", { html: script("for (;;);"), gotoOptions: { timeout: 1_000 } });
	expect(await Promise.all([busy, beside(), beside()])).toEqual([
		expect.objectContaining({ kind: "failed", failure: expect.objectContaining({ code: 6002 }) }),
		fine,
		fine,
	]);
});

test("a message that breaks its connection breaks no other", async () => {
	const flood = quick("content", { html: script("console.log('x'.repeat(40 * 1024 * 1024));") });
	const [flooded, other] = await Promise.all([flood, beside()]);
	expect(flooded).toMatchObject({ kind: "failed", failure: { code: 6001 } });
	expect(other).toEqual(fine);
});

test.each([
	["content", {}],
	["scrape", { elements: [{ selector: "body" }] }],
	["snapshot", {}],
] as const)("%s of a page that is too big is refused", async (action, fields) => {
	const html = script("document.body.append('x'.repeat(9 * 1024 * 1024));");
	expect(await tryQuick(action, { html, ...fields })).toMatchObject({
		problem: { code: "result_too_large" },
	});
});

test("a page that crashes is said to be gone, at once", async () => {
	await beside();
	const [session = ""] = await sharedSessions();
	const cdp = await connectTo(session);
	const crashing = quick("content", { html: script("document.title = 'crash';"), waitForTimeout: 50_000 });
	const listed = z.object({ targetInfos: z.array(z.object({ targetId: z.string(), title: z.string() })) });
	const crashed = async () => {
		const { targetInfos } = listed.parse(valueIn(await cdp.send("Target.getTargets")));
		const target = targetInfos.find(({ title }) => title === "crash");
		if (target === undefined) return false;
		const { targetId } = target;
		const attached = valueIn(await cdp.send("Target.attachToTarget", { targetId, flatten: true }));
		const { sessionId } = z.object({ sessionId: z.string() }).parse(attached);
		cdp.post("Page.crash", {}, sessionId);
		return true;
	};
	await expect.poll(crashed).toBe(true);
	expect(await crashing).toMatchObject({ kind: "failed", failure: { code: 6001 } });
	expect(await beside()).toEqual(fine);
});

test("a browser that goes is replaced, and what it was doing is done in another", async () => {
	await beside();
	const before = await sharedSessions();
	const slow = valueOf("content", { html: "<title>slow</title>slow", waitForTimeout: 2_000 });
	const cdp = await connectTo(before[0] ?? "");
	await expect.poll(() => titlesIn(cdp)).toContain("slow");
	await cdp.send("Browser.close");
	expect(await slow).toEqual(expect.stringContaining("slow"));
	expect(await sharedSessions()).not.toContain(before[0]);
});

const { actions } = sizeOf({ small: { actions: 40 }, full: { actions: 500 } });

test("nothing of any number of actions stays: no context, page, row or byte", async () => {
	await beside();
	const rows = async () => (await tableSizes()).toString();
	const before = await rows();
	const bytesBefore = new Map<string, number>();
	for (const session of await sharedSessions()) bytesBefore.set(session, await bytesOf(session));
	for (let done = 0; done < actions; done += 10) await Promise.all(Array.from({ length: 10 }, beside));
	const contexts = z.object({ browserContextIds: z.array(z.string()) });
	for (const session of await sharedSessions()) {
		const cdp = await connectTo(session);
		await expect
			.poll(async () => contexts.parse(valueIn(await cdp.send("Target.getBrowserContexts"))))
			// The next action's.
			.toEqual({ browserContextIds: [expect.any(String)] });
	}
	const old = (await sharedSessions()).filter((session) => bytesBefore.has(session));
	for (const session of old) expect(await bytesOf(session)).toBe(bytesBefore.get(session));
	expect(await rows()).toBe(before);
});

const bytesOf = (session: string): Promise<number> =>
	runInDurableObject(env.SESSION.getByName(session), (_, { storage }) => storage.sql.databaseSize);

/** Tables with a row for each browser, or for each account. */
const OF_BROWSERS = new Set(["sessions", "reservations", "accounts"]);

/** How many rows the catalog's other tables have. */
async function tableSizes(): Promise<readonly string[]> {
	const { results } = await env.CATALOG.prepare(
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
	).all<{ name: string }>();
	const names = results.map(({ name }) => name).filter((name) => !OF_BROWSERS.has(name));
	const counts = await env.CATALOG.batch<{ count: number }>(
		names.map((name) => env.CATALOG.prepare(`SELECT count(*) AS count FROM "${name}"`)),
	);
	return names.map((name, at) => `${name} ${counts[at]?.results[0]?.count}`);
}

async function titlesIn(cdp: CdpClient): Promise<readonly string[]> {
	const listed = z.object({ targetInfos: z.array(z.object({ title: z.string() })) });
	return listed.parse(valueIn(await cdp.send("Target.getTargets"))).targetInfos.map(({ title }) => title);
}

function valueIn(answer: { readonly ok: boolean; readonly value?: unknown; readonly problem?: unknown }) {
	if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
	return answer.value;
}
