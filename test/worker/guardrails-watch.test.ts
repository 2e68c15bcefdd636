import { describe, expect, test } from "vitest";
import { CdpClient } from "../../src/browser/cdp.ts";
import type { NewEntry } from "../../src/domain/entry.ts";
import { Guardrails } from "../../src/session/guardrails/guardrails.ts";
import { networkRules } from "../../src/session/guardrails/network-rules.ts";
import { Refusals } from "../../src/session/guardrails/refusals.ts";
import type { AttachedTarget } from "../../src/session/link/target-tree.ts";

/** Guardrails over a link whose far end the test sees. */
async function watching() {
	const { 0: near, 1: far } = new WebSocketPair();
	const sent: { readonly method: string; readonly params: object }[] = [];
	far.accept();
	far.addEventListener("message", ({ data }) => {
		const { id, method, params } = JSON.parse(String(data)) as { id: number; method: string; params: object };
		sent.push({ method, params });
		far.send(JSON.stringify({ id, result: {} }));
	});
	near.accept();
	const entries: NewEntry[] = [];
	const refusals = new Refusals((entry) => entries.push(entry));
	const guardrails = new Guardrails({ hosts: ["example.com"], refusals, tellsOf: () => true });
	await guardrails.start(new CdpClient(near, 1_000, () => {}));
	const target = (targetId: string, type: string, more: Partial<AttachedTarget> = {}): AttachedTarget => {
		const posted = (method: string, params: object = {}) => void sent.push({ method, params });
		const made = {
			targetId,
			type,
			parent: undefined,
			url: "",
			cdpSession: `${targetId}-session`,
			isNew: true,
			post: posted,
			...more,
		};
		guardrails.attached(made);
		return made;
	};
	const happened = (of: AttachedTarget, method: string, params: object) =>
		guardrails.event(of, { method, params });
	return { guardrails, sent, entries, target, happened };
}

const closings = (sent: readonly { readonly method: string; readonly params: object }[]) =>
	sent.filter(({ method }) => method === "Target.closeTarget").map(({ params }) => params);

describe("a target that opens a socket to another host all the same", () => {
	const SOCKET = { requestId: "1", url: "wss://other.example/x?token=secret" };

	test("is closed, with the tab that it is in", async () => {
		const { target, happened, sent, entries } = await watching();
		const page = target("page", "page");
		const frame = target("frame", "iframe", { parent: page.cdpSession });
		const worker = target("worker", "worker", { parent: frame.cdpSession });
		happened(worker, "Network.webSocketCreated", SOCKET);
		happened(worker, "Network.webSocketWillSendHandshakeRequest", { requestId: "1" });
		await expect.poll(() => closings(sent)).toEqual([{ targetId: "page" }]);
		expect(entries.map(({ text }) => text)).toEqual([
			expect.stringContaining("refused by guardrails: WebSocket wss://other.example/x"),
			expect.stringContaining("closed by guardrails: WebSocket wss://other.example/x"),
		]);
		expect(JSON.stringify(entries)).not.toContain("secret");
	});

	test("is closed by itself, where it is of no tab", async () => {
		const { target, happened, sent } = await watching();
		const shared = target("shared", "shared_worker");
		const opened = { transportId: "7", url: "https://other.example/" };
		happened(shared, "Network.webTransportCreated", opened);
		happened(shared, "Network.webTransportConnectionEstablished", opened);
		await expect.poll(() => closings(sent)).toEqual([{ targetId: "shared" }]);
	});

	test("is let be while the browser's rules hold the socket back, or its host is allowed", async () => {
		const { target, happened, sent, entries } = await watching();
		const page = target("page", "page");
		happened(page, "Network.webSocketCreated", SOCKET);
		happened(page, "Network.webSocketClosed", { requestId: "1" });
		happened(page, "Network.webSocketCreated", { requestId: "2", url: "wss://example.com/" });
		happened(page, "Network.webSocketWillSendHandshakeRequest", { requestId: "2" });
		expect(closings(sent)).toEqual([]);
		expect(entries).toHaveLength(1);
	});
});

describe("a tab of the browser's own", () => {
	test("is closed when it opens", async () => {
		const { target, sent, entries } = await watching();
		target("shortcut", "page", { url: "chrome://newtab/" });
		await expect.poll(() => closings(sent)).toEqual([{ targetId: "shortcut" }]);
		expect(entries.map(({ text }) => text)).toEqual([expect.stringContaining("chrome://newtab")]);
	});

	test("is let be where it was there before, as are all others", async () => {
		const { target, sent, entries } = await watching();
		target("before", "page", { url: "chrome://newtab/", isNew: false });
		for (const url of ["", "about:blank", "https://other.example/"]) target(url, "page", { url });
		target("viewer", "iframe", { parent: "page-session", url: "chrome-extension://viewer/index.html" });
		expect(closings(sent)).toEqual([]);
		expect(entries).toEqual([]);
	});
});

test("background fetch is denied in each context once", async () => {
	const { target, sent } = await watching();
	for (const [targetId, browserContextId] of [
		["a", "one"],
		["b", "one"],
		["c", "two"],
	])
		target(targetId ?? "", "page", { browserContextId });
	const denials = () =>
		sent.flatMap(({ method, params }) => (method === "Browser.setPermission" ? [params] : []));
	const denied = { permission: { name: "background-fetch" }, setting: "denied" };
	await expect
		.poll(denials)
		.toEqual([denied, { ...denied, browserContextId: "one" }, { ...denied, browserContextId: "two" }]);
});

test("what is refused is written down up to a bound", async () => {
	const { guardrails, entries } = await watching();
	const request = { url: "https://other.example/", method: "GET", headers: {} };
	for (let at = 0; at < 1_000; at += 1)
		expect(
			guardrails.answerFor({ requestId: `${at}`, frameId: "f", resourceType: "XHR", request }),
		).toMatchObject({ status: 403 });
	expect(entries).toHaveLength(201);
	expect(entries.at(-1)?.text).toContain("left out");
});

test("rules for the network name each host that may be reached, and cut off all else", () => {
	const { matchedNetworkConditions: rules } = networkRules(["*.example.com", "[::1]"]) as {
		matchedNetworkConditions: { urlPattern: string; offline: boolean }[];
	};
	expect(rules.map(({ urlPattern, offline }) => [urlPattern, offline])).toEqual([
		["http{s}?://*:*/*", false],
		["ws{s}?://*.example.com:*/*", false],
		[String.raw`ws{s}?://\[\:\:1\]:*/*`, false],
		["", true],
	]);
});
