import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven();

describe("text", () => {
	test("is typed with key events, after what is there or in its place", async () => {
		await driven.show(
			`<input id="a" value="x"><script>window.keys = 0; onkeydown = () => { keys += 1 }</script>`,
		);
		await driven.get("type_text", { selector: "#a", text: "yzé" });
		expect(await driven.get("get_value", { selector: "#a" })).toBe("xyzé");
		expect(await driven.value("keys")).toBe(2);
		await driven.get("type", { selector: "#a", text: "new", clear: true });
		expect(await driven.get("get_value", { selector: "#a" })).toBe("new");
	});

	test("may be long", async () => {
		await driven.show("<textarea></textarea>");
		const text = "line\n".repeat(5_000);
		await driven.get("type_text", { selector: "textarea", text });
		expect(await driven.get("get_value", { selector: "textarea" })).toBe(text);
	});

	test("goes into what is editable without being a field", async () => {
		await driven.show(`<div contenteditable>old</div>`);
		await driven.get("type_text", { selector: "div", text: " and new" });
		expect(await driven.get("get_text", { selector: "div" })).toBe("old and new");
		await driven.get("fill", { selector: "div", value: "other" });
		expect(await driven.get("get_value", { selector: "div" })).toBe("other");
	});

	test("is set by fill, with input events but no keys, and taken out by clear", async () => {
		await driven.show(
			`<input><script>window.seen = []; for (const type of ["input", "keydown"]) addEventListener(type, () => seen.push(type))</script>`,
		);
		await driven.get("fill", { selector: "input", value: "value" });
		expect(await driven.get("get_value", { selector: "input" })).toBe("value");
		expect(await driven.value("seen")).toEqual(["input"]);
		await driven.get("clear", { selector: "input" });
		expect(await driven.get("get_value", { selector: "input" })).toBe("");
	});
});

describe.each([
	["fill", "value"],
	["type_text", "text"],
])("%s", (command, field) => {
	const given = (text: string) => ({ selector: "input", [field]: text });
	const held = () => driven.value("document.querySelector('input').value");

	test.each([
		["date", "2027-11-05", "2027-11-05"],
		["time", "07:08", "07:08"],
		["datetime-local", "2027-11-05 07:08", "2027-11-05T07:08"],
		["month", "2027-11", "2027-11"],
		["week", "2027-W09", "2027-W09"],
		["color", "#0aF00f", "#0af00f"],
		["color", "teal", "#008080"],
		["range", " 73 ", "73"],
		["number", "-2.5e1", "-2.5e1"],
	])("sets a field of type %s to %s", async (type, text, value) => {
		await driven.show(
			`<input type="${type}" min="-50" step="any"><script>window.seen = []; for (const type of ["input", "change"]) addEventListener(type, () => seen.push(type))</script>`,
		);
		await driven.get(command, given(text));
		expect(await held()).toBe(value);
		expect(await driven.value("seen.includes('input')")).toBe(true);
	});

	test.each([
		["date", "11/05/2027", "a value such as 2026-12-31"],
		["date", "2027-02-29", "a value such as 2026-12-31"],
		["time", "25:00", "a value such as 13:45"],
		["datetime-local", "2027-11-05", "a value such as 2026-12-31T13:45"],
		["month", "November 2027", "a value such as 2026-12"],
		["week", "9", "a value such as 2026-W52"],
		["color", "reddish", "a value such as #ff8800"],
		["range", "loud", "numbers from 0 to 20 in steps of 5"],
		["range", "25", "numbers from 0 to 20 in steps of 5"],
		["range", "12", "numbers from 0 to 20 in steps of 5"],
		["number", "seven", "a number only"],
		["number", "1,5", "a number only"],
		["number", "1-2", "a number only"],
	])("refuses for a field of type %s what it does not take: %s", async (type, text, taken) => {
		await driven.show(`<input type="${type}" max="20" step="${type === "range" ? 5 : "any"}">`);
		const before = await held();
		expect(await driven.failure(command, given(text))).toEqual({
			code: "invalid_command_data",
			message: `${field}: "input" takes ${taken}.`,
		});
		expect(await held()).toBe(before);
	});

	test.each([
		["checkbox", "element_of_wrong_kind"],
		["file", "element_of_wrong_kind"],
		["submit", "element_not_editable"],
	])("refuses a field of type %s, which takes no text", async (type, code) => {
		await driven.show(`<input type="${type}">`);
		expect(await driven.failure(command, given("x"))).toMatchObject({ code });
	});
});

