import { describe, expect, test } from "vitest";
import { OpenCommands } from "../../src/session/relay/open-commands.ts";

const PAGE = "A582C7C40FDE3EBB6BFEE1BF3050E99C";
const OTHER = "64957194EE711A34E48A818107148A83";

const command = (id: number, sessionId?: string, method = "Runtime.evaluate") =>
	JSON.stringify({ id, method, params: {}, sessionId });
const answer = (id: number, sessionId?: string) => JSON.stringify({ id, result: {}, sessionId });
const wrapped = (id: number, sessionId: string, inner: object) =>
	JSON.stringify({
		id,
		method: "Target.sendMessageToTarget",
		params: { sessionId, message: JSON.stringify(inner) },
	});
const received = (sessionId: string, inner: object) =>
	JSON.stringify({
		method: "Target.receivedMessageFromTarget",
		params: { sessionId, message: JSON.stringify(inner), targetId: "T" },
	});
const detached = (sessionId: string) =>
	JSON.stringify({ method: "Target.detachedFromTarget", params: { sessionId, targetId: "T" } });

function after(...sent: string[]): OpenCommands {
	const commands = new OpenCommands();
	for (const text of sent) commands.sent(text);
	return commands;
}

const long = "x".repeat(100_000);

describe("a command is open until its answer", () => {
	test.each<[string, string, string]>([
		["on the connection itself", command(1), answer(1)],
		["on a page's session", command(1, PAGE), answer(1, PAGE)],
		["that fails", command(1), '{"id":1,"error":{"code":-32601,"message":"no"}}'],
		["with its id last, as puppeteer writes it", '{"method":"Page.navigate","params":{},"id":1}', answer(1)],
		["with white space", '{ "id" : 1 , "method" : "Page.navigate" }', answer(1)],
		["with a negative id", command(-8), answer(-8)],
		["that is long, with its id first", `{"id":1,"method":"X.y","params":{"x":"${long}"}}`, answer(1)],
		["that is long, with its id last", `{"method":"X.y","params":{"x":"${long}"},"id":1}`, answer(1)],
	])("%s", (_, sent, answered) => {
		const commands = after(sent);
		expect(commands.areSome).toBe(true);
		expect(commands.heard('{"method":"Page.loadEventFired","params":{}}')).toBe(false);
		expect(commands.heard(answer(77))).toBe(false);
		expect(commands.areSome).toBe(true);
		expect(commands.heard(answered)).toBe(true);
		expect(commands.areSome).toBe(false);
	});
});

test("a command inside of another message is open until the answer inside of one", () => {
	const commands = after(wrapped(5, OTHER, { id: 1, method: "Runtime.evaluate" }));
	expect(commands.heard(answer(5))).toBe(true);
	expect(commands.heard(received(OTHER, { method: "Page.loadEventFired", params: { id: 1 } }))).toBe(false);
	expect(commands.heard(received(PAGE, { id: 1, result: {} }))).toBe(false);
	expect(commands.areSome).toBe(true);
	expect(commands.heard(received(OTHER, { id: 1, result: {} }))).toBe(true);
	expect(commands.areSome).toBe(false);
});

test("a command inside of another message is forgotten when that is refused", () => {
	const commands = after(wrapped(2_147_400_000, OTHER, { id: 1, method: "Runtime.evaluate" }));
	commands.heard('{"id":2147400000,"error":{"code":-32602,"message":"No session with given id"}}');
	expect(commands.areSome).toBe(false);
});

test.each<[string, string]>([
	["its page has crashed", received(OTHER, { method: "Inspector.targetCrashed", params: {} })],
	["its session is over", detached(OTHER)],
	[
		"its session is over that is inside of another",
		received(PAGE, { method: "Target.detachedFromTarget", params: { sessionId: OTHER, targetId: "T" } }),
	],
])("a command inside of another message is forgotten when %s", (_, event) => {
	const commands = after(wrapped(5, OTHER, { id: 1, method: "Runtime.evaluate" }));
	commands.heard(answer(5));
	commands.heard(received(OTHER, { method: "Inspector.detached", params: {} }));
	expect(commands.areSome).toBe(true);
	commands.heard(event);
	expect(commands.areSome).toBe(false);
});

test.each<[string, string, string]>([
	["its session is over", command(1, PAGE), detached(PAGE)],
	[
		"its long one's session is over",
		`{"method":"X.y","params":{"x":"${long}"},"sessionId":"${PAGE}","id":1}`,
		detached(PAGE),
	],
	[
		"its page has crashed",
		command(1, PAGE),
		`{"method":"Inspector.targetCrashed","params":{},"sessionId":"${PAGE}"}`,
	],
	[
		"the page that the connection is to has crashed",
		command(1),
		'{"method":"Inspector.targetCrashed","params":{}}',
	],
])("a command is forgotten when %s", (_, sent, event) => {
	const commands = after(sent, command(2, OTHER));
	commands.heard(detached("0"));
	commands.heard(event);
	commands.heard(answer(2, OTHER));
	expect(commands.areSome).toBe(false);
});

test.each([
	"not json",
	"7",
	"{}",
	'{"method":"Browser.getVersion"}',
	'{"id":"5","method":"Browser.getVersion"}',
	'{"id":6.5,"method":"Browser.getVersion"}',
	'{"id":3000000000,"method":"Browser.getVersion"}',
	`{"x":"${long}"}`,
	command(1, PAGE, "Input.dispatchMouseEvent"),
	command(1, PAGE, "CSS.takeComputedStyleUpdates"),
])("what gets no answer with an id, or one that may wait for a dialog, is not waited for: %.60s", (text) => {
	expect(after(text).areSome).toBe(false);
});

test("no more than some thousand are remembered", () => {
	const commands = after(...Array.from({ length: 20_000 }, (_, id) => command(id)));
	for (let id = 0; id < 10_000; id += 1) expect(commands.heard(answer(id))).toBe(true);
	expect(commands.areSome).toBe(false);
});
