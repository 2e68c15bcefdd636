import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven();

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const mapped = (area: string, style = "") => `<!doctype html><style>body { margin: 0 }</style>
	<img usemap="#map" width="200" height="200" style="${style}" src="${PIXEL}">
	<map name="map"><area ${area} href="#" onclick="hit = [event.offsetX, event.offsetY].join()"></map>`;

describe("an area of an image", () => {
	test.each([
		["rectangle", mapped(`shape="rect" coords="100,120,150,160"`)],
		["circle", mapped(`shape="circle" coords="150,60,20"`)],
		["polygon whose middle is outside", mapped(`shape="poly" coords="0,0,180,0,180,20,20,20,20,180,0,180"`)],
		["rest", mapped(`shape="default"`)],
		["rectangle far down", mapped(`coords="100,120,150,160"`, "margin: 3000px 0 1000px")],
		["rectangle in a tall image", mapped(`coords="100,5000,150,5060"`, "height: 6000px")],
		["rectangle in a padded, scaled image", mapped(`coords="150,150,160,160"`, "padding: 40px; scale: .5")],
	])("is clicked: a %s", async (_name, html) => {
		await driven.show(html);
		await driven.get("click", { selector: "area" });
		expect(await driven.value("typeof hit")).toBe("string");
	});

	test.each([
		["without an image", `<map name="map"><area coords="1,1,50,50" href="#"></map>`],
		["of an image that is not shown", mapped(`coords="1,1,50,50"`, "display: none")],
		["without a size", mapped(`shape="poly" coords="x"`)],
	])("can't be seen %s", async (_name, html) => {
		await driven.show(html);
		expect(await driven.failure("click", { selector: "area", timeout_ms: 500 })).toMatchObject({
			code: "element_not_visible",
		});
	});

	test("that another one covers is not clicked", async () => {
		await driven.show(
			mapped(`coords="0,0,200,200" id="over" href="#"><area id="under" coords="10,10,20,20"`),
		);
		expect(await driven.failure("click", { selector: "#under", timeout_ms: 1_000 })).toEqual({
			code: "element_covered",
			message: '"#under" is covered by <area id="over">.',
		});
	});
});

describe("an element that is shown as its contents", () => {
	test.each([
		["an element", `<button><b>In</b></button>`],
		["text", `<button>Text only</button>`],
		[
			"text far down",
			`<p style="height: 3000px"></p><button>Text only</button><p style="height: 3000px"></p>`,
		],
	])("is clicked on %s", async (_name, html) => {
		await driven.show(
			`<!doctype html><style>button { display: contents }</style>${html}<script>onclick = ({ target }) => { hit = target.closest("button") !== null }</script>`,
		);
		expect(await driven.get("wait_for_element", { selector: "button", visible_only: true })).toMatchObject({
			visible: true,
		});
		await driven.get("click", { selector: "button" });
		expect(await driven.value("hit")).toBe(true);
	});

	test.each([
		["nothing", `<a id="a" href="#"></a>`],
		["what is hidden", `<a id="a" href="#"><b hidden>In</b></a>`],
		["what is in a hidden one", `<div hidden><a id="a" href="#">In</a></div>`],
	])("can't be seen with %s in it", async (_name, html) => {
		await driven.show(`<!doctype html><style>a { display: contents }</style>${html}`);
		expect(await driven.failure("click", { selector: "#a", timeout_ms: 500 })).toMatchObject({
			code: "element_not_visible",
		});
	});

	test("is observed, measured and pictured by the box around them", async () => {
		await driven.show(
			`<!doctype html><style>body { margin: 0 } a { display: contents } b { display: inline-block; width: 50px; height: 20px }</style><a href="#"><b>In</b></a>`,
		);
		const box = { x: 0, y: 0, width: 50, height: 20 };
		expect(await driven.get("observe", { use_image: false })).toMatchObject({
			elements: [{ tag: "a", role: "link", bounding_box: box, center: { x: 25, y: 10 } }],
		});
		expect(await driven.get("get_bounding_boxes", { selector: "a" })).toMatchObject([
			{ bounding_box: box, visibility: 1, clickable: true },
		]);
		expect(await driven.get("element_screenshot", { selector: "a" })).toHaveProperty("image");
	});

	test("is not observed where nothing of it is seen", async () => {
		const hidden = `<div style="opacity: 0"><a href="#">In</a></div><div hidden><a href="#">In</a></div><a href="#"></a>`;
		await driven.show(`<!doctype html><style>a { display: contents }</style>${hidden}`);
		expect(await driven.get("observe", { use_image: false })).toMatchObject({ elements: [] });
	});
});