describe("keys", () => {
	test("are pressed where the focus is, or in an element, alone or together", async () => {
		await driven.show(
			`<input value="abc"><script>window.seen = []; onkeydown = (event) => seen.push((event.ctrlKey ? "ctrl " : "") + event.key)</script>`,
		);
		await driven.run(
			["press_key", { selector: "input", key: "Control+a" }],
			["press", { key: "Backspace" }],
			["press_key", { key: "q" }],
			["press_key", { key: "enter" }],
		);
		expect(await driven.value("seen")).toEqual(
			["Control", "ctrl a", "Backspace", "q", "Enter"].map((key, index) =>
				index === 0 ? "ctrl Control" : key,
			),
		);
		expect(await driven.get("get_value", { selector: "input" })).toBe("q");
	});

	test("may be held", async () => {
		await driven.show(`<input>`);
		await driven.run(
			["focus", { selector: "input" }],
			["key_down", { key: "Shift" }],
			["press_key", { key: "A" }],
			["key_up", { key: "Shift" }],
		);
		expect(await driven.get("get_value", { selector: "input" })).toBe("A");
	});

	test.each([
		["Shift+b", "B", "KeyB"],
		["Shift+B", "B", "KeyB"],
		["Shift+7", "&", "Digit7"],
		["Shift+-", "_", "Minus"],
		["Shift+/", "?", "Slash"],
		["b", "b", "KeyB"],
		["-", "-", "Minus"],
	])("type what %s types on a keyboard", async (key, typed, code) => {
		await driven.show("<input><script>onkeydown = (event) => { window.last = event.code }</script>");
		await driven.get("press_key", { selector: "input", key });
		expect(await driven.value("[document.querySelector('input').value, last]")).toEqual([typed, code]);
	});

	test("type what they type with Shift, when that is held already", async () => {
		await driven.show("<input>");
		await driven.run(
			["focus", { selector: "input" }],
			["key_down", { key: "Shift" }],
			["press_key", { key: "q" }],
			["key_up", { key: "Shift" }],
			["press_key", { key: "q" }],
		);
		expect(await driven.get("get_value", { selector: "input" })).toBe("Qq");
	});

	test("break a line once, however the break is written", async () => {
		await driven.show("<textarea></textarea>");
		await driven.get("type_text", { selector: "textarea", text: "one\r\ntwo\nthree\rfour" });
		expect(await driven.get("get_value", { selector: "textarea" })).toBe("one\ntwo\nthree\nfour");
	});

	test("that no keyboard has are refused", async () => {
		expect(await driven.failure("press_key", { key: "Any" })).toEqual({
			code: "invalid_command_data",
			message: 'press_key: key: "Any" is no key of a keyboard.',
		});
	});
});

describe("boxes", () => {
	test("are ticked and unticked, whatever they were, by themselves or their label", async () => {
		await driven.show(`<label>One <input id="a" type="checkbox"></label>
			<style>.hidden { opacity: 0; position: absolute; width: 0; height: 0 }</style>
			<input id="b" class="hidden" type="checkbox"><label for="b" id="l">Two</label>
			<div role="switch" aria-checked="false" onclick="this.setAttribute('aria-checked', this.getAttribute('aria-checked') !== 'true')">Three</div>`);
		for (const selector of ["#a", "#l", "[role=switch]"]) {
			await driven.get("check", { selector });
			await driven.get("check", { selector });
		}
		expect(
			await driven.value("[a.checked, b.checked, document.querySelector('[role=switch]').ariaChecked]"),
		).toEqual([true, true, "true"]);
		await driven.get("uncheck", { selector: "#a" });
		expect(await driven.value("a.checked")).toBe(false);
	});

	test("are what check is for, and nothing else is", async () => {
		await driven.show("<input id='a'><input id='c' type='checkbox' onclick='event.preventDefault()'>");
		expect(await driven.failure("check", { selector: "#a" })).toMatchObject({
			code: "element_of_wrong_kind",
		});
		expect(await driven.failure("check", { selector: "#c" })).toMatchObject({ code: "command_failed" });
		expect(await driven.failure("fill", { selector: "#c", value: "x" })).toMatchObject({
			code: "element_of_wrong_kind",
			message: expect.stringContaining("check"),
		});
	});
});

