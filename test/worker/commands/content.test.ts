import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven();

const page = `<title>Title</title><h1>Heading</h1><p id="p" class="a b" data-x="1">Some <b>bold</b> text</p><a href="https://example.com/a">Link</a><img alt="Alt" src="data:,">`;

describe("get_content", () => {
	test("is Markdown unless said otherwise", async () => {
		await driven.show(page);
		const step = await driven.one("get_content");
		expect(step).toMatchObject({ contentType: "markdown" });
		expect(step.data).toContain("# Heading");
		expect(step.data).toContain("[Link](https://example.com/a)");
	});

	test("is relative to what the page says it is", async () => {
		await driven.show('<base href="https://base.example/dir/"><a href="x">Link</a>');
		expect(await driven.get("get_content")).toContain("[Link](https://base.example/dir/x)");
	});

	test("has frames whose content is in the page, in their places, and where videos are", async () => {
		await driven.show(
			`<base href="https://base.example/"><p>Before</p><iframe srcdoc="<p>Framed <b>text</b></p>"></iframe>
			<video title="Film"><source src="film.webm"></video>`,
		);
		const content = await driven.get("get_content");
		expect(content).toContain("Framed **text**");
		expect(content).toContain("[Film](https://base.example/film.webm)");
	});

	test("may be HTML, of the page or of an element", async () => {
		await driven.show(page);
		expect(await driven.one("get_content", { kind: "html" })).toMatchObject({
			contentType: "html",
			data: expect.stringMatching(/^<html>.*<h1>Heading<\/h1>/),
		});
		expect(await driven.get("get_content", { kind: "html", selector: "b" })).toBe("<b>bold</b>");
		expect(await driven.get("get_html", { selector: "b" })).toBe("<b>bold</b>");
		expect(await driven.get("get_html")).toContain("<title>Title</title>");
	});

	test("may be JSON", async () => {
		await driven.show(page);
		expect(await driven.one("get_content", { kind: "json" })).toMatchObject({
			contentType: "data",
			data: {
				title: "Title",
				text: expect.stringContaining("Some bold text"),
				headings: [{ level: 1, text: "Heading" }],
				links: [{ text: "Link", href: "https://example.com/a" }],
				images: [{ alt: "Alt", src: "data:," }],
			},
		});
	});

	test("has what is seen only, unless all is asked for", async () => {
		const folded = `<title>T</title><form><input name="remove"><input name="parentElement"><p>Seen</p>
			<p style="display:none">Folded</p><h2 style="visibility:hidden">Head</h2></form>
			<p id="away" style="position:absolute;left:-9999px">Away</p>`;
		await driven.show(folded);
		expect(await driven.get("get_content")).toBe("Seen\n");
		const all = await driven.get("get_content", { include_hidden: true });
		for (const part of ["Seen", "Folded", "## Head", "Away"]) expect(all).toContain(part);
		const json = { kind: "json", selector: "form" };
		expect(await driven.get("get_content", json)).toMatchObject({
			text: expect.not.stringMatching(/Folded|Head/),
			headings: [],
		});
		expect(await driven.get("get_content", { ...json, include_hidden: true })).toMatchObject({
			text: expect.stringContaining("Folded"),
			headings: [{ level: 2, text: "Head" }],
		});
		expect(await driven.get("get_content", { kind: "html" })).toContain("Folded");
	});

	test("is cut at five million characters, and that is told", async () => {
		await driven.show(
			"<p></p><script>document.querySelector('p').textContent = 'x'.repeat(6_000_000)</script>",
		);
		const step = await driven.one("get_content", { kind: "html", selector: "p" });
		expect(step.truncatedFrom).toBe(6_000_007);
		expect(step.data).toHaveLength(5_000_000);
	});
});

describe("an element", () => {
	test("has text, attributes and a value", async () => {
		await driven.show(`${page}<input value="v">`);
		expect(await driven.get("get_text", { selector: "#p" })).toBe("Some bold text");
		expect(await driven.get("get_attribute", { selector: "#p", attribute: "data-x" })).toBe("1");
		expect(await driven.one("get_attribute", { selector: "#p", attribute: "none" })).toMatchObject({
			success: true,
			data: null,
		});
		expect(await driven.get("get_value", { selector: "input" })).toBe("v");
		expect(await driven.failure("get_value", { selector: "#p" })).toMatchObject({
			code: "element_of_wrong_kind",
		});
	});

	test("is described, its password left out", async () => {
		await driven.show(`<p id="p" class="a">Text</p><input type="password" value="secret">`);
		expect(await driven.get("get_basic_info", { selector: "#p" })).toEqual({
			tag: "p",
			text: "Text",
			attributes: { id: "p", class: "a" },
			visible: true,
		});
		expect(await driven.get("get_basic_info", { selector: "input" })).not.toHaveProperty("value");
		expect(await driven.get("inspect_element", { selector: "#p" })).toMatchObject({
			tag: "p",
			html: '<p id="p" class="a">Text</p>',
			path: "html > body > p#p.a",
			styles: { display: "block" },
			bounding_box: { x: 8 },
		});
	});
});

