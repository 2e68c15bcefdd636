import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";
import { runsInShell } from "../headless-shell.ts";

/** The second look at the button scrolls the frame, which then hangs. */
const STUCK_FRAME = `<body style="height: 4000px" onscroll="for (;;);">
	<button style="margin-top: 100px">a</button><div id="veil" style="position: fixed; inset: 0"></div>`;

const driven = new Driven(({ hostname }) => ({
	body: hostname === "top.test" ? '<iframe src="http://stuck.test/"></iframe>' : STUCK_FRAME,
}));

describe("a selector", () => {
	test.each([
		["CSS", "#box > b"],
		["a text", "text/Bold"],
		["an accessible name", 'aria/Send[role="button"]'],
		["XPath", "xpath///b"],
		["what is in a shadow root", "#host >>> i"],
		["what is in an iframe", "iframe >> u"],
		["what is in another element", "#box >> b"],
	])("may be %s", async (_, selector) => {
		await driven.show(`<div id="box"><b>Bold</b></div><button>Send</button><div id="host"></div>
			<iframe srcdoc="<u>Under</u>"></iframe>
			<script>host.attachShadow({ mode: "open" }).innerHTML = "<i>Shadow</i>"</script>`);
		expect(await driven.get("get_text", { selector })).toMatch(/^(Bold|Send|Shadow|Under)$/);
	});

	test.each([
		["text/Terms of use", "source"],
		["text=Terms  of\nuse", "source"],
		["::-p-text(Terms of use)", "source"],
		[`a::-p-text("Terms of use")`, "source"],
		["nav ::-p-text(Terms of use)", "source"],
		["text/Line break", "break"],
		["text/No break", "nbsp"],
		["text/In bold words", "parts"],
		["text/In bold", "parts"],
		["text/bold", "b"],
		["main ::-p-text(Line break)", "break"],
		["main >> text/Line break", "break"],
		["text/In the shadow", "shadow"],
		["text/aabaab", "overlap"],
		["text/typed text", "field"],
		["text/Over blocks", "blocks"],
		["text/Over blocks again", "again"],
	])("of the text %j finds it as a person reads it", async (selector, id) => {
		await driven.show(`<title>Terms of use</title><script>"Terms of use"</script>
			<nav id="nav"><a id="source" href="#">Terms\n\t\tof   use</a></nav>
			<main><p id="break">Line<br>break</p><p id="nbsp">No&nbsp;break</p><p id="parts">In\n<b id="b">bold</b>\nwords</p>
			<p id="overlap">aabaabaab</p><input id="field" value="typed  text"><div id="host"></div>
			<div id="again"><button id="blocks"><div>Over</div><div>blocks</div></button><p>again</p></div></main>
			<script>host.attachShadow({ mode: "open" }).innerHTML = "<i id=shadow>In\\n the shadow</i>"</script>`);
		expect(await driven.get("get_attribute", { selector, attribute: "id" })).toBe(id);
	});

	test.each(["text/", "::-p-text()", "p[::-p-text(Page)"])("%j is refused at once", async (selector) => {
		await driven.show("<p>Page</p>");
		expect(await driven.failure("get_text", { selector })).toMatchObject({ code: "invalid_selector" });
	});

	test("of a text that is in an element of another kind finds none", async () => {
		await driven.show("<nav>Terms of use</nav><p>Page</p>");
		for (const selector of ["p::-p-text(Terms)", "nav ::-p-text(Terms)", "text/of Terms"])
			expect(await driven.failure("get_text", { selector, timeout_ms: 300 })).toMatchObject({
				code: "element_not_found",
			});
	});

	test("of a text is found in a long one that nearly is that text all along", async () => {
		await driven.show(`<p id="long"></p><script>long.append("a".repeat(1e6) + "b")</script>`);
		const selector = `text/${"a".repeat(2_000)}b`;
		expect(await driven.get("get_attribute", { selector, attribute: "id" })).toBe("long");
	});

	test("that is none is refused at once", async () => {
		await driven.show("<p>Page</p>");
		expect(await driven.failure("click", { selector: "p[" })).toMatchObject({ code: "invalid_selector" });
		expect(await driven.failure("click", { selector: "xpath///p[" })).toMatchObject({
			code: "invalid_selector",
		});
		expect(await driven.failure("click", { selector: 'aria/[colour="red"]' })).toMatchObject({
			code: "invalid_selector",
		});
		expect(await driven.failure("click", { selector: "pierce/" })).toMatchObject({
			code: "invalid_selector",
		});
	});

	test("of several elements means the first that can be seen", async () => {
		await driven.show(
			`<button style="display: none" onclick="window.hit = 1">A</button><button onclick="window.hit = 2">B</button>`,
		);
		await driven.get("click", { selector: "button" });
		expect(await driven.value("hit")).toBe(2);
	});
});