describe("lists", () => {
	const list = `<select id="one"><option value="1">First</option><option value="2">Second one</option></select>
		<select id="many" multiple><option>a</option><option>b</option><option>c</option></select>`;

	test("are chosen from by value or label", async () => {
		await driven.show(list);
		expect(await driven.get("select_option", { selector: "#one", values: ["2"] })).toEqual({ values: ["2"] });
		expect(await driven.get("select", { selector: "#one", values: ["First"] })).toEqual({ values: ["1"] });
		expect(await driven.get("select_option", { selector: "#many", values: ["a", "c"] })).toEqual({
			values: ["a", "c"],
		});
		expect(await driven.get("get_value", { selector: "#many" })).toEqual(["a", "c"]);
	});

	test.each([
		["itself", `<option disabled>b</option>`],
		["with its group", `<optgroup label="B" disabled><option>b</option></optgroup>`],
	])("have no option chosen that is disabled %s, until it is not", async (_, option) => {
		await driven.show(`<select><option>a</option>${option}</select>`);
		const choosing = { selector: "select", values: ["b"] };
		expect(await driven.failure("select_option", { ...choosing, timeout_ms: 300 })).toEqual({
			code: "element_disabled",
			message: '"select" has its option "b" disabled.',
		});
		expect(await driven.get("get_value", { selector: "select" })).toBe("a");
		await driven.value(
			"void setTimeout(() => { for (const each of document.querySelectorAll('[disabled]')) each.disabled = false }, 200)",
		);
		expect(await driven.get("select_option", choosing)).toEqual({ values: ["b"] });
	});

	test("refuse what they don't have", async () => {
		await driven.show(`${list}<p>No list</p>`);
		expect(
			await driven.failure("select_option", { selector: "#one", values: ["9"], timeout_ms: 300 }),
		).toEqual({
			code: "option_not_found",
			message: '"#one" has no option "9".',
		});
		expect(await driven.failure("select_option", { selector: "#one", values: ["1", "2"] })).toMatchObject({
			code: "invalid_command_data",
		});
		expect(await driven.failure("select_option", { selector: "p", values: ["1"] })).toMatchObject({
			code: "element_of_wrong_kind",
		});
	});
});

describe("forms", () => {
	test("are filled at once", async () => {
		await driven.show(
			`<input id="a"><input id="b" type="checkbox"><select id="c"><option>x</option><option>y</option></select>`,
		);
		const fields = [
			{ selector: "#a", value: "text" },
			{ selector: "#b", value: true },
			{ selector: "#c", value: "y" },
		];
		expect(await driven.get("fill_form", { fields })).toEqual({ filled: 3 });
		expect(await driven.value("[a.value, b.checked, c.value]")).toEqual(["text", true, "y"]);
	});

	test("take files by their content", async () => {
		await driven.show(`<input type="file" multiple hidden><script>
			window.read = () => Promise.all([...document.querySelector("input").files].map(async (file) => [file.name, file.type, await file.text()]));
		</script>`);
		const files = [
			{ name: "a.txt", mime_type: "text/plain", content: btoa("content") },
			{ name: "b.bin", content: "" },
		];
		await driven.get("upload_file", { selector: "input", files });
		expect(await driven.value("read()")).toEqual([
			["a.txt", "text/plain", "content"],
			["b.bin", "application/octet-stream", ""],
		]);
	});

	test("take no paths, and no files where there is no field for them", async () => {
		await driven.show("<p>No field</p><input type='file'>");
		const file = { name: "a", content: "" };
		expect(
			await driven.failure("upload_file", { selector: "input", files: [{ ...file, name: "/etc/passwd" }] }),
		).toEqual({
			code: "invalid_command_data",
			message: "upload_file: files.0.name: a file's name, not a path",
		});
		expect(await driven.failure("upload_file", { selector: "p", files: [file] })).toMatchObject({
			code: "element_of_wrong_kind",
		});
		expect(await driven.failure("upload_file", { selector: "input", files: [file, file] })).toMatchObject({
			code: "invalid_command_data",
		});
	});
});
