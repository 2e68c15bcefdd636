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