describe("boxes", () => {
	const html = `<style>body { margin: 0 }</style><button style="position: absolute; left: 10px; top: 20px; width: 100px; height: 40px">One</button>
		<button style="position: absolute; left: 10px; top: 9000px" disabled>Two</button>`;

	test("tell where elements are", async () => {
		await driven.show(html);
		expect(await driven.get("get_bounding_boxes", { selector: "button", include_html: true })).toEqual([
			{
				selector: "button",
				index: 0,
				tag: "button",
				text: "One",
				attributes: { style: expect.any(String) },
				bounding_box: { x: 10, y: 20, width: 100, height: 40 },
				center: { x: 60, y: 40 },
				visibility: 1,
				clickable: true,
				html: expect.stringContaining("One</button>"),
			},
			expect.objectContaining({ index: 1, visibility: 0, clickable: false }),
		]);
		expect(await driven.get("get_bounding_boxes", { selector: "button", limit: 1 })).toHaveLength(1);
	});

	test("are drawn and removed, as are highlights", async () => {
		await driven.show(html);
		const drawn = () =>
			driven.value(
				"[...document.querySelectorAll('berth-overlay')].map((each) => each.getAttribute('name'))",
			);
		expect(await driven.get("toggle_bounding_boxes", { enabled: true })).toHaveLength(1);
		expect(await driven.get("highlight", { selector: "button", label: "here" })).toEqual({ highlighted: 2 });
		expect(await drawn()).toEqual(["boxes", "highlight"]);
		// They are in nobody's way.
		await driven.get("click", { selector: "button" });
		await driven.get("toggle_bounding_boxes", { enabled: false });
		await driven.get("highlight", { enabled: false });
		expect(await drawn()).toEqual([]);
	});

	test("of clicks are shown until they are turned off, on the next page as well", async () => {
		const marks = () => driven.value("document.querySelectorAll('berth-click').length");
		await driven.show(html);
		await driven.get("toggle_click_overlay", { enabled: true });
		await driven.get("click", { selector: "button" });
		expect(await marks()).toBe(1);
		await driven.show(html);
		await driven.get("click", { selector: "button" });
		expect(await marks()).toBe(1);
		await driven.get("toggle_click_overlay", { enabled: false });
		await driven.show(html);
		await driven.get("click", { selector: "button" });
		expect(await marks()).toBe(0);
	});
});

