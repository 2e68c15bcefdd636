import { describe, expect, test, vi } from "vitest";
import { CommandFence } from "../../src/session/fence/command-fence.ts";

const FOLDER = "/tmp/profile/Downloads of clients";

function fence(folder: string | undefined = FOLDER) {
	const onRefused = vi.fn();
	return {
		onRefused,
		fence: new CommandFence({ berthPort: "8787", downloadFolder: () => folder, onRefused }),
	};
}

const command = (method: string, params?: object) =>
	JSON.stringify({ id: 7, method, params, sessionId: "S" });

const bytesOf = (text: string): ArrayBuffer => Uint8Array.from(new TextEncoder().encode(text)).buffer;

const FORBIDDEN: readonly (readonly [string, object])[] = [
	["Page.navigate", { url: "file:///etc/passwd" }],
	["Page.navigate", { url: " \tFI\nLE:///etc/passwd" }],
	["Page.navigate", { url: "view-source:file:///etc/passwd" }],
	["Target.createTarget", { url: "chrome://settings" }],
	["Target.createTarget", { url: "about:version" }],
	["Fetch.continueRequest", { requestId: "1", url: "file:///etc/passwd" }],
	["Fetch.continueRequest", { requestId: "1", url: "http://169.254.169.254/" }],
	["Fetch.continueRequest", { requestId: "1", url: "http://127.0.0.1:9222/json/new" }],
	["Fetch.continueRequest", { requestId: "1", url: "http://127.0.0.1:9229/JSON/list" }],
	["Fetch.continueRequest", { requestId: "1", url: "http://localhost:8787/berth/v1/tokens" }],
	["Network.continueInterceptedRequest", { interceptionId: "1", url: "file:///etc/passwd" }],
	["Network.loadNetworkResource", { url: "https://any.example" }],
	["DOM.setFileInputFiles", { files: ["/etc/passwd"], nodeId: 1 }],
	["Input.dispatchDragEvent", { type: "drop", x: 1, y: 1, data: { items: [], files: ["/etc/passwd"] } }],
	["Extensions.loadUnpacked", { path: "/tmp" }],
	["Extensions.anythingNew", {}],
	["PWA.install", { manifestId: "x" }],
	["Tethering.bind", { port: 1 }],
	["Cast.enable", {}],
	["Browser.executeBrowserCommand", { commandId: "openTabSearch" }],
	["Target.openDevTools", { targetId: "T" }],
	["Target.exposeDevToolsProtocol", { targetId: "T" }],
	["Target.setRemoteLocations", { locations: [{ host: "127.0.0.1", port: 1 }] }],
	["Target.createBrowserContext", { proxyServer: "127.0.0.1:9222" }],
	["Target.createBrowserContext", { proxyServer: "http=a.example:80;https=[::1]:9222" }],
	["Target.createBrowserContext", { proxyServer: "socks5://user@169.254.169.254:80" }],
	["Tracing.start", { perfettoConfig: "AAAA" }],
];

