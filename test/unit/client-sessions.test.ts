import { describe, expect, test } from "vitest";
import { ClientSessions } from "../../src/session/link/client-sessions.ts";

const autoAttach = (more: object = {}, sessionId?: string) =>
	JSON.stringify({
		id: 1,
		method: "Target.setAutoAttach",
		params: { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, ...more },
		sessionId,
	});
const run = (sessionId: string) =>
	JSON.stringify({ id: 2, method: "Runtime.runIfWaitingForDebugger", sessionId });

/** As Chrome writes it: the method first. */
const attached = (
	session: string,
	targetId: string,
	type: string,
	waitingForDebugger: boolean,
	parent?: string,
) =>
	JSON.stringify({
		method: "Target.attachedToTarget",
		params: { sessionId: session, targetInfo: { targetId, type }, waitingForDebugger },
		sessionId: parent,
	});
const detached = (session: string) =>
	JSON.stringify({ method: "Target.detachedFromTarget", params: { sessionId: session } });

const target = (targetId: string, type = "page", parentId?: string) => ({
	targetId,
	type,
	parentId,
	isOfNewTab: false,
});

function client(...sent: string[]): ClientSessions {
	const sessions = new ClientSessions(undefined);
	for (const text of sent) sessions.sent(text);
	return sessions;
}

describe("a client that may be about to hold a new page", () => {
	test.each<[string, string[], string]>([
		["has asked for nothing", [], "leaves alone"],
		["has pages wait", [autoAttach()], "may hold"],
		["has them attached without a wait", [autoAttach({ waitForDebuggerOnStart: false })], "leaves alone"],
		["has turned it off again", [autoAttach(), autoAttach({ autoAttach: false })], "leaves alone"],
		["leaves pages out", [autoAttach({ filter: [{ type: "page", exclude: true }, {}] })], "leaves alone"],
		["names other types only", [autoAttach({ filter: [{ type: "tab" }] })], "leaves alone"],
		["writes its letters as escapes", [autoAttach().replace("Target.s", "Target.\\u0073")], "may hold"],
		[
			"asks inside of another message",
			[
				JSON.stringify({
					id: 1,
					method: "Target.sendMessageToTarget",
					params: { sessionId: "S", message: autoAttach() },
				}),
			],
			"leaves alone",
		],
	])("%s", (_, sent, stance) => {
		expect(client(...sent).stanceOn(target("P"))).toBe(stance);
	});
});

test("a client holds what Chrome says waits for it, until it runs, detaches or asks for less", () => {
	const sessions = client(autoAttach());
	sessions.saw(attached("S1", "P1", "page", true));
	sessions.saw(attached("S2", "P2", "page", true));
	sessions.saw(attached("S3", "P3", "page", false));
	expect(["P1", "P2", "P3"].map((id) => sessions.stanceOn(target(id)))).toEqual([
		"holds",
		"holds",
		"leaves alone",
	]);
	sessions.sent(run("S1"));
	sessions.saw(detached("S2"));
	expect(sessions.stanceOn(target("P1"))).toBe("has begun");
	expect(sessions.stanceOn(target("P2"))).toBe("may hold");
});

test("the page of a new tab is held although Chrome says so of the tab alone", () => {
	const sessions = client(autoAttach({ filter: [{ type: "page", exclude: true }, {}] }));
	sessions.saw(attached("ST", "T", "tab", true));
	expect(sessions.stanceOn(target("P", "page", "T"))).toBe("holds");
	sessions.sent(autoAttach({ filter: [{}] }, "ST"));
	sessions.sent(run("ST"));
	expect(sessions.stanceOn(target("P", "page", "T"))).toBe("may hold");
	sessions.saw(attached("SP", "P", "page", false, "ST"));
	expect(sessions.stanceOn(target("P", "page", "T"))).toBe("holds");
	sessions.sent(run("SP"));
	expect(sessions.stanceOn(target("P", "page", "T"))).toBe("has begun");
});

test("workers and frames are told of to those who are attached to their page", () => {
	const sessions = client(autoAttach());
	expect(sessions.stanceOn(target("W", "worker", "P"))).toBe("leaves alone");
	sessions.saw(attached("S", "P", "page", false));
	expect(sessions.stanceOn(target("W", "worker", "P"))).toBe("leaves alone");
	sessions.sent(autoAttach({}, "S"));
	expect(sessions.stanceOn(target("W", "worker", "P"))).toBe("may hold");
	expect(sessions.stanceOn(target("W", "worker", "another page"))).toBe("leaves alone");
});

test("a client on a page's own socket holds what belongs to that page", () => {
	const sessions = new ClientSessions("P");
	sessions.sent(autoAttach());
	expect(sessions.stanceOn(target("W", "worker", "P"))).toBe("may hold");
	expect(sessions.stanceOn(target("other", "page"))).toBe("leaves alone");
});

test("sessions that are not flat are read inside of the messages that carry them", () => {
	const sessions = client(autoAttach({ flatten: false }));
	sessions.saw(attached("S", "P", "page", false));
	const nested = (message: string) =>
		JSON.stringify({ id: 3, method: "Target.sendMessageToTarget", params: { sessionId: "S", message } });
	sessions.sent(nested(autoAttach()));
	expect(sessions.stanceOn(target("W", "worker", "P"))).toBe("may hold");
	sessions.saw(
		JSON.stringify({
			method: "Target.receivedMessageFromTarget",
			params: { sessionId: "S", message: attached("SW", "W", "worker", true) },
		}),
	);
	expect(sessions.stanceOn(target("W", "worker", "P"))).toBe("holds");
});

const nestedIn = (session: string, message: object) =>
	JSON.stringify({
		id: 3,
		method: "Target.sendMessageToTarget",
		params: { sessionId: session, message: JSON.stringify(message) },
	});

test.each<[boolean, string, string]>([
	[true, "asks for them", '{"id":1,"method":"Page.enable"}'],
	[true, "asks for them of a session", '{"id":1,"method":"Page.enable","sessionId":"S"}'],
	[true, "writes white space", '{ "id": 1, "method": "Page.enable", "params": {} }'],
	[true, "asks inside of another message", nestedIn("S", { id: 1, method: "Page.enable" })],
	[true, "writes its letters as escapes", '{"id":1,"method":"Page.\\u0065nable"}'],
	[false, "asks for others", '{"id":1,"method":"Network.enable"}'],
	[
		false,
		"only speaks of it",
		JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression: '"Page.enable"' } }),
	],
	[
		false,
		"only speaks of it inside of another message",
		nestedIn("S", { id: 1, method: "Runtime.evaluate", params: { expression: '"Page.enable"' } }),
	],
])("that pages' dialogs wait for a client is %s for one that %s", (mayAnswer, _, sent) => {
	expect(client(sent).mayAnswerDialogs).toBe(mayAnswer);
});

test.each([
	"{",
	'{"method":"Target.attachedToTarget"',
	'{"method":"Target.attachedToTarget","params":{}}',
	'{"method":"Target.receivedMessageFromTarget","params":{"sessionId":1}}',
])("what is no message of Chrome's changes nothing: %s", (text) => {
	const sessions = client(autoAttach(), text, `{"method":"Target.setAutoAttach","params":7}`);
	sessions.saw(text);
	expect(sessions.stanceOn(target("P"))).toBe("may hold");
});