describe("pictures", () => {
	const png = /^iVBORw0KGgo/;
	const size = (base64: string) => {
		const bytes = Uint8Array.from(atob(base64.slice(0, 64)), (character) => character.charCodeAt(0));
		const view = new DataView(bytes.buffer);
		return [view.getUint32(16), view.getUint32(20)];
	};

	test("are of the viewport, the whole page or an element", async () => {
		await driven.show(
			`<!doctype html><style>body { margin: 0; height: 3000px }</style><p style="width: 50px; height: 30px; margin: 0">x</p>`,
		);
		await driven.get("set_viewport", { width: 500, height: 400 });
		expect(await driven.value("[innerWidth, innerHeight]")).toEqual([500, 400]);
		const take = async (command: string, data: object) =>
			(await driven.get(command, data)) as { image: string };
		const viewport = await take("screenshot", { path: "/etc/passwd" });
		expect(viewport.image).toMatch(png);
		expect(size(viewport.image)).toEqual([500, 400]);
		expect(size((await take("take_screenshot", { full_page: true })).image)).toEqual([500, 3000]);
		expect(size((await take("element_screenshot", { selector: "p" })).image)).toEqual([50, 30]);
		expect(await take("element_screenshot", { selector: "p", format: "jpeg", quality: 50 })).toMatchObject({
			mime_type: "image/jpeg",
			image: expect.stringMatching(/^\/9j\//),
		});
	});

	test("are of no more than Chrome can paint", async () => {
		await driven.show(`<p style="width: 30000px; height: 30000px">x</p>`);
		for (const [command, data] of [
			["screenshot", { full_page: true }],
			["element_screenshot", { selector: "p" }],
		] as const)
			expect(await driven.failure(command, data)).toEqual({
				code: "result_too_large",
				message: expect.stringMatching(/would have 30\d{3} × 30\d{3} pixels/),
			});
	});

	test("may be a PDF", async () => {
		await driven.show("<p>Page</p>");
		const { pdf, mime_type } = (await driven.get("pdf", {
			format: "A4",
			landscape: true,
			margin: { top: "1cm" },
		})) as { pdf: string; mime_type: string };
		expect(mime_type).toBe("application/pdf");
		expect(atob(pdf).startsWith("%PDF-")).toBe(true);
		for (const wrong of [{ page_ranges: "1-x" }, { width: 0 }, { width: 100, margin: { left: 200 } }])
			expect(await driven.failure("pdf", wrong)).toEqual({
				code: "invalid_command_data",
				message: expect.stringMatching(/^pdf: /),
			});
	});
});

test("structured extraction needs a model, and says how to give it one", async () => {
	expect(await driven.failure("extract_structured_content", { query: "prices" })).toEqual({
		code: "model_not_configured",
		message: expect.stringMatching(
			/^extract_structured_content needs a language model.*MODEL_PROVIDER is not set/,
		),
	});
});

describe("an open shadow root", () => {
	const SHOP = `<p>Outside</p><shop-card><i>Slotted</i></shop-card><script>
		const attach = (host, html) => { const root = host.attachShadow({ mode: "open" }); root.innerHTML = html; return root };
		const card = attach(document.querySelector("shop-card"), "<style>b { color: red }</style><h2>Tea <b>pot</b></h2><div>for <slot></slot></div><p hidden>Secret</p><div id=price></div>");
		attach(card.getElementById("price"), "<p>Costs <a href='https://shop.test/9'>9 euros</a></p>");
	</script>`;

	test("is part of texts, in place", async () => {
		await driven.show(SHOP);
		const text = String(await driven.get("get_text", { selector: "body" }));
		expect(text.replaceAll(/\s+/g, " ")).toBe("Outside Tea pot for Slotted Costs 9 euros");
		expect(await driven.get("get_text", { selector: ">>> #price" })).toBe("Costs 9 euros");
		for (const shown of ["Tea pot", "for Slotted", "Costs 9 euros"])
			await driven.get("wait_for_text", { text: shown });
		for (const hidden of ["Secret", "color: red"])
			await driven.get("wait_for_text", { text: hidden, gone: true });
	});

	test("does not show what is around it and not seen", async () => {
		await driven.show(`<div style="visibility:hidden">unseen <x-a></x-a></div><p>Seen</p><script>
			document.querySelector("x-a").attachShadow({ mode: "open" }).innerHTML = "inside <b style='visibility:visible'>shown</b>"</script>`);
		const text = String(await driven.get("get_text", { selector: "body" }));
		expect(text.replaceAll(/\s+/g, " ")).toBe("shown Seen");
	});

	test("is read in a form whose fields are named as what is asked of it", async () => {
		const names =
			"assignedNodes childNodes getRootNode innerText localName nodeType parentElement querySelectorAll shadowRoot";
		const fields = names.split(" ").map((name) => `<input name="${name}">`);
		await driven.show(`<form>Name <x-a></x-a>${fields.join("")}</form><form><input name="innerText">Plain</form><script>
			document.querySelector("x-a").attachShadow({ mode: "open" }).innerHTML = "<b>Inside</b>"</script>`);
		expect(await driven.get("get_text", { selector: "form" })).toBe("Name Inside");
		expect(await driven.get("get_text", { selector: "body" })).toMatch(/^Name Inside\s+Plain$/);
	});

	test("may be beside a text in very many parts", async () => {
		await driven.show(`<x-a></x-a><div></div><script>
			document.querySelector("x-a").attachShadow({ mode: "open" }).innerHTML = "<p>Inside</p><slot></slot>";
			for (let part = 0; part < 60_000; part += 1) document.querySelector("x-a").append("many words ", document.createElement("br"));
		</script>`);
		expect(String(await driven.get("get_text", { selector: "body" }))).toHaveLength(
			"Inside".length + 60_000 * 12 - 1,
		);
	});

	test("is part of the content, in place", async () => {
		await driven.show(SHOP);
		expect(await driven.get("get_content")).toBe(
			"Outside\n\n## Tea **pot**\n\nfor *Slotted*\n\nCosts [9 euros](https://shop.test/9)\n",
		);
		expect(await driven.get("get_content", { include_hidden: true })).toContain("Secret");
		expect(await driven.get("get_content", { kind: "json" })).toMatchObject({
			text: expect.stringContaining("9 euros"),
			headings: [{ level: 2, text: "Tea pot" }],
			links: [{ text: "9 euros", href: "https://shop.test/9" }],
		});
	});
});