describe("an element", () => {
	const soon = { timeout_ms: 2_000 };

	test("that is not there is waited for, and missed", async () => {
		await driven.show(
			`<script>setTimeout(() => { document.body.innerHTML = "<p onclick='window.hit = 1'>Late</p>" }, 300)</script>`,
		);
		await driven.get("click", { selector: "p" });
		expect(await driven.value("hit")).toBe(1);
		expect(await driven.failure("click", { selector: "#none", ...soon })).toEqual({
			code: "element_not_found",
			message: 'No element matches "#none" (waited 2000 ms).',
		});
	});

	test("in an iframe is told with the way to it, which works", async () => {
		await driven.show(
			`<iframe id="pay" style="margin: 20px; border: 7px solid; padding: 3px" srcdoc="<body style='margin: 0'><button onclick='parent.hit = 1'>Pay</button>"></iframe>`,
		);
		expect(await driven.failure("click", { selector: "button", ...soon })).toEqual({
			code: "element_in_iframe",
			message: String.raw`"button" matches inside an iframe only. Reach it with "iframe[id=\"pay\"] >> button".`,
		});
		await driven.get("click", { selector: 'iframe[id="pay"] >> button' });
		expect(await driven.value("hit")).toBe(1);
	});

	test("in a shadow root is told with the way to it, which works", async () => {
		await driven.show(
			`<div id="host"></div><script>host.attachShadow({ mode: "open" }).innerHTML = "<button onclick='window.hit = 1'>In</button>"</script>`,
		);
		expect(await driven.failure("click", { selector: "button", ...soon })).toEqual({
			code: "element_in_shadow_dom",
			message: '"button" matches inside a shadow root only. Reach it with ">>> button".',
		});
		await driven.get("click", { selector: ">>> button" });
		expect(await driven.value("hit")).toBe(1);
	});

	test.each([
		["can't be seen", `<p style="visibility: hidden">x</p>`, "element_not_visible"],
		["has no size", `<p style="width: 0; height: 0"></p>`, "element_not_visible"],
		["is out of reach", `<p style="position: fixed; left: -500px">x</p>`, "element_not_visible"],
		[
			"moves all the time",
			`<p>x</p><script>let left = 0; setInterval(() => { document.querySelector("p").style.marginLeft = (left = (left + 9) % 200) + "px" }, 5)</script>`,
			"element_unstable",
		],
	])("that %s is not clicked", async (_, html, code) => {
		await driven.show(html);
		expect(await driven.failure("click", { selector: "p", ...soon })).toMatchObject({ code });
	});

	test("that is disabled is not clicked, nor is one in a disabled set", async () => {
		await driven.show(
			`<button disabled>a</button><fieldset disabled><input></fieldset><div aria-disabled="true"><a href="#">b</a></div>`,
		);
		for (const selector of ["button", "input", "a"])
			expect(await driven.failure("click", { selector, ...soon })).toEqual({
				code: "element_disabled",
				message: `"${selector}" is disabled.`,
			});
	});

	test("that becomes ready is waited for", async () => {
		await driven.show(
			`<button disabled onclick="window.hit = 1">a</button><script>setTimeout(() => { document.querySelector("button").disabled = false }, 300)</script>`,
		);
		await driven.get("click", { selector: "button" });
		expect(await driven.value("hit")).toBe(1);
	});

	test("that is covered is not clicked, and what covers it is named", async () => {
		await driven.show(
			`<button>a</button><div id="veil" class="modal open" style="position: fixed; inset: 0"></div>`,
		);
		expect(await driven.failure("click", { selector: "button", ...soon })).toEqual({
			code: "element_covered",
			message: '"button" is covered by <div id="veil" class="modal open">.',
		});
	});

	test("that was covered when its frame got stuck is told as covered", async () => {
		await driven.get("navigate_to", { url: "http://top.test/" });
		const failure = await driven.failure("click", { selector: "iframe >> button", ...soon });
		const covered = {
			code: "element_covered",
			message: '"iframe >> button" is covered by <div id="veil">.',
		};
		const hung = { code: "page_unresponsive" };
		expect(failure).toMatchObject((await runsInShell(driven.sessionId)) ? hung : covered);
		await driven.get("tabs_close");
	});

	test("under something that sticks to the edge is scrolled out from under it", async () => {
		await driven.show(`<style>body { margin: 0; height: 4000px } header { position: fixed; top: 0; left: 0; right: 0; height: 100px; background: gold } button { position: absolute; top: 2000px }</style>
			<header>Head</header><button onclick="window.hit = 1">a</button><script>scrollTo(0, 1990)</script>`);
		await driven.get("click", { selector: "button" });
		expect(await driven.value("hit")).toBe(1);
	});

	test("that can't be written to is not typed into", async () => {
		await driven.show("<input readonly><p>x</p>");
		expect(await driven.failure("type_text", { selector: "input", text: "a", ...soon })).toEqual({
			code: "element_not_editable",
			message: '"input" is read-only.',
		});
		expect(await driven.failure("fill", { selector: "p", value: "a", ...soon })).toMatchObject({
			code: "element_not_editable",
		});
	});

	test("that goes away while it is waited for is missed", async () => {
		await driven.show(
			`<p style="display: none">x</p><script>setTimeout(() => document.querySelector("p").remove(), 200)</script>`,
		);
		expect(await driven.failure("click", { selector: "p", ...soon })).toMatchObject({
			code: "element_not_found",
		});
	});
});

