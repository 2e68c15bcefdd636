import { describe, expect, test, vi } from "vitest";
import type { AccessMode } from "../../src/domain/principal.ts";
import { NetworkTaps } from "../../src/session/link/network-taps.ts";
import { Starts } from "../../src/session/link/starts.ts";
import { Client } from "../../src/session/relay/client.ts";

/** A client between two ends that the test holds: the person's, and the browser's. */
function relay(mode: AccessMode = "full") {
	const { 0: clientEnd, 1: downstream } = new WebSocketPair();
	const { 0: browserEnd, 1: upstream } = new WebSocketPair();
	const host = {
		starts: new Starts(),
		taps: new NetworkTaps(),
		touched: vi.fn(),
		answers: vi.fn((command: { method: string }, reply: (reply: { result: object }) => void) => {
			if (!command.method.startsWith("Cloudflare.")) return false;
			reply({ result: { method: command.method } });
			return true;
		}),
		left: vi.fn(),
		heardOfDialog: vi.fn(),
		silent: vi.fn(),
		lostBrowser: vi.fn(),
	};
	const client = new Client(downstream, upstream, { mode }, host);
	const received = { client: [] as unknown[], browser: [] as unknown[] };
	for (const [end, messages] of [
		[clientEnd, received.client],
		[browserEnd, received.browser],
	] as const) {
		end.accept();
		end.binaryType = "arraybuffer";
		end.addEventListener("message", ({ data }) => void messages.push(data));
	}
	return { client, clientEnd, browserEnd, host, received };
}

describe("the relay", () => {
	test("passes text on unchanged, both ways", async () => {
		const { clientEnd, browserEnd, received } = relay();
		const odd = '{ "id":1,\n"method" : "Page.enable", "x":"é😀" , "id":2}';
		clientEnd.send(odd);
		clientEnd.send("not json at all");
		browserEnd.send(odd);
		await expect.poll(() => received.browser).toEqual([odd, "not json at all"]);
		await expect.poll(() => received.client).toEqual([odd]);
	});

	test("says of a binary message that CDP is text", async () => {
		const { clientEnd, received } = relay();
		const closed = new Promise<CloseEvent>((resolve) => clientEnd.addEventListener("close", resolve));
		clientEnd.send(new Uint8Array([0, 255, 1]).buffer);
		expect(await closed).toMatchObject({
			code: 1003,
			reason: "CDP is spoken in text messages: this client sent a binary one.",
		});
		expect(received.browser).toEqual([]);
	});

	test("keeps the order of many messages", async () => {
		const { clientEnd, received } = relay();
		const messages = Array.from({ length: 1000 }, (_, id) => `{"id":${id}}`);
		for (const message of messages) clientEnd.send(message);
		await expect.poll(() => received.browser).toEqual(messages);
	});

	test("counts each command as a use, and nothing that the browser says", async () => {
		const { clientEnd, browserEnd, host, received } = relay();
		browserEnd.send("event");
		await expect.poll(() => received.client).toEqual(["event"]);
		expect(host.touched).not.toHaveBeenCalled();
		clientEnd.send('{"id":1,"method":"Page.enable"}');
		await expect.poll(() => host.touched.mock.calls).toHaveLength(1);
	});

	test("counts a frame that was shown as no use: a forgotten window must not keep a browser alive", async () => {
		const { clientEnd, host, received } = relay();
		const ack = '{"id":1,"method":"Page.screencastFrameAck","params":{"sessionId":7}}';
		clientEnd.send(ack);
		await expect.poll(() => received.browser).toEqual([ack]);
		expect(host.touched).not.toHaveBeenCalled();
	});

	test("answers Berth's own commands, on the session that they were sent on", async () => {
		const { clientEnd, received } = relay();
		clientEnd.send('{"id":7,"method":"Cloudflare.getSessionId","sessionId":"S"}');
		const answer = JSON.stringify({ id: 7, sessionId: "S", result: { method: "Cloudflare.getSessionId" } });
		await expect.poll(() => received.client).toEqual([answer]);
		expect(received.browser).toEqual([]);
	});

	test("leaves alone what only speaks of such a command, and what is too long to be one", async () => {
		const { clientEnd, received } = relay();
		const mention =
			'{"id":1,"method":"Runtime.evaluate","params":{"expression":"\'Cloudflare.getSessionId\'"}}';
		const long = `{"id":2,"method":"Cloudflare.getSessionId","params":{"x":"${"x".repeat(70_000)}"}}`;
		clientEnd.send(mention);
		clientEnd.send(long);
		await expect.poll(() => received.browser).toEqual([mention, long]);
	});

	test("tells the browser's side when the client leaves, and its host once", async () => {
		const { clientEnd, browserEnd, host, client } = relay();
		const closed = new Promise((resolve) => browserEnd.addEventListener("close", resolve));
		clientEnd.close(1000, "bye");
		await closed;
		client.close(1011, "too late");
		expect(host.left).toHaveBeenCalledTimes(1);
		expect(host.lostBrowser).not.toHaveBeenCalled();
	});

	test("leaves it to its host what a lost browser means", async () => {
		const { browserEnd, host, client } = relay();
		browserEnd.close(1000, "gone");
		await expect.poll(() => host.lostBrowser.mock.calls).toEqual([[client, { code: 1000, reason: "gone" }]]);
		expect(host.left).not.toHaveBeenCalled();
	});
});

