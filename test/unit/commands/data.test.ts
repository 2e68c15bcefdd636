import { describe, expect, test } from "vitest";
import { mistakeIn } from "../../../src/commands/check.ts";
import { keysOf } from "../../../src/commands/keys.ts";
import { COMMANDS } from "../../../src/commands/registry.ts";
import { scrollDistance } from "../../../src/commands/scroll-distance.ts";

const mistake = (command: string, data?: object) => mistakeIn([{ command, data }])?.message;

describe("a command's data", () => {
	test.each(COMMANDS.map(({ name }) => name))("of %s has no field that it does not know", (name) => {
		expect(mistake(name, { xyzzy: 1 })).toContain(`${name}: data: unknown field "xyzzy".`);
	});

	test.each([
		["click", { selectr: "a" }, 'click: data: unknown field "selectr". Did you mean selector?'],
		["get_title", { timeout: 5 }, 'get_title: data: unknown field "timeout". Did you mean timeout_ms?'],
		["scroll", { directon: "up" }, 'scroll_by: data: unknown field "directon". Did you mean direction?'],
		["drag", { from: { x: 1, y: 1, z: 1 }, to: { x: 1, y: 1 } }, 'drag: from: unknown field "z".'],
		["pdf", { margin: { topp: 1 } }, 'pdf: margin: unknown field "topp". Did you mean top?'],
		["fill_form", { fields: [{ selector: "a", val: "b" }] }, 'fill_form: fields.0: unknown field "val".'],
		["set_cookies", { cookies: [{ name: "a", value: "b", expire: 1 }] }, "Did you mean expires?"],
		["scroll", { x: 1, amount: 5 }, "scroll_by: direction: give x and y, or direction and amount, not both."],
		["mouse_down", { x: 1 }, "mouse_down: y: a point needs both."],
		["pdf", { format: "B4" }, "pdf: format: Invalid option"],
		["press_key", { key: "Entr" }, 'press_key: key: "Entr" is no key of a keyboard.'],
		["press_key", { key: "Kontrol+a" }, 'press_key: key: "Kontrol" is no key of a keyboard.'],
		["press_key", { key: "constructor" }, 'press_key: key: "constructor" is no key of a keyboard.'],
		["key_down", { key: "__proto__" }, 'key_down: key: "__proto__" is no key of a keyboard.'],
		["key_down", { key: "Control+a" }, 'key_down: key: "Control+a" is no key of a keyboard.'],
		["goto", { url: "http://a:99999/" }, "navigate_to: url: http://a:99999/ is no URL that a browser opens."],
	])("of %s is not %j", (command, data, message) => {
		expect(mistake(command, data)).toContain(message);
	});

	test.each([
		["scroll", { direction: "down", amount: 300 }],
		["scroll_by", { x: 0, y: 300 }],
		["click_advanced", { selector: "a", clickCount: 2 }],
		["drag_to", { selector: "a", targetSelector: "b", "target-position": { x: 1, y: 2 } }],
		["get_title", { timeoutMs: 5 }],
		["press_key", { key: "Control+Shift+a" }],
		["press_key", { key: "+" }],
		["pdf", { format: "A4" }],
		["pdf", { format: "Tabloid" }],
		["key_down", { key: "ctrl" }],
		["goto", { url: "example.com" }],
		["goto", { url: "localhost:8080/x" }],
		[
			"set_cookies",
			{
				cookies: [
					{ name: "a", value: "b", httpOnly: true, sameSite: "Lax", expires: -1, size: 2, session: true },
				],
			},
		],
	])("of %s may be %j", (command, data) => {
		expect(mistake(command, data)).toBeUndefined();
	});
});

describe("a batch", () => {
	test("with a mistake names the first step that has one", () => {
		const commands = [{ command: "get_url" }, { command: "clik" }, { command: "click", data: {} }];
		expect(mistakeIn(commands)).toEqual({
			code: "unknown_command",
			message: 'commands.1: There is no command "clik". Did you mean click?',
		});
	});
});

test.each([
	["Enter", [], "Enter"],
	["ENTER", [], "Enter"],
	["arrowdown", [], "ArrowDown"],
	["PAGE_DOWN", [], "PageDown"],
	["page-up", [], "PageUp"],
	["return", [], "Enter"],
	["CTRL+SHIFT+a", ["Control", "Shift"], "a"],
	["Shift+A", ["Shift"], "A"],
	["f5", [], "F5"],
	["keyq", [], "KeyQ"],
	["space", [], " "],
	["Control++", ["Control"], "+"],
	["-", [], "-"],
	["_", [], "_"],
])("the keys of %s are %j and %s", (combination, held, key) => {
	expect(keysOf(combination)).toEqual({ held, key });
});

test.each([
	[{}, { x: 0, y: 0 }],
	[{ y: 5 }, { x: 0, y: 5 }],
	[{ direction: "up" }, { x: 0, y: -600 }],
	[
		{ direction: "left", amount: 20 },
		{ x: -20, y: 0 },
	],
	[{ amount: 20 }, { x: 0, y: 20 }],
] as const)("a scroll of %j goes %j", (asked, distance) => {
	const { x, y } = scrollDistance(asked);
	expect({ x: x + 0, y: y + 0 }).toEqual(distance);
});
