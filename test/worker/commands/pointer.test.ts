import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven();

/** A page that writes the events of its box down. */
const recorder = (events: string) => `
	<style>body { margin: 0 } #box { position: absolute; left: 100px; top: 100px; width: 200px; height: 100px; background: gold }</style>
	<div id="box">Box</div>
	<script>
		window.seen = [];
		for (const type of ${JSON.stringify(events.split(" "))})
			box.addEventListener(type, (event) => seen.push([type, event.button, event.detail, event.clientX, event.clientY, event.altKey, event.ctrlKey, event.shiftKey].join(" ")));
	</script>`;

describe("clicks", () => {
	test("of an element hit its middle", async () => {
		await driven.show(recorder("click"));
		await driven.get("click", { selector: "#box" });
		expect(await driven.value("seen")).toEqual(["click 0 1 200 150 false false false"]);
	});

	test("may be at a point", async () => {
		await driven.show(recorder("click"));
		await driven.get("click_at", { x: 110, y: 120 });
		expect(await driven.value("seen")).toEqual(["click 0 1 110 120 false false false"]);
	});

	test("may be with another button, with keys held", async () => {
		await driven.show(recorder("auxclick contextmenu click"));
		await driven.get("click_advanced", { selector: "#box", button: "middle" });
		await driven.get("click_advanced", { selector: "#box", modifiers: 1 + 2 + 8 });
		expect(await driven.value("seen")).toEqual([
			"auxclick 1 1 200 150 false false false",
			"click 0 1 200 150 true true true",
		]);
	});

	test.each([
		["click", "option:nth-child(2)"],
		["click", "text/Yearly"],
		["click_advanced", "option:nth-child(2)"],
		["double_click", "option:nth-child(2)"],
	])("of an option of a closed list choose it: %s %s", async (command, selector) => {
		await driven.show(
			`<select><option>Monthly<option value="y">Yearly<option disabled>Never</select><script>
			window.seen = []; for (const type of ["input", "change"]) addEventListener(type, ({ target }) => seen.push(type + " " + target.value));</script>`,
		);
		await driven.get(command, { selector });
		expect(await driven.value("seen")).toEqual(["input y", "change y"]);
		expect(await driven.failure(command, { selector: "option:last-child", timeout_ms: 500 })).toMatchObject({
			code: "element_disabled",
		});
	});

	test("of an option by its ref choose it, and none that is hidden", async () => {
		await driven.show(`<select><option>One<option>Two<option hidden>Three</select>`);
		const { snapshot } = (await driven.get("snapshot")) as { readonly snapshot: string };
		const ref = /Two.*ref=(e\d+)/.exec(snapshot)?.[1];
		await driven.get("click", { selector: `@${ref}` });
		expect(await driven.get("get_value", { selector: "select" })).toBe("Two");
		expect(await driven.failure("click", { selector: "option:last-child", timeout_ms: 500 })).toMatchObject({
			code: "element_not_visible",
		});
	});

	test("of an option that is drawn hit it", async () => {
		await driven.show(
			`<select size="3"><option>One<option id="two">Two</select><script>two.onmousedown = () => { document.title = "hit" }</script>`,
		);
		await driven.get("click", { selector: "#two" });
		expect([await driven.get("get_title"), await driven.get("get_value", { selector: "select" })]).toEqual([
			"hit",
			"Two",
		]);
	});

	test("may be several", async () => {
		await driven.show(recorder("dblclick"));
		await driven.get("double_click", { selector: "#box" });
		await driven.get("click_advanced", { selector: "#box", click_count: 2 });
		expect(await driven.value("seen")).toEqual([
			"dblclick 0 2 200 150 false false false",
			"dblclick 0 2 200 150 false false false",
		]);
	});
});

describe("the mouse", () => {
	test("presses no button that is pressed, and releases none that is not", async () => {
		await driven.show("<p>Page</p>");
		const refused = (what: string) => ({
			code: "invalid_command_data",
			message: `button: 'left' is ${what} pressed.`,
		});
		expect(await driven.failure("mouse_up")).toEqual(refused("not"));
		await driven.get("mouse_down");
		expect(await driven.failure("mouse_down")).toEqual(refused("already"));
		await driven.get("mouse_up");
	});

	test("hovers, moves, presses and releases", async () => {
		await driven.show(recorder("mouseenter mousedown mouseup mouseleave"));
		await driven.run(
			["hover", { selector: "#box" }],
			["mouse_down"],
			["mouse_up", { x: 150, y: 150 }],
			["move_mouse_to", { x: 10, y: 10, steps: 3 }],
		);
		expect(await driven.value("seen.map((line) => line.split(' ')[0])")).toEqual([
			"mouseenter",
			"mousedown",
			"mouseup",
			"mouseleave",
		]);
	});

	test("drags between points, and elements onto each other", async () => {
		await driven.show(`
			<style>body { margin: 0 } div { position: absolute; width: 50px; height: 50px; top: 50px }</style>
			<div id="a" draggable="true" style="left: 10px; background: red">a</div>
			<div id="b" style="left: 200px; background: lime">b</div>
			<script>
				window.seen = [];
				b.ondragover = (event) => event.preventDefault();
				b.ondrop = (event) => seen.push("drop " + event.dataTransfer.getData("text"));
				a.ondragstart = (event) => event.dataTransfer.setData("text", "cargo");
				onmouseup = (event) => seen.push("up " + event.clientX + " " + event.clientY);
			</script>`);
		await driven.get("drag", { from: { x: 300, y: 200 }, to: { x: 310, y: 220 } });
		await driven.get("drag_to", { selector: "#a", target_selector: "#b", target_position: { x: 5, y: 5 } });
		expect(await driven.value("seen")).toEqual(["up 310 220", "drop cargo"]);
	});
});

describe("scrolling", () => {
	test("goes to a position, by a distance, and to an element", async () => {
		await driven.show(`<style>body { width: 5000px; height: 5000px; margin: 0 } p { position: absolute; top: 3000px }</style>
			<div style="height: 50px; overflow: scroll"><div style="height: 900px">tall</div></div><p>Far</p>`);
		const position = () => driven.value("[scrollX, scrollY]");
		await driven.get("scroll_to", { x: 20, y: 300 });
		expect(await position()).toEqual([20, 300]);
		await driven.get("scroll_to", { y: 100 });
		expect(await position()).toEqual([20, 100]);
		await driven.get("scroll_by", { y: 50 });
		expect(await position()).toEqual([20, 150]);
		await driven.get("scroll_by", { selector: "div", y: 30 });
		expect(await driven.value("document.querySelector('div').scrollTop")).toBe(30);
		await driven.get("scroll_into_view", { selector: "p" });
		expect(await driven.value("document.querySelector('p').getBoundingClientRect().top < innerHeight")).toBe(
			true,
		);
	});
});
