import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BindingBrowser } from "../../src/browser/binding.ts";
import { CdpClient, type CdpEvent } from "../../src/browser/cdp.ts";
import { problem } from "../../src/domain/problem.ts";
import { refuse } from "../../src/domain/result.ts";
import { Starts } from "../../src/session/link/starts.ts";
import { type AttachedTarget, TargetTree, type TargetWatcher } from "../../src/session/link/target-tree.ts";

const TIMEOUT_MS = 10_000;
const browser = new BindingBrowser(env.BROWSER, {
	leaseMs: 60_000,
	acquireTimeoutMs: 60_000,
	answerTimeoutMs: TIMEOUT_MS,
});
let browserId = "";

beforeAll(async () => {
	const acquired = await browser.acquire({});
	if (!acquired.ok) throw new Error(acquired.problem.message);
	browserId = acquired.value;
});
afterAll(() => browser.close(browserId));

async function client(): Promise<CdpClient> {
	const connection = await browser.connect(browserId);
	if (connection.kind !== "open") throw new Error(connection.kind);
	connection.socket.accept();
	return new CdpClient(connection.socket, TIMEOUT_MS, () => {});
}

/** A tree over a link of its own, and a second client that drives the browser. */
async function tree(watcher: TargetWatcher) {
	const link = await client();
	const watched = new TargetTree(link, [watcher], new Starts());
	await watched.watch();
	return { watched, link, driver: await client(), close: () => link.close() };
}

const page = (body: string) => `data:text/html,${encodeURIComponent(body)}`;

async function open(driver: CdpClient, url: string): Promise<void> {
	const created = await driver.send("Target.createTarget", { url });
	expect(created).toMatchObject({ ok: true });
}

test("attaches to tabs, popups and workers of any client, each before anything of its own has run", async () => {
	const seen: AttachedTarget[] = [];
	const said: string[] = [];
	const watcher: TargetWatcher = {
		attached(target) {
			seen.push(target);
			if (target.type === "page") {
				target.post("Page.enable");
				target.post("Page.addScriptToEvaluateOnNewDocument", { source: "globalThis.mark = 1" });
			}
			target.post("Runtime.enable");
		},
		event(_, { method, params }: CdpEvent) {
			if (method !== "Runtime.consoleAPICalled") return;
			const { args } = params as { args: { value: unknown }[] };
			said.push(args.map(({ value }) => String(value)).join(" "));
		},
	};
	const { driver, close } = await tree(watcher);
	// A tab that a raw client makes isn't held (Chromium 156): it is driven on until the watcher has spoken.
	const created = await driver.send("Target.createTarget", { url: "about:blank" });
	const { targetId } = (created.ok ? created.value : {}) as { targetId: string };
	const attached = await driver.send("Target.attachToTarget", { targetId, flatten: true });
	const { sessionId } = (attached.ok ? attached.value : {}) as { sessionId: string };
	await expect.poll(() => seen.map((each) => each.targetId)).toContain(targetId);
	const url = page(`<script>console.log("page", window.mark)</script>`);
	await expect
		.poll(async () => {
			await driver.send("Page.navigate", { url }, sessionId);
			return said;
		})
		.toContain("page 1");
	const run = (expression: string) =>
		driver.send("Runtime.evaluate", { expression, userGesture: true }, sessionId);
	await run(`void new Worker(URL.createObjectURL(new Blob(["console.log('worker speaks')"])))`);
	await expect.poll(() => said).toContain("worker speaks");
	const html = "<script>console.log('popup', window.mark)</script>".replace("/", "\\/");
	await run(`void open(URL.createObjectURL(new Blob(["${html}"], { type: "text/html" })))`);
	await expect.poll(() => said).toContain("popup 1");
	expect(seen.map(({ type }) => type)).toEqual(expect.arrayContaining(["page", "worker"]));
	close();
});

test("tells when a target goes", async () => {
	const gone: string[] = [];
	const { watched, driver, close } = await tree({ detached: ({ targetId }) => gone.push(targetId) });
	const created = await driver.send("Target.createTarget", { url: "about:blank" });
	const { targetId } = (created.ok ? created.value : {}) as { targetId: string };
	await expect.poll(() => watched.targets.map((each) => each.targetId)).toContain(targetId);
	await driver.send("Target.closeTarget", { targetId });
	await expect.poll(() => gone).toContain(targetId);
	expect(watched.targets.map((each) => each.targetId)).not.toContain(targetId);
	close();
});

test("takes no second session with a target for a second target", async () => {
	const seen: string[] = [];
	const { link, close } = await tree({ attached: ({ targetId }) => seen.push(targetId) });
	const created = await link.send("Target.createTarget", { url: "about:blank" });
	const { targetId } = (created.ok ? created.value : {}) as { targetId: string };
	await expect.poll(() => seen).toContain(targetId);
	await link.send("Target.attachToTarget", { targetId, flatten: true });
	await link.send("Browser.getVersion");
	expect(seen.filter((id) => id === targetId)).toHaveLength(1);
	close();
});

test("is not there when a watcher can't start", async () => {
	const link = await client();
	const refused = refuse(problem("command_failed", "It can't."));
	const watched = new TargetTree(link, [{ start: async () => refused }], new Starts());
	expect(await watched.watch()).toEqual(refused);
	expect(watched.targets).toEqual([]);
	link.close();
});

test("lets the targets go when its link closes", async () => {
	const { driver, close } = await tree({});
	close();
	await open(driver, page("<title>free</title>"));
	const titles = async () => {
		const targets = await browser.targets(browserId);
		return targets.ok ? targets.value.map(({ title }) => title) : [];
	};
	await expect.poll(titles).toContain("free");
});
