import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven();

interface Seen {
	readonly number: number;
	readonly ref: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly bounding_box: { readonly x: number; readonly y: number; readonly width: number };
}

const observed = async (data: object = {}) =>
	(
		(await driven.get("observe", { use_image: false, include_content: false, ...data })) as {
			elements: readonly Seen[];
		}
	).elements;

/** The ids of what `observe` gives of a page. */
const idsOn = async (html: string) => {
	await driven.show(`<!doctype html>${html}`);
	return (await observed()).map(({ attributes }) => attributes["id"]);
};

describe("what can be used", () => {
	test.each([
		"slider",
		"treeitem",
		"menuitemcheckbox",
		"menuitemradio",
		"spinbutton",
		"searchbox",
		"menuitem",
	])("has the role %s", async (role) => {
		expect(await idsOn(`<div id="a" role="${role}">A</div>`)).toEqual(["a"]);
	});

	test.each([
		[`<div id="a" contenteditable="plaintext-only">Text</div>`, ["a"]],
		[`<div id="a" style="cursor: pointer"><b id="b">Bold</b><i id="c">Text</i></div>`, ["a"]],
		[`<div><b id="a" style="cursor: url(x.png), pointer">Bold</b><i id="b">Text</i></div>`, ["a"]],
		[`<button id="a"><b id="b" style="cursor: pointer">Bold</b></button>`, ["a"]],
		[`<body style="cursor: pointer"><p id="a">Text</p>`, []],
		[
			`<x-a id="a"></x-a><script>a.attachShadow({mode: "open"}).innerHTML = "<p id=b style='cursor: pointer'>B</p>"</script>`,
			["b"],
		],
		[
			`<p id="a" style="cursor: pointer; visibility: hidden">Text</p><p id="b" hidden style="cursor: pointer">Text</p>`,
			[],
		],
	])("is found in %s", async (html, ids) => {
		expect(await idsOn(html)).toEqual(ids);
	});

	test("is found in a page of many elements, a few in view", async () => {
		const ids = await idsOn(
			`<div id="a" style="cursor: pointer">A</div><div style="height: 3000px"></div><script>
				let at = document.body;
				for (let i = 0; i < 15000; i++) { const each = document.createElement("b"); each.style.cursor = i % 2 ? "pointer" : "auto"; at.append(each); if (i % 50) at = each; else at = document.body }
			</script>`,
		);
		expect(ids).toEqual(["a"]);
	});
});

describe("frames", () => {
	const framed = `<!doctype html><style>body { margin: 0 }</style><button id="own">Own</button>
		<iframe style="position: absolute; left: 100px; top: 200px; border: 0; scale: .5; transform-origin: 0 0" width="300" height="200"
			srcdoc="<body style='margin: 0'><button id='framed' style='position: absolute; left: 20px; top: 10px; width: 80px; height: 40px' onclick='top.hit = 1'>Framed</button><div style='height: 3000px'></div><button id='below'>Below</button>"></iframe>
		<iframe style="position: absolute; top: 5000px" srcdoc="<button id='far'>Far</button>"></iframe>`;

	test("give what is in view in them, with its place on the page, after the page's own", async () => {
		await driven.show(framed);
		await driven.get("wait_for_element", { selector: "iframe >> #framed" });
		const elements = await observed();
		expect(elements.map(({ number, attributes }) => [number, attributes["id"]])).toEqual([
			[1, "own"],
			[2, "framed"],
		]);
		expect(elements[1]).toMatchObject({
			tag: "button",
			name: "Framed",
			bounding_box: { x: 110, y: 205, width: 40, height: 20 },
			center: { x: 130, y: 215 },
		});
		await driven.get("click", { selector: elements[1]?.ref });
		expect(await driven.value("hit")).toBe(1);
	});

	test("count in the most that are given", async () => {
		await driven.show(framed);
		await driven.get("wait_for_element", { selector: "iframe >> #framed" });
		expect(await observed({ max_elements: 1 })).toHaveLength(1);
		expect(await observed({ max_elements: 0 })).toEqual([]);
	});
});