describe("a command for the browser's machine", () => {
	test.each(FORBIDDEN)("%s %j is refused", (method, params) => {
		const { fence: by, onRefused } = fence();
		const verdict = by.judge(command(method, params));
		expect(verdict).toMatchObject({ kind: "answered", refused: method });
		expect(JSON.parse(verdict?.text ?? "")).toEqual({
			id: 7,
			sessionId: "S",
			error: { code: -32_000, message: `${method}: this session is kept off the machine of its browser.` },
		});
		expect(onRefused).toHaveBeenCalledExactlyOnceWith(method);
	});

	test.each(FORBIDDEN)("%s %j is refused inside of another, too", (method, params) => {
		const once = command("Target.sendMessageToTarget", { sessionId: "T", message: command(method, params) });
		const twice = command("Target.sendMessageToTarget", { sessionId: "T", message: once });
		for (const text of [once, twice]) expect(fence().fence.judge(text)).toMatchObject({ kind: "answered" });
	});

	test.each(FORBIDDEN)("%s %j is recognised with letters written as escapes", (method, params) => {
		const escaped = method
			.split("")
			.map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
		const text = `{"id":7,"method":"${escaped.join("")}","params":${JSON.stringify(params)}}`;
		expect(fence().fence.judge(text)).toMatchObject({ kind: "answered", refused: method });
	});

	test.each([
		[
			"with an escape that Chrome alone takes",
			'{"id":1,"method":"Page.n\\x61vigate","params":{"url":"file:///x"}}',
		],
		["in bytes", bytesOf('{"id":1,"method":"Cast.enable"}')],
		["that no JSON can be read out of", '{"id":1,"method":"Page.navigate",}'],
	])("is refused %s", (_, data) => {
		expect(fence().fence.judge(data)).toMatchObject({ kind: "answered" });
	});

	test("is refused with a reply where it is nested more deeply than can be written", () => {
		const params = `{"url":"about:blank","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
		const verdict = fence().fence.judge(`{"id":1,"method":"Page.navigate","params":${params}}`);
		expect(verdict).toMatchObject({ kind: "answered", refused: "Page.navigate" });
		expect(JSON.parse(verdict?.text ?? "")).toMatchObject({ id: 1 });
	});

	test("has no second meaning: of a name that is there twice only what was looked at is left", () => {
		const text =
			'{"id":1,"method":"Page.navigate","params":{"url":"file:///x"},"params":{"url":"https://a.example/"}}';
		expect(fence().fence.judge(text)).toEqual({
			kind: "passed",
			text: '{"id":1,"method":"Page.navigate","params":{"url":"https://a.example/"}}',
		});
	});
});

describe("a command that has nothing to do with it", () => {
	test.each<[string, object?]>([
		["Runtime.evaluate", { expression: "location.href" }],
		["Runtime.evaluate", { expression: 'a.split("\\\\x41")' }],
		["Page.enable"],
		["Fetch.continueRequest", { requestId: "1" }],
		["Input.dispatchMouseEvent", { type: "mousePressed" }],
	])("%s %j is not even read", (method, params) => {
		expect(fence().fence.judge(command(method, params))).toBeUndefined();
	});

	test.each<[string, object]>([
		["Page.navigate", { url: "https://any.example/?next=file:///etc/passwd" }],
		["Page.navigate", { url: "http://127.0.0.1:3000/" }],
		["Target.createTarget", { url: "about:blank" }],
		["Target.createTarget", { url: "" }],
		["Fetch.continueRequest", { requestId: "1", url: "http://127.0.0.1:3000/else" }],
		["DOM.setFileInputFiles", { files: [], nodeId: 1 }],
		["Input.dispatchDragEvent", { type: "drop", x: 1, y: 1, data: { items: [], dragOperationsMask: 1 } }],
		["Target.createBrowserContext", { disposeOnDetach: true }],
		["Target.createBrowserContext", { proxyServer: "proxy.example:3128", proxyBypassList: "a.example" }],
		["Tracing.start", { traceConfig: { includedCategories: [] } }],
		["Runtime.evaluate", { expression: "Cast.enable('\u2028')" }],
		["Target.sendMessageToTarget", { sessionId: "T", message: '{"id":1,"method":"Page.enable"}' }],
	])("%s %j is what it was", (method, params) => {
		const text = command(method, params);
		expect(fence().fence.judge(text)?.text ?? text).toBe(text);
	});
});

describe("where downloads go", () => {
	const asked = { browserContextId: "C", eventsEnabled: true };

	test.each(["Browser.setDownloadBehavior", "Page.setDownloadBehavior"])(
		"is Berth's to say: %s",
		(method) => {
			const verdict = fence().fence.judge(
				command(method, { behavior: "allowAndName", downloadPath: "/home/operator/.ssh", ...asked }),
			);
			expect(JSON.parse(verdict?.text ?? "")).toEqual({
				id: 7,
				method,
				sessionId: "S",
				params: { behavior: "allowAndName", downloadPath: FOLDER, ...asked },
			});
		},
	);

	test("is nowhere while Berth knows no place, and the client still hears of them", () => {
		const params = { behavior: "allow", downloadPath: "/home/operator", ...asked };
		const none = new CommandFence({ berthPort: "", downloadFolder: () => undefined, onRefused: () => {} });
		const verdict = none.judge(command("Browser.setDownloadBehavior", params));
		expect(JSON.parse(verdict?.text ?? "")).toMatchObject({ params: { behavior: "deny", ...asked } });
		expect(verdict?.text).not.toContain("/home");
	});

	test.each(["default", "deny"])("is nowhere with %s, and never the operator's own folder", (behavior) => {
		const verdict = fence().fence.judge(
			command("Browser.setDownloadBehavior", { behavior, downloadPath: "/home/operator" }),
		);
		expect(JSON.parse(verdict?.text ?? "")).toMatchObject({ params: { behavior: "deny" } });
		expect(verdict?.text).not.toContain("/home");
	});
});