describe("a ref of a snapshot", () => {
	const html = `<h1>Shop</h1><button onclick="window.hit = 1">Buy <b>now</b></button><label>Name <input value="Ada"></label>
		<input type="checkbox" checked aria-label="Agree"><iframe title="Pay" srcdoc="<button onclick='parent.hit = 2'>Pay</button>"></iframe>`;
	const snapshot = async (data = {}) =>
		((await driven.get("snapshot", data)) as { snapshot: string }).snapshot;
	const refOf = (text: string, what: string) =>
		/ref=e\d+/.exec(text.split("\n").find((line) => line.includes(what)) ?? "")?.[0] ?? "";

	test("stands in place of a selector, iframes included", async () => {
		await driven.show(html);
		const text = await snapshot();
		expect(text.replaceAll(/ref=e\d+/g, "ref")).toBe(
			`- heading "Shop" [level=1] [ref]
- button "Buy now" [ref]
- text: "Name "
- textbox "Name" [ref]: "Ada"
- checkbox "Agree" [checked] [ref]
- iframe "Pay" [ref]
  - button "Pay" [ref]`,
		);
		await driven.get("click", { selector: refOf(text, "Buy") });
		expect(await driven.value("hit")).toBe(1);
		await driven.get("click", { selector: refOf(text, 'button "Pay"').replace("ref=", "") });
		expect(await driven.value("hit")).toBe(2);
		await driven.get("fill", { selector: refOf(text, "textbox"), value: "Bob" });
		expect(await driven.get("get_value", { selector: "input" })).toBe("Bob");
	});

	test("is the same in the next snapshot, and of nothing on another page", async () => {
		await driven.show(html);
		const ref = refOf(await snapshot(), "Buy");
		expect(refOf(await snapshot({ interactive_only: true }), "Buy")).toBe(ref);
		await driven.show(html);
		expect(await driven.failure("click", { selector: ref })).toMatchObject({ code: "ref_not_found" });
		expect(refOf(await snapshot(), "Buy")).not.toBe(ref);
	});

	test("of an element that was removed is of nothing", async () => {
		await driven.show(html);
		const ref = refOf(await snapshot(), "Buy");
		await driven.value("document.querySelector('button').remove()");
		expect((await driven.failure("click", { selector: ref, timeout_ms: 2_000 }))?.code).toMatch(
			/ref_not_found|element_detached/,
		);
	});

	test("is left out where a snapshot is cut, and that is told", async () => {
		await driven.show("<p>word</p>".repeat(100));
		const step = await driven.one("snapshot", { max_chars: 200 });
		expect(step.truncatedFrom).toBeGreaterThan(200);
		expect((step.data as { snapshot: string }).snapshot.length).toBeLessThanOrEqual(200);
	});
});
