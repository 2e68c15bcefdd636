import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

/** A page with one small button, which tells whoever holds it of clicks, and a field around it that tells of misses. */
const TARGET = `<!doctype html><body style="margin: 0; height: 900px" onclick="top.postMessage(event.target.id, '*')">
	<button id="hit" style="position: absolute; left: 260px; top: 210px; width: 24px; height: 14px; padding: 0; border: 0"></button>`;

const HEARS = `<!doctype html><script>window.heard = []; onmessage = ({ data }) => heard.push(data)</script>`;

const driven = new Driven(({ hostname, pathname, searchParams }) => {
	if (pathname === "/target") return { body: TARGET };
	const inner =
		hostname === "middle.test" ? "http://leaf.test/target" : `http://middle.test/?${searchParams.get("in")}`;
	const style = `width: 320px; height: 240px; ${hostname === "middle.test" ? "scale: .7" : searchParams.get("style")}`;
	const src = searchParams.get("src") ?? inner;
	return {
		body: `${hostname === "top.test" ? HEARS : "<!doctype html>"}<iframe style="${style}" src="${src}"></iframe>`,
	};
});

const open = (style: string, src = "/target") =>
	driven.get("navigate_to", {
		url: `http://top.test/?${new URLSearchParams({ style, ...(src !== "" && { src }) })}`,
	});

const STYLES = [
	["as it is", ""],
	["smaller", "transform: scale(.55)"],
	["larger, from a corner", "transform: scale(1.3); transform-origin: 0 0"],
	["zoomed", "zoom: .6"],
	["scaled and zoomed", "zoom: 1.2; scale: .5"],
	["with borders and padding", "border: 9px solid; padding: 7px 21px; transform: scale(.8)"],
	["turned", "rotate: 20deg; margin: 60px"],
	["slanted", "transform: skewY(12deg); margin: 60px"],
	["in perspective", "transform: perspective(600px) rotateY(35deg)"],
] as const;

describe.each([
	["of the same site", "/target"],
	["of another site", "http://leaf.test/target"],
])("in a frame %s", (_, src) => {
	test.each(STYLES)("that is %s, a click hits its element", async (_name, style) => {
		await open(style, src);
		await driven.get("click", { selector: "iframe >> #hit" });
		await expect.poll(() => driven.value("heard")).toEqual(["hit"]);
	});
});

test("in frames of several sites, each scaled, a click hits its element", async () => {
	await open("zoom: .9; transform: rotate(-8deg)", "");
	await driven.get("click", { selector: "iframe >> iframe >> #hit" });
	await expect.poll(() => driven.value("heard")).toEqual(["hit"]);
});

test("in frames of one site, each scaled, a click hits its element, and what covers one is named", async () => {
	await open("scale: .9", "http://top.test/?style=zoom%3A.7%3Brotate%3A9deg&src=%2Ftarget");
	await driven.get("click", { selector: "iframe >> iframe >> #hit" });
	await expect.poll(() => driven.value("heard")).toEqual(["hit"]);
	await driven.value(
		`void document.body.insertAdjacentHTML("beforeend", '<div id="veil" style="position: fixed; inset: 0"></div>')`,
	);
	expect(
		await driven.failure("click", { selector: "iframe >> iframe >> #hit", timeout_ms: 1_000 }),
	).toMatchObject({ code: "element_covered", message: expect.stringContaining('<div id="veil">') });
});

test("a scaled frame's element is told, and dragged by a position, as it is shown", async () => {
	await open("transform: scale(.5); transform-origin: 0 0; position: absolute; left: 0; top: 0; border: 0");
	expect(await driven.get("inspect_element", { selector: "iframe >> #hit" })).toMatchObject({
		bounding_box: { x: 130, y: 105, width: 12, height: 7 },
	});
	await driven.get("evaluate_on_element", {
		selector: "iframe >> body",
		expression:
			"(body) => { for (const type of ['mousedown', 'mouseup']) body.addEventListener(type, ({ clientX, clientY }) => top.postMessage([clientX, clientY], '*')) }",
	});
	await driven.get("drag_to", {
		selector: "iframe >> #hit",
		target_selector: "iframe >> body",
		source_position: { x: 2, y: 4 },
		target_position: { x: 40, y: 60 },
	});
	await expect
		.poll(() => driven.value("heard.slice(0, 2)"))
		.toEqual([
			[262, 214],
			[40, 60],
		]);
});

describe.each([
	["of the same site", "/target"],
	["of another site", "http://leaf.test/target"],
])("in a frame %s", (_, src) => {
	test.each([
		["scaled to nothing", "transform: scale(0)"],
		["seen from its edge", "transform: rotateY(90deg)"],
		["seen from its edge in perspective", "transform: perspective(600px) rotateX(90deg)"],
		["without a width", "width: 0; border: 0"],
		["without a size", "width: 0; height: 0; border: 0"],
	])("that is %s, a click is refused and says so", async (_name, style) => {
		await open(style, src);
		expect(await driven.failure("click", { selector: "iframe >> #hit", timeout_ms: 1_000 })).toMatchObject({
			code: "element_not_visible",
		});
		expect(await driven.get("inspect_element", { selector: "iframe >> #hit" })).toMatchObject({
			bounding_box: null,
		});
		expect(
			await driven.failure("drag_to", {
				selector: "iframe >> #hit",
				target_selector: "iframe >> body",
				target_position: { x: 1, y: 1 },
				timeout_ms: 1_000,
			}),
		).toMatchObject({ code: "element_not_visible" });
		expect(await driven.value("heard")).toEqual([]);
	});
});

test("in a frame that has no area to be seen, a refused click names the frame as the reason", async () => {
	await open("transform: scale(0)");
	expect(await driven.failure("click", { selector: "iframe >> #hit", timeout_ms: 1_000 })).toEqual({
		code: "element_not_visible",
		message: expect.stringContaining("frame that takes up no space on the page"),
	});
});
