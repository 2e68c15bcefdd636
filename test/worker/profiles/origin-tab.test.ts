import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BindingBrowser } from "../../../src/browser/binding.ts";
import { CdpClient } from "../../../src/browser/cdp.ts";
import { WorkTabs } from "../../../src/browser/work-tabs.ts";
import type { Result } from "../../../src/domain/result.ts";
import { firstPageIn } from "../../../src/session/pages/open-tab.ts";
import { OriginTab } from "../../../src/session/profile/origin-tab.ts";

const patience = { leaseMs: 600_000, acquireTimeoutMs: 60_000, answerTimeoutMs: 60_000 };
const ORIGIN = "https://origin.test:8443";

const browser = new BindingBrowser(env.BROWSER, patience);
const workTabs = new WorkTabs();
let browserId: string;
let cdp: CdpClient;

beforeAll(async () => {
	browserId = valueOf(await browser.acquire({}));
	const connection = await browser.connect(browserId);
	if (connection.kind !== "open") throw new Error(connection.kind);
	connection.socket.accept();
	cdp = new CdpClient(connection.socket, 60_000, () => {});
});
afterAll(async () => {
	cdp.close();
	await browser.close(browserId);
});

const allTargets = async () => {
	const { targetInfos } = valueOf(await cdp.send("Target.getTargets", { filter: [{}] })) as {
		targetInfos: { targetId: string; type: string }[];
	};
	return targetInfos.map(({ targetId }) => targetId);
};

test("is at an origin that nobody serves, and gone when it is closed", async () => {
	const before = await allTargets();
	const tab = valueOf(await OriginTab.open(cdp, workTabs));
	const [own = ""] = (await allTargets()).filter((id) => !before.includes(id));
	expect(workTabs.has(own)).toBe(true);
	const where = "(asked) => [location.origin, document.documentElement.textContent, asked.what]";
	expect(await tab.call(ORIGIN, where, { what: 5 }, 60_000)).toEqual({ ok: true, value: [ORIGIN, "", 5] });
	await tab.close();
	expect(await allTargets()).toEqual(before);
	expect(workTabs.has(own)).toBe(false);
});

test("is no page that anything is loaded in", async () => {
	const tab = valueOf(await OriginTab.open(cdp, workTabs));
	const others = async () =>
		valueOf(await browser.targets(browserId)).filter(({ id, type }) => type === "page" && !workTabs.has(id));
	for (const { id } of await others()) await cdp.send("Target.closeTarget", { targetId: id });
	await expect.poll(others).toEqual([]);
	const first = valueOf(await firstPageIn(cdp, (id) => !workTabs.has(id)));
	expect(workTabs.has(first)).toBe(false);
	await tab.close();
	expect(await allTargets()).toContain(first);
});

test.each([
	["() => { throw new Error('why'); }", "command_failed", "why"],
	["async () => fetch('/anything')", "command_failed", "fetch"],
	["this is no function", "command_failed", ""],
])("%s is refused with %s, and the tab can be used again", async (declaration, code, why) => {
	const tab = valueOf(await OriginTab.open(cdp, workTabs));
	expect(await tab.call(ORIGIN, declaration, {}, 60_000)).toMatchObject({
		ok: false,
		problem: { code, message: expect.stringContaining(why) },
	});
	expect(await tab.call("http://other.test", "() => 1", {}, 60_000)).toEqual({ ok: true, value: 1 });
	await tab.close();
});

test("a function that does not end is not waited for", async () => {
	const tab = valueOf(await OriginTab.open(cdp, workTabs));
	expect(await tab.call(ORIGIN, "() => new Promise(() => {})", {}, 100)).toMatchObject({
		ok: false,
		problem: { code: "browser_unreachable" },
	});
	await tab.close();
});

test("an origin that can't be shown is refused", async () => {
	const tab = valueOf(await OriginTab.open(cdp, workTabs));
	expect(await tab.call("https://[", "() => 1", {}, 60_000)).toMatchObject({
		ok: false,
		problem: { code: "command_failed" },
	});
	await tab.close();
});

function valueOf<T>(result: Result<T>): T {
	if (!result.ok) throw new Error(result.problem.message);
	return result.value;
}
