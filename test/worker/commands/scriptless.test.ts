import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const sandboxed = `<!doctype html><title>Sandboxed</title>
	<style>body { margin: 0 } :focus { outline: none } button { margin-top: 3000px }</style>
	<label><input type="checkbox">Tick</label><input id="text"><button>Go</button><a href="/next">Next</a>`;
const driven = new Driven(({ pathname }) => {
	if (pathname === "/sandboxed")
		return { headers: { "content-security-policy": "sandbox" }, body: sandboxed };
	if (pathname === "/next") return { body: "<title>Next</title>" };
	return undefined;
});

describe("a page that may run no scripts", () => {
	test("is clicked and typed into", async () => {
		await driven.get("navigate_to", { url: "http://site.test/sandboxed" });
		await driven.get("click", { selector: "label" });
		await driven.get("type_text", { selector: "#text", text: "ab" });
		await driven.get("click", { selector: "button" });
		expect(
			await driven.value(
				`[document.querySelector("input").checked, document.querySelector("#text").value, document.activeElement.localName]`,
			),
		).toEqual([true, "ab", "button"]);
		await driven.get("click", { selector: "a" });
		await expect.poll(() => driven.get("get_url")).toBe("http://site.test/next");
		expect(await driven.get("go_back")).toMatchObject({ title: "Sandboxed", navigated: true });
		expect(await driven.get("refresh")).toMatchObject({ title: "Sandboxed" });
	});

	test("is clicked in a frame", async () => {
		await driven.show(
			`<iframe sandbox srcdoc="<label><input type=checkbox>Tick</label>"></iframe><iframe id="open" srcdoc="<p>x</p>"></iframe>`,
		);
		await driven.get("click", { selector: "iframe >> label" });
		expect(
			await driven.get("evaluate_on_element", { selector: "iframe >> input", expression: "this.checked" }),
		).toEqual({
			result: { type: "boolean", value: true },
		});
	});

	test("is not clicked on what does not stop moving", async () => {
		await driven.get("navigate_to", { url: "http://site.test/sandboxed" });
		await driven.show(
			`<iframe sandbox srcdoc="<style>@keyframes go { to { margin-left: 200px } } button { animation: go 2s linear infinite alternate }</style><button>Go</button>"></iframe>`,
		);
		expect(await driven.failure("click", { selector: "iframe >> button", timeout_ms: 1_000 })).toMatchObject({
			code: "element_unstable",
		});
	});
});
