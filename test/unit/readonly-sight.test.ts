import { describe, expect, test } from "vitest";
import { ReadonlySight } from "../../src/session/readonly/sight.ts";

/** What a message of the browser's becomes, and what is in it. */
function shown(message: unknown, sight = new ReadonlySight()): unknown {
	const text = sight.shown(JSON.stringify(message));
	return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

const SECRET = "s3cret-value";
const hostileHeaders = {
	Authorization: `Bearer ${SECRET}`,
	Cookie: `sid=${SECRET}`,
	"sEt-CoOkIe": `sid=${SECRET}; HttpOnly`,
	"X-Api-Key": SECRET,
	"X-Whatever": SECRET,
	"Content-Security-Policy": `script-src 'nonce-${SECRET}'`,
	ETag: SECRET,
	Referer: `https://shop.example/?access_token=${SECRET}`,
	Location: `https://user:${SECRET}@shop.example/#id_token=${SECRET}`,
	"Content-Type": "text/html",
	"content-length": "12",
	"Cache-Control": "no-store",
};
const url = `https://user:${SECRET}@shop.example/cart?token=${SECRET}&page=2#access_token=${SECRET}`;
const shownUrl = "https://REDACTED@shop.example/cart?token=REDACTED&page=2#access_token=REDACTED";
const extra = { [SECRET]: SECRET, requestHeaders: hostileHeaders, cookies: [{ value: SECRET }] };
const callFrame = { functionName: "buy", scriptId: "1", url, lineNumber: 1, columnNumber: 2, ...extra };

const response = {
	url,
	status: 200,
	statusText: "OK",
	headers: hostileHeaders,
	headersText: SECRET,
	requestHeadersText: SECRET,
	mimeType: "text/html",
	charset: "utf-8",
	connectionReused: false,
	connectionId: 7,
	encodedDataLength: 100,
	timing: { requestTime: 1, sendStart: 2 },
	securityState: "secure",
	...extra,
};

const requestWillBeSent = {
	requestId: "1",
	loaderId: "1",
	documentURL: url,
	request: {
		url,
		urlFragment: `#access_token=${SECRET}`,
		method: "POST",
		headers: hostileHeaders,
		postData: SECRET,
		postDataEntries: [{ bytes: SECRET }],
		hasPostData: true,
		initialPriority: "High",
		referrerPolicy: "no-referrer",
		...extra,
	},
	timestamp: 1,
	wallTime: 2,
	initiator: {
		type: "script",
		stack: { callFrames: [callFrame], parent: { callFrames: [callFrame] }, description: SECRET },
	},
	redirectHasExtraInfo: true,
	redirectResponse: response,
	type: "Document",
	frameId: "F",
	...extra,
};

describe("what a read-only connection is shown of requests", () => {
	test.each([
		["Network.requestWillBeSent", requestWillBeSent],
		[
			"Network.responseReceived",
			{
				requestId: "1",
				loaderId: "1",
				timestamp: 1,
				type: "XHR",
				response,
				hasExtraInfo: true,
				frameId: "F",
				...extra,
			},
		],
		["Network.requestServedFromCache", { requestId: "1", ...extra }],
		[
			"Network.dataReceived",
			{ requestId: "1", timestamp: 1, dataLength: 2, encodedDataLength: 3, data: SECRET, ...extra },
		],
		["Network.loadingFinished", { requestId: "1", timestamp: 1, encodedDataLength: 2, ...extra }],
		[
			"Network.loadingFailed",
			{
				requestId: "1",
				timestamp: 1,
				type: "XHR",
				errorText: "net::ERR_FAILED",
				corsErrorStatus: { corsError: "X", failedParameter: SECRET },
				...extra,
			},
		],
		["Network.resourceChangedPriority", { requestId: "1", timestamp: 1, newPriority: "Low", ...extra }],
		["Network.webSocketCreated", { requestId: "1", url, initiator: { type: "script" }, ...extra }],
		[
			"Network.webSocketWillSendHandshakeRequest",
			{ requestId: "1", timestamp: 1, wallTime: 2, request: { headers: hostileHeaders }, ...extra },
		],
		[
			"Network.webSocketHandshakeResponseReceived",
			{
				requestId: "1",
				timestamp: 1,
				response: {
					status: 101,
					statusText: "Switching Protocols",
					headers: hostileHeaders,
					headersText: SECRET,
					requestHeaders: hostileHeaders,
					requestHeadersText: SECRET,
				},
				...extra,
			},
		],
		["Network.webSocketClosed", { requestId: "1", timestamp: 1, ...extra }],
	])("has no secret in %s", (method, params) => {
		const message = shown({ method, params }) as { method: string; params: { requestId: string } };
		expect(message).toMatchObject({ method, params: { requestId: "1" } });
		expect(JSON.stringify(message)).not.toContain(SECRET);
	});

	test("is where they went, when, how, and with what kind of content", () => {
		expect(shown({ method: "Network.requestWillBeSent", params: requestWillBeSent })).toEqual({
			method: "Network.requestWillBeSent",
			params: {
				requestId: "1",
				loaderId: "1",
				documentURL: shownUrl,
				request: {
					url: shownUrl,
					urlFragment: "#access_token=REDACTED",
					method: "POST",
					headers: {
						Referer: "https://shop.example/?access_token=REDACTED",
						Location: "https://REDACTED@shop.example/#id_token=REDACTED",
						"Content-Type": "text/html",
						"content-length": "12",
						"Cache-Control": "no-store",
					},
					initialPriority: "High",
					referrerPolicy: "no-referrer",
				},
				timestamp: 1,
				wallTime: 2,
				initiator: {
					type: "script",
					stack: {
						callFrames: [
							{ functionName: "buy", scriptId: "1", url: shownUrl, lineNumber: 1, columnNumber: 2 },
						],
					},
				},
				redirectResponse: expect.objectContaining({ status: 200, timing: { requestTime: 1, sendStart: 2 } }),
				type: "Document",
				frameId: "F",
			},
		});
	});

	test.each<[string, unknown]>([
		["Network.requestWillBeSentExtraInfo", { requestId: "1", headers: hostileHeaders }],
		["Network.responseReceivedExtraInfo", { requestId: "1", headers: hostileHeaders }],
		["Network.responseReceivedEarlyHints", { requestId: "1", headers: hostileHeaders }],
		["Network.webSocketFrameSent", { requestId: "1", response: { payloadData: SECRET } }],
		["Network.webSocketFrameReceived", { requestId: "1", response: { payloadData: SECRET } }],
		["Network.webSocketFrameError", { requestId: "1", errorMessage: SECRET }],
		["Network.eventSourceMessageReceived", { requestId: "1", data: SECRET }],
		["Network.requestIntercepted", { interceptionId: "1", request: { url } }],
		["Network.directTCPSocketChunkSent", { identifier: "1", data: SECRET }],
		["Network.reportingApiReportAdded", { report: { body: SECRET } }],
		["Network.whateverComesNext", { secret: SECRET }],
		["Fetch.requestPaused", { requestId: "1", request: { url, headers: hostileHeaders } }],
		["Runtime.bindingCalled", { name: "tell", payload: SECRET }],
		["Storage.indexedDBContentUpdated", { origin: url }],
		["Target.targetInfoChanged", { targetInfo: { url } }],
		["Tracing.dataCollected", { value: [{ args: SECRET }] }],
		["__proto__", {}],
		["constructor", {}],
		["Network.requestWillBeSent", { requestId: "1", request: SECRET }],
		["Network.requestWillBeSent", SECRET],
		["Network.loadingFinished", undefined],
	])("is nothing of %s", (method, params) => {
		expect(shown({ method, params })).toBeUndefined();
	});

	test("is nothing of another target", () => {
		expect(shown({ method: "Page.loadEventFired", params: {}, sessionId: "S" })).toBeUndefined();
		expect(shown({ id: 1, result: {}, sessionId: "S" })).toBeUndefined();
	});
});

describe("what a read-only connection is shown of a page", () => {
	test("has addresses without credentials, in answers and in events", () => {
		const frame = { id: "F", url, urlFragment: `#code=${SECRET}`, unreachableUrl: url };
		const seen = [
			shown({ method: "Page.frameNavigated", params: { frame } }),
			shown({ id: 1, result: { frameTree: { frame, resources: [{ url }] } } }),
			shown({ id: 2, result: { entries: [{ url, userTypedURL: url }] } }),
			shown({ id: 3, result: { root: { documentURL: url, baseURL: url } } }),
			shown({ method: "CSS.styleSheetAdded", params: { header: { sourceURL: url, sourceMapURL: url } } }),
			shown({ method: "Runtime.exceptionThrown", params: { exceptionDetails: { url } } }),
			shown({ method: "Log.entryAdded", params: { entry: { url, text: `Blocked: '${url}' (${url})` } } }),
		];
		expect(JSON.stringify(seen)).not.toContain(SECRET);
		expect(JSON.stringify(seen)).toContain(shownUrl);
		expect(seen[6]).toMatchObject({
			params: {
				entry: {
					text:
						`Blocked: '${shownUrl}' (https://REDACTED@shop.example/cart?` +
						"token=REDACTED&page=2#access_token=REDACTED",
				},
			},
		});
	});

	test("has no credentials in its elements, its accessibility tree, its messages and its dialogs", () => {
		const text = `to ${url} with password=${SECRET}`;
		const seen = [
			shown({ id: 1, result: { attributes: ["href", url, "title", text, "data-token", SECRET] } }),
			shown({ id: 2, result: { attributes: ["type", "hidden", "name", "csrf_token", "value", SECRET] } }),
			shown({ id: 3, result: { root: { nodeValue: `let apiKey = "${SECRET}"` } } }),
			shown({ id: 4, result: { outerHTML: `<a href="${url.replaceAll("&", "&amp;")}">${text}</a>` } }),
			shown({ method: "DOM.attributeModified", params: { nodeId: 1, name: "src", value: url } }),
			shown({ method: "DOM.characterDataModified", params: { nodeId: 1, characterData: text } }),
			shown({
				id: 5,
				result: {
					nodes: [
						{
							name: { type: "computedString", value: url },
							properties: [{ name: "url", value: { type: "string", value: url } }],
						},
					],
				},
			}),
			shown({
				method: "Runtime.consoleAPICalled",
				params: { args: [{ value: text }, { description: text }] },
			}),
			shown({
				method: "Runtime.consoleAPICalled",
				params: { args: [{ value: "Password" }, { value: SECRET }] },
			}),
			shown({
				method: "Runtime.consoleAPICalled",
				params: { args: [{ preview: { properties: [{ name: "pin", type: "string", value: SECRET }] } }] },
			}),
			shown({
				method: "Runtime.exceptionThrown",
				params: { exceptionDetails: { text, exception: { description: text } } },
			}),
			shown({ method: "Page.javascriptDialogOpening", params: { message: text, defaultPrompt: text } }),
			shown({ method: "Page.downloadWillBegin", params: { suggestedFilename: `a password=${SECRET}`, url } }),
			shown({ id: 6, result: { entries: [{ title: text }] } }),
		];
		expect(JSON.stringify(seen)).not.toContain(SECRET);
		expect(JSON.stringify(seen)).toContain("https://REDACTED@shop.example/cart");
	});

	test("is otherwise as it is", () => {
		for (const message of [
			{ id: 1, result: { root: { nodeId: 1, attributes: ["href", "/a?page=2"], nodeValue: "é😀" } } },
			{
				method: "Runtime.consoleAPICalled",
				params: { type: "log", args: [{ type: "string", value: "a: b" }] },
			},
			{
				id: 3,
				result: { text: "--button-token: #fff", cssProperties: [{ name: "--token", value: "#fff" }] },
			},
			{ id: 2, error: { code: -32_000, message: "Could not find node with given id" } },
		])
			expect(shown(message)).toEqual(message);
	});

	test("is its picture, unread", () => {
		const frame = '{"method":"Page.screencastFrame","params":{"data":"AAAA","sessionId":1}}  ';
		expect(new ReadonlySight().shown(frame)).toBe(frame);
	});

	test.each(["no json", "[]", "null", '{"params":{}}', '{"method":7}', '{"error":{}}'])(
		"is nothing of %s",
		(text) => {
			expect(new ReadonlySight().shown(text)).toBeUndefined();
		},
	);

	test("is nothing of what is no text", () => {
		expect(new ReadonlySight().shown(new ArrayBuffer(3))).toBeUndefined();
	});
});

describe("what a script copied from a password field", () => {
	const attributes = ["data-value", "a", "TYPE", "text", "type", "PassWord", "value", SECRET];
	const masked = [...attributes.slice(0, -1), "REDACTED"];

	test("is not shown of its attributes", () => {
		expect(shown({ id: 1, result: { attributes } })).toEqual({ id: 1, result: { attributes: masked } });
		expect(shown({ method: "DOM.setChildNodes", params: { nodes: [{ nodeId: 1, attributes }] } })).toEqual({
			method: "DOM.setChildNodes",
			params: { nodes: [{ nodeId: 1, attributes: masked }] },
		});
		const other = { id: 1, result: { attributes: ["type", "text", "value", "password"] } };
		expect(shown(other)).toEqual(other);
		const changed = { nodeId: 1, name: "value", value: SECRET };
		expect(shown({ method: "DOM.attributeModified", params: changed })).toBeUndefined();
	});

	test.each([
		[`<input type="password" value="${SECRET}">`, '<input type="password" value="REDACTED">'],
		[
			`<p>1 &gt; 0</p><INPUT value="${SECRET}" a=">" TYPE="Password" b>`,
			'<p>1 &gt; 0</p><INPUT value="REDACTED" a=">" TYPE="Password" b>',
		],
		['<input value="shown"><input type="password">', '<input value="shown"><input type="password">'],
		['<input type="text" value="shown"> value="kept"', '<input type="text" value="shown"> value="kept"'],
		[
			`<h:input h:type="password" type="password" value="${SECRET}"/>`,
			'<h:input h:type="password" type="password" value="REDACTED"/>',
		],
		[
			`<é:INPUT TYPE='PASSWORD' VALUE='${SECRET}'></é:INPUT>`,
			"<é:INPUT TYPE='PASSWORD' VALUE='REDACTED'></é:INPUT>",
		],
		[`<input type=password value=${SECRET}>`, "<input type=password value=REDACTED>"],
		[`<input value="${SECRET} <input" type="password">`, '<input value="REDACTED" type="password">'],
		[
			`<!-- " --><script>"<a b='"</script><input type="password" value="${SECRET}">`,
			`<!-- " --><script>"<a b='"</script><input type="password" value="REDACTED">`,
		],
		[
			`<script/><input type="password" value="${SECRET}"/>`,
			'<script/><input type="password" value="REDACTED"/>',
		],
		[
			`<![CDATA[<a b="]]><input type="password" value="${SECRET}"/>`,
			'<![CDATA[<a b="]]><input type="password" value="REDACTED"/>',
		],
		[
			`<meta name="csrf-token" content="${SECRET}"><meta name="viewport" content="width=1">`,
			'<meta name="csrf-token" content="REDACTED"><meta name="viewport" content="width=1">',
		],
	])("is not shown of its HTML: %s", (outerHTML, expected) => {
		expect(shown({ id: 1, result: { outerHTML } })).toEqual({ id: 1, result: { outerHTML: expected } });
	});

	test("is looked for in reasonable time, whatever the page has written", () => {
		const outerHTML = `<script>${'<input "'.repeat(200_000)}</script>`;
		expect(shown({ id: 1, result: { outerHTML } })).toEqual({ id: 1, result: { outerHTML } });
	});
});

describe("a read-only connection and the browser's own parts of a page", () => {
	const browsers = { nodeId: 9, backendNodeId: 10, shadowRootType: "user-agent" };
	const pages = { nodeId: 20, backendNodeId: 21, shadowRootType: "open" };
	const asks = (sight: ReadonlySight, method: string, params: object) =>
		sight.allows({ id: 1, method, params: { ...params } });

	test("is not shown them", () => {
		const input = { nodeId: 8, nodeName: "INPUT", shadowRoots: [browsers, pages] };
		expect(shown({ id: 1, result: { root: input } })).toEqual({
			id: 1,
			result: { root: { ...input, shadowRoots: [pages] } },
		});
		const pushed = (root: object) => shown({ method: "DOM.shadowRootPushed", params: { hostId: 8, root } });
		expect(pushed(browsers)).toBeUndefined();
		expect(pushed(pages)).toMatchObject({ params: { root: pages } });
	});

	test("may name only nodes that it was shown", () => {
		const sight = new ReadonlySight();
		shown({ id: 1, result: { root: { nodeId: 8, shadowRoots: [browsers, pages] } } }, sight);
		shown({ id: 2, result: { nodeIds: [30, 31] } }, sight);
		shown({ id: 3, result: { nodes: [{ nodeId: "9" }] } }, sight);
		for (const nodeId of [8, 20, 30, 31]) expect(asks(sight, "DOM.requestChildNodes", { nodeId })).toBe(true);
		for (const nodeId of [9, 10, "9", "8", null, [8], 1e9])
			expect(asks(sight, "DOM.getOuterHTML", { nodeId })).toBe(false);
		expect(asks(sight, "DOM.describeNode", { backendNodeId: 8 })).toBe(false);
		expect(asks(sight, "DOM.getOuterHTML", { nodeId: 8, includeShadowDOM: true })).toBe(false);
		expect(asks(sight, "CSS.getComputedStyleForNode", { nodeId: 9 })).toBe(false);
	});

	test("forgets the nodes of a document that is gone", () => {
		const sight = new ReadonlySight();
		shown({ id: 1, result: { root: { nodeId: 9 } } }, sight);
		shown({ method: "DOM.documentUpdated", params: {} }, sight);
		expect(asks(sight, "DOM.requestChildNodes", { nodeId: 9 })).toBe(false);
	});
});
