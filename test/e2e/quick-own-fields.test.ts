import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Pages, startPages } from "./pages.ts";
import { quick, rawQuick, sizeOfPng } from "./quick.ts";
import { SharedBerth } from "./shared-berth.ts";

// What the fields do that only one quick action has.

const BOX = "<div id=box style='width:50px;height:40px;background:red'></div>";

let berth: SharedBerth;
let pages: Pages;
let account: Account;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/tall": `<!doctype html><body style='margin:0'>${BOX}<div style='height:2000px'>`,
			"/links":
				"<a href=/shown>s</a><a href=/none style='display:none'>n</a><a href=/see-through style='opacity:0'>o</a>",
		}),
	]);
	account = await new Account(berth).withToken();
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

const pictureOf = async (fields: object) => {
	const response = await rawQuick(account, "screenshot", { url: `${pages.url}/tall`, ...fields });
	return new Uint8Array(await response.arrayBuffer());
};
const viewport = { width: 200, height: 100 };

test.each<[fields: object, size: readonly number[]]>([
	[{}, [200, 100]],
	[{ screenshotOptions: { fullPage: true } }, [200, 2040]],
	[{ screenshotOptions: { clip: { x: 10, y: 10, width: 30, height: 20 } } }, [30, 20]],
	[{ selector: "#box" }, [50, 40]],
	[{ selector: "#box", scrollPage: true }, [50, 40]],
])("screenshot's %o give a picture of its size", async (fields, size) => {
	expect(sizeOfPng(await pictureOf({ viewport, ...fields }))).toEqual(size);
});

test.each([
	["jpeg", "\xff\xd8\xff"],
	["webp", "RIFF"],
])("screenshot's type %s", async (type, begins) => {
	const bytes = await pictureOf({ viewport, screenshotOptions: { type, quality: 50 } });
	expect(Buffer.from(bytes).toString("latin1").slice(0, begins.length)).toBe(begins);
});

test("screenshot's encoding base64 gives a data URL", async () => {
	const fields = { url: `${pages.url}/tall`, viewport, screenshotOptions: { encoding: "base64" } };
	const response = await rawQuick(account, "screenshot", fields);
	expect(response.headers.get("content-type")).toContain("text/plain");
	const [kind, data = ""] = (await response.text()).split(",");
	expect(kind).toBe("data:image/png;base64");
	expect(sizeOfPng(Buffer.from(data, "base64"))).toEqual([200, 100]);
});

test.each<[pdfOptions: object, box: string]>([
	[{}, "0 0 612 792"],
	[{ format: "a4" }, "0 0 595"],
	[{ landscape: true }, "0 0 792 612"],
	[{ width: "2in", height: 96 }, "0 0 144 72"],
])("pdf's %o give pages of their size", async (pdfOptions, box) => {
	const response = await rawQuick(account, "pdf", { html: "<p>Page", pdfOptions });
	expect(Buffer.from(await response.arrayBuffer()).toString("latin1")).toContain(`/MediaBox [${box}`);
});

test("links' visibleLinksOnly leaves out what is not to be seen", async () => {
	const url = `${pages.url}/links`;
	const all = [`${pages.url}/shown`, `${pages.url}/none`, `${pages.url}/see-through`];
	expect((await quick(account, "links", { url })).body.result).toEqual(all);
	const { body } = await quick(account, "links", { url, visibleLinksOnly: true });
	expect(body.result).toEqual(all.slice(0, 1));
});

test("accessibilityTree's root that is not there gives none", async () => {
	const { body } = await quick(account, "accessibilityTree", { html: "<p>", root: "#none" });
	expect(body).toMatchObject({ success: true, result: { accessibilityTree: null } });
});

test("snapshot's formats are those that are given", async () => {
	const formats = ["markdown", "accessibilityTree"];
	const { body } = await quick(account, "snapshot", { html: "<h1>Both</h1>", formats });
	expect(body.result).toEqual({
		markdown: expect.stringContaining("# Both"),
		accessibilityTree: expect.objectContaining({ role: "RootWebArea" }),
	});
});