describe("a client that takes leave", () => {
	test("is passed what the browser still says, and closes as it was to when the browser does", async () => {
		const { client, clientEnd, browserEnd, host, received } = relay();
		const closed = new Promise((resolve) => {
			clientEnd.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
		});
		client.takeLeave(1000, "the end");
		clientEnd.send('{"id":1,"method":"Page.enable"}');
		browserEnd.send("last words");
		browserEnd.close(1001, "gone");
		expect(await closed).toEqual({ code: 1000, reason: "the end" });
		expect(received.client).toEqual(["last words"]);
		expect(received.browser).toEqual([]);
		expect(host.touched).not.toHaveBeenCalled();
		expect(host.lostBrowser).not.toHaveBeenCalled();
		expect(host.left).toHaveBeenCalledTimes(1);
	});

	test("closes at once when its browser's side has closed already", async () => {
		const { client, browserEnd, host } = relay();
		browserEnd.close(1000, "gone");
		await expect.poll(() => host.lostBrowser.mock.calls).toHaveLength(1);
		client.takeLeave(1000, "the end");
		expect(host.left).toHaveBeenCalledTimes(1);
	});

	test("has caught up once the browser has answered after all that it said", async () => {
		const { client, browserEnd, received } = relay();
		let hasCaughtUp = false;
		client.takeLeave(1000, "the end");
		const caughtUp = client.catchUp().then(() => (hasCaughtUp = true));
		await expect.poll(() => received.browser).toHaveLength(1);
		browserEnd.send("last words");
		await expect.poll(() => received.client).toEqual(["last words"]);
		expect(hasCaughtUp).toBe(false);
		const { id } = JSON.parse(String(received.browser[0])) as { id: number };
		browserEnd.send(`{"id":${id},"result":{}}`);
		await caughtUp;
		expect(received.client).toEqual(["last words"]);
	});

	test("has caught up when it is gone", async () => {
		const { client } = relay();
		const caughtUp = client.catchUp();
		client.close(1000, "bye");
		await expect(caughtUp).resolves.toBeUndefined();
	});
});

describe("a read-only client", () => {
	test.each([
		'{"id":1,"method":"Page.navigate","params":{"url":"https://a.example"}}',
		'{"id":1,"method":"Page.enable","method":"Page.navigate"}',
		'{"id":1,"method":"Page\\u002enavigate"}',
		'{"id":1,"method":"Page.enable","sessionId":"another-target"}',
		'{"id":1,"method":"Runtime.evaluate","params":{"expression":"1"}}',
		'{"id":1,"method":"Target.attachToTarget","params":{"targetId":"T"}}',
		'{"id":1,"method":"DOM.getDocument","params":{"pierce":true,"depth":-1}}',
		'{"id":1,"method":"DOM.requestChildNodes","params":{"nodeId":1,"pierce":1}}',
		'{"id":1,"method":"DOM.getNodeForLocation","params":{"includeUserAgentShadowDOM":true}}',
		'{"id":1,"method":"__proto__"}',
		'{"id":1,"method":"constructor"}',
	])("is refused %s", async (message) => {
		const { clientEnd, received } = relay("readonly");
		clientEnd.send(message);
		await expect.poll(() => received.client).toHaveLength(1);
		expect(JSON.parse(String(received.client[0]))).toMatchObject({ id: 1, error: { code: -32000 } });
		expect(received.browser).toEqual([]);
	});

	test("is not sent back what it sends, however long", async () => {
		const { clientEnd, received } = relay("readonly");
		clientEnd.send(JSON.stringify({ id: 1, method: "x".repeat(1_000_000) }));
		await expect.poll(() => received.client).toHaveLength(1);
		expect(String(received.client[0]).length).toBeLessThan(300);
	});

	test("has what it may send written anew, so that nothing else comes along", async () => {
		const { clientEnd, received } = relay("readonly");
		clientEnd.send('{"method":"Page.navigate","id":1,"params":{"a":1},"more":true,"method":"Page.enable"}');
		await expect.poll(() => received.browser).toEqual(['{"id":1,"method":"Page.enable","params":{"a":1}}']);
	});

	test.each([
		"not json",
		'{"method":"Page.enable"}',
		'{"id":"1","method":"Page.enable"}',
		"[]",
		new ArrayBuffer(3),
	])("is closed for %s, which is no command", async (message) => {
		const { clientEnd, received } = relay("readonly");
		const closed = new Promise<number>((resolve) => {
			clientEnd.addEventListener("close", ({ code }) => resolve(code));
		});
		clientEnd.send(message);
		expect(await closed).toBe(1008);
		expect(received.browser).toEqual([]);
	});

	test.each([
		["watches", '{"id":1,"method":"Page.screencastFrameAck","params":{"sessionId":1}}'],
		["asks for what it may not do", '{"id":1,"method":"Page.navigate","params":{"url":"about:blank"}}'],
		["asks Berth itself", '{"id":1,"method":"Cloudflare.getHandoffState"}'],
	])("that %s does not use the session", async (_, message) => {
		const { clientEnd, host, received } = relay("readonly");
		clientEnd.send(message);
		await expect.poll(() => [...received.browser, ...received.client]).toHaveLength(1);
		expect(host.touched).not.toHaveBeenCalled();
	});

	test("uses the session with the commands that it may send", async () => {
		const { clientEnd, host, received } = relay("readonly");
		clientEnd.send('{"id":1,"method":"Page.getFrameTree"}');
		await expect.poll(() => received.browser).toHaveLength(1);
		expect(host.touched).toHaveBeenCalledOnce();
	});
});
