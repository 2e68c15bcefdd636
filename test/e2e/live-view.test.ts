import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { flawsInEachLook } from "./accessibility.ts";
import { Account } from "./account.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { droppable } from "./droppable.ts";
import { type Pages, startPages } from "./pages.ts";
import { Driven, LiveView, type LiveViewRequest, Person } from "./person.ts";
import { SharedBerth } from "./shared-berth.ts";

const FORM = `<!doctype html><title>A form</title>
<style>body { margin: 20px; height: 3000px; font: 16px sans-serif } :is(input, select, button, textarea) { font: inherit; margin: 6px }</style>
<button id=button onclick="window.clicks = (window.clicks ?? 0) + 1; window.last = event.detail + (event.shiftKey ? ' shift' : '')">A button</button>
<input id=field size=40><br>
<select id=select onchange="window.chosen = this.value"><option>red<option>green<option value=b>blue</select>
<button id=asks onclick="window.answer = prompt('Your name?', 'nobody')">Asks</button>
<input id=file type=file multiple onchange="Promise.all([...this.files].map(async (f) => f.name + ':' + f.type + ':' + await f.text())).then((all) => window.files = all)">
<a id=popup href="/second" target=_blank>Another page</a> <a id=download href="/download">A file</a>
<p id=text style="width: 150px">Words to copy</p>
<p id=card draggable=true style="width: 100px; background: #cdf">A card</p><p id=slot style="width: 100px; background: #fdc">A slot</p>
<script>window.drags = []
for (const name of ["dragstart", "dragend"]) card.addEventListener(name, ({ type, dataTransfer }) => {
	if (name === "dragstart") dataTransfer.setData("text/plain", "a card"); else window.over = false
	window.drags.push(name === "dragend" ? "dragend " + dataTransfer.dropEffect : type)
})
slot.ondragover = (event) => { event.preventDefault(); event.dataTransfer.dropEffect = "move"; window.over = true }
slot.ondrop = (event) => { event.preventDefault(); window.drags.push("drop " + event.dataTransfer.getData("text/plain")) }
window.touches = 0; document.addEventListener("touchstart", () => window.touches += 1)</script>`;

const FIELDS = `<!doctype html><title>Fields</title><meta charset=utf-8><body style="margin: 20px; font: 16px sans-serif">
${["date", "time", "datetime-local", "month", "week"].map((type) => `<p><label>A ${type} <input id=${type} type=${type}></label>`).join("")}
<p><input id=color type=color value="#ff0000"> <input type=date id=fixed readonly>
<p><input id=bounded type=date min=2026-01-05 max=2026-02-10 value=2026-02-01>
<iframe srcdoc="<input id=inner type=time>" style="border: 3px solid; width: 200px; height: 50px"></iframe>
<script>window.told = []
for (const name of ["input", "change"]) addEventListener(name, ({ target }) => window.told.push(name + " " + target.id + " " + target.value))
</script>`;

let berth: SharedBerth;
let pages: Pages;
let account: Account;
let person: Person;

beforeAll(async () => {
	berth = await SharedBerth.join();
	pages = await startPages({
		"/": FORM,
		"/fields": FIELDS,
		"/second": "<title>The second</title><body style='background: rgb(0, 0, 255)'>",
		"/third": "<title>The third</title><body style='background: rgb(0, 255, 0)'>",
		"/download": (_request, response) => {
			response.writeHead(200, { "content-disposition": "attachment; filename=report.txt" }).end("report");
		},
	});
	account = new Account(berth);
	person = await Person.withBrowser(account);
});
afterAll(async () => {
	await person.browser.disconnect();
	await pages.stop();
	await berth.leave();
});
afterEach(() => expect(person.complaints).toEqual([]));

const drive = () => Driven.start(account, `${pages.url}/`);

async function watch(
	driven: Driven,
	request: LiveViewRequest = {},
	viewport?: { width: number; height: number; hasTouch?: boolean },
) {
	const view = new LiveView(await person.open(await driven.link(request), viewport));
	await expect.poll(async () => (await view.size()).width).toBeGreaterThan(0);
	return view;
}

describe("a person in the live view of a tab", () => {
	test("clicks, with the keys that are held, and double-clicks", async () => {
		const driven = await drive();
		const view = await watch(driven);
		await view.click(driven, "#button");
		await expect.poll(() => driven.evaluate("window.clicks")).toBe(1);
		await view.page.keyboard.down("Shift");
		await view.click(driven, "#button");
		await view.page.keyboard.up("Shift");
		await expect.poll(() => driven.evaluate("window.last")).toBe("1 shift");
		await view.click(driven, "#button", 2);
		await expect.poll(() => driven.evaluate("window.last")).toBe("2");
	});

	test("types, composes, selects all, pastes and copies", async () => {
		const driven = await drive();
		const view = await watch(driven);
		const value = () => driven.evaluate("document.querySelector('#field').value");
		await view.click(driven, "#field");
		await view.page.keyboard.type("Abc 12ä日😀");
		await expect.poll(value).toBe("Abc 12ä日😀");
		await view.page.keyboard.press("Backspace");
		await view.page.keyboard.press("ArrowLeft");
		await view.page.keyboard.type("-");
		await expect.poll(value).toBe("Abc 12ä-日");

		await view.page.keyboard.down("Control");
		await view.page.keyboard.press("a");
		await view.page.keyboard.up("Control");
		await view.page.keyboard.press("Delete");
		await expect.poll(value).toBe("");

		const cdp = await view.page.createCDPSession();
		await cdp.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
		await cdp.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
		await expect.poll(value).toBe("にほ");
		await cdp.send("Input.insertText", { text: "日本" });
		await expect.poll(value).toBe("日本");

		await view.page.evaluate(() => {
			const clipboardData = new DataTransfer();
			clipboardData.setData("text/plain", " pasted\ttext");
			document.activeElement?.dispatchEvent(
				new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
			);
		});
		await expect.poll(value).toBe("日本 pasted\ttext");

		const { origin } = new URL(view.page.url());
		await view.page.browserContext().setPermission(
			origin,
			...(["clipboard-read", "clipboard-write"] as const).map((name) => ({
				permission: { name },
				state: "granted" as const,
			})),
		);
		for (const key of ["a", "c"] as const) {
			await view.page.keyboard.down("Control");
			await view.page.keyboard.press(key);
			await view.page.keyboard.up("Control");
		}
		await expect
			.poll(() => view.page.evaluate(() => navigator.clipboard.readText()))
			.toBe("日本 pasted\ttext");

		await view.page.keyboard.press("Tab");
		await expect.poll(() => driven.evaluate("document.activeElement.id")).toBe("select");
	});

	test("drags what the page lets be dragged, and selects text", async () => {
		const driven = await drive();
		const view = await watch(driven);
		const carry = async (from: string, to: string, steps: number) => {
			const [start, end] = [await view.place(driven, from), await view.place(driven, to)];
			await view.page.mouse.move(start.x, start.y);
			await driven.evaluate("window.drags = []");
			await view.page.mouse.down();
			await view.page.mouse.move(end.x, end.y, { steps });
		};
		const drags = () => driven.evaluate("window.drags.join()");
		await carry("#card", "#slot", 10);
		await view.page.mouse.up();
		await expect.poll(drags).toBe("dragstart,drop a card,dragend move");
		// Quicker than the page can tell that it is a drag.
		await carry("#card", "#slot", 2);
		await view.page.mouse.up();
		await expect.poll(drags).toBe("dragstart,drop a card,dragend move");
		await carry("#card", "#text", 10);
		await view.page.mouse.up();
		await expect.poll(drags).toBe("dragstart,dragend none");
		await carry("#card", "#slot", 10);
		await expect.poll(() => driven.evaluate("window.over")).toBe(true);
		await view.page.keyboard.press("Escape");
		await expect.poll(drags).toBe("dragstart,dragend none");
		await view.page.mouse.up();
		await view.click(driven, "#button");
		await expect.poll(() => driven.evaluate("window.clicks")).toBe(1);
		// A view that goes away leaves nothing in the air.
		await carry("#card", "#slot", 10);
		await expect.poll(() => driven.evaluate("window.over")).toBe(true);
		await view.page.reload();
		await expect.poll(drags).toBe("dragstart,dragend none");
		await view.page.mouse.up();
		await expect.poll(() => view.state()).toBe("Live");

		const { x, y } = await view.place(driven, "#text");
		await view.page.mouse.move(x, y);
		await view.page.mouse.down();
		await view.page.mouse.move(x - 300, y, { steps: 5 });
		await view.page.mouse.up();
		await expect.poll(() => driven.evaluate("String(getSelection()).length")).toBeGreaterThan(3);
	});

	test("scrolls with the wheel, and with a finger that taps, too", async () => {
		const driven = await drive();
		const view = await watch(driven);
		const { x, y } = await view.place(driven, "#text");
		await view.page.mouse.move(x, y + 100);
		await view.page.mouse.wheel({ deltaY: 300 });
		await expect.poll(() => driven.evaluate("scrollY")).toBe(300);
		await view.page.mouse.wheel({ deltaY: -300 });
		await expect.poll(() => driven.evaluate("scrollY")).toBe(0);

		const place = await view.place(driven, "#button");
		await view.page.touchscreen.tap(place.x, place.y);
		await expect.poll(() => driven.evaluate("[window.touches, window.clicks]")).toEqual([1, 1]);
		const finger = await view.page.touchscreen.touchStart(x, y + 200);
		for (let moved = 20; moved <= 200; moved += 20) await finger.move(x, y + 200 - moved);
		await finger.end();
		await expect.poll(async () => Number(await driven.evaluate("scrollY"))).toBeGreaterThan(50);
	});

	test("chooses in a select box, answers a dialog and gives a page a file", async () => {
		const driven = await drive();
		const view = await watch(driven);
		await view.click(driven, "#select");
		await view.page.waitForSelector("dialog.options[open] select");
		await view.page.keyboard.press("ArrowDown");
		await view.page.keyboard.press("ArrowDown");
		await view.page.keyboard.press("Enter");
		await expect.poll(() => driven.evaluate("window.chosen")).toBe("b");

		await view.click(driven, "#asks");
		await view.page.waitForSelector("dialog[open] input");
		expect(await view.text("dialog[open] .message")).toBe("Your name?");
		await view.page.keyboard.press("End");
		await view.page.keyboard.type(" else");
		await view.page.keyboard.press("Enter");
		await expect.poll(() => driven.evaluate("window.answer")).toBe("nobody else");
		await view.click(driven, "#asks");
		await view.press("Cancel");
		await expect.poll(() => driven.evaluate("window.answer")).toBe(null);

		const folder = mkdtempSync(join(tmpdir(), "berth-file-"));
		writeFileSync(join(folder, "a note.txt"), "contents é");
		writeFileSync(join(folder, "big.bin"), "x".repeat(1_500_000));
		await view.click(driven, "#file");
		const field = await view.page.waitForSelector("dialog[open] input[type=file]");
		await field?.uploadFile(join(folder, "a note.txt"), join(folder, "big.bin"));
		await view.press("Send to the page");
		await expect
			.poll(() => driven.evaluate("window.files?.map((text) => text.slice(0, 40) + text.length)"))
			.toEqual([
				expect.stringMatching(/^a note\.txt:text\/plain:contents é\d\d$/),
				expect.stringMatching(/^big\.bin:.*x+\d{7}$/),
			]);
	});

	test("picks dates, times and colours with a picker of their own", async () => {
		const driven = await Driven.start(account, `${pages.url}/fields`);
		const view = await watch(driven);
		const told = () => driven.evaluate("window.told");
		const open = async (selector: string) => {
			await driven.evaluate("window.told = []");
			await view.click(driven, selector);
			return view.page.waitForSelector("dialog.options[open] input");
		};
		for (const [type, typed, value] of [
			["date", "12312026", "2026-12-31"],
			["time", "0905pm", "21:05"],
			["datetime-local", "12312026\t0905pm", "2026-12-31T21:05"],
			["month", "d\t2026", "2026-12"],
			["week", "072026", "2026-W07"],
		] as const) {
			const field = await open(`#${type}`);
			expect(await field?.evaluate((input) => [input.type, input.ariaLabel])).toEqual([type, `A ${type}`]);
			for (const key of typed)
				await (key === "\t" ? view.page.keyboard.press("Tab") : view.page.keyboard.type(key));
			// A year is several while it is typed, as in a page of one's own.
			await expect
				.poll(async () => ((await told()) as readonly string[]).slice(-2))
				.toEqual([`input ${type} ${value}`, `change ${type} ${value}`]);
			await view.page.keyboard.press("Enter");
			await view.page.waitForSelector("dialog.options[open]", { hidden: true });
			expect(await driven.evaluate("document.activeElement.id")).toBe(type);
		}

		await view.page.evaluate(() => {
			HTMLInputElement.prototype.showPicker = function () {
				document.title = `The picker of ${this.value}`;
			};
		});
		const { x, y } = await view.place(driven, "#date");
		const width = Number(await driven.evaluate("document.querySelector('#date').offsetWidth"));
		await view.page.mouse.click(x + width / 2 - 12, y);
		await expect.poll(() => view.page.title()).toBe("The picker of 2026-12-31");
		await view.press("Done");

		// What the person's own picker does.
		const color = await open("#color");
		await color?.evaluate((input) => {
			for (const value of ["#00ff00", "#0000ff"]) {
				input.value = value;
				input.dispatchEvent(new Event("input"));
			}
			input.dispatchEvent(new Event("change"));
		});
		await expect.poll(told).toEqual(["input color #00ff00", "input color #0000ff", "change color #0000ff"]);
		await view.press("Done");

		const bounded = await open("#bounded");
		expect(await bounded?.evaluate(({ value, min, max }) => [value, min, max])).toEqual([
			"2026-02-01",
			"2026-01-05",
			"2026-02-10",
		]);
		await view.page.keyboard.press("Escape");
		await view.page.waitForSelector("dialog.options[open]", { hidden: true });
		expect(await told()).toEqual([]);

		await driven.evaluate("window.presses = 0; onmousedown = () => window.presses += 1");
		await view.click(driven, "#fixed");
		await expect.poll(() => driven.evaluate("window.presses")).toBe(1);
		expect(await view.page.$$("dialog.options[open]")).toHaveLength(0);

		const inner = await view.place(driven, "iframe");
		await view.page.mouse.click(inner.x - 60, inner.y - 5);
		await view.page.waitForSelector("dialog.options[open] input[type=time]");
		await view.page.keyboard.type("1010am");
		await expect
			.poll(() =>
				driven.evaluate("document.querySelector('iframe').contentDocument.querySelector('input').value"),
			)
			.toBe("10:10");
		expect(await flawsInEachLook(view.page)).toEqual([]);
	});

	test("answers a dialog that was open before, as another client or another view left it", async () => {
		const driven = await drive();
		await driven.page.send("Page.enable");
		const ask = (question: string) => void driven.evaluate(question).catch(() => undefined);
		ask("window.answer = prompt('Your name?', 'nobody')");
		const opened = () => driven.page.events.some(({ method }) => method === "Page.javascriptDialogOpening");
		await expect.poll(opened).toBe(true);
		const watching = await watch(driven, { isReadonly: true });
		await expect.poll(() => watching.text("dialog[open] .message")).toBe("Your name?");
		expect(await watching.page.$$("dialog[open] button")).toHaveLength(0);
		const view = await watch(driven);
		await expect.poll(() => view.text("dialog[open] .message")).toBe("Your name?");
		await view.page.keyboard.press("End");
		await view.page.keyboard.type(" else");
		await view.press("OK");
		await expect.poll(() => driven.evaluate("window.answer")).toBe("nobody else");
		await expect.poll(() => watching.text("dialog[open]")).toBe("");

		// One that opens now is told by Chrome itself.
		await view.click(driven, "#asks");
		await expect.poll(() => view.text("dialog[open] .message")).toBe("Your name?");
		const late = await watch(driven);
		await late.press("Cancel");
		await expect.poll(() => driven.evaluate("window.answer")).toBe(null);
		await expect.poll(() => view.text("dialog[open]")).toBe("");

		await driven.evaluate("onbeforeunload = (event) => event.preventDefault()");
		await late.click(driven, "#button");
		void driven.page.request("Page.navigate", { url: `${pages.url}/second` });
		await expect.poll(() => late.text("dialog[open] .message")).toContain("Leave this page?");
		const later = await watch(driven);
		await later.press("Leave");
		await expect.poll(() => later.page.title()).toBe("The second · Berth");
	});

	test("is told of a download, of a crash, and of the tab's end", async () => {
		const driven = await drive();
		const view = await watch(driven);
		await view.click(driven, "#download");
		await expect.poll(() => view.text(".notices")).toContain("report.txt");
		void driven.page.request("Page.crash").catch(() => undefined);
		await expect.poll(() => view.text(".notices")).toContain("crashed");
		await account.read(`/browser/${driven.sessionId}/json/close/${driven.targetId}`);
		await expect.poll(() => view.text(".ended")).toContain("The tab was closed.");
	});

	test("sees a popup of the page in a tab beside it, and the page again when that closes", async () => {
		const driven = await drive();
		const view = await watch(driven);
		expect(await view.page.$eval(".tabs", (tabs) => (tabs as HTMLElement).hidden)).toBe(true);
		await view.click(driven, "#popup");
		await expect.poll(() => view.middle()).toEqual([expect.any(Number), expect.any(Number), 254]);
		await expect.poll(() => view.page.title()).toBe("The second · Berth");
		await view.press("Close The second");
		await expect.poll(() => view.page.title()).toBe("A form · Berth");
	});

	test("gets as many pixels as the screen has, and a picture that fits the window", async () => {
		const driven = await drive();
		const dense = new LiveView(
			await person.open(await driven.link(), { width: 420, height: 500, deviceScaleFactor: 2 }),
		);
		const pageWidth = Number(await driven.evaluate("innerWidth"));
		await expect.poll(async () => Math.round((await dense.size()).shownWidth)).toBe(420);
		// Chrome gives one for each of the page's at most.
		await expect.poll(async () => (await dense.size()).width).toBe(Math.min(840, pageWidth));
		await dense.page.setViewport({ width: 300, height: 500, deviceScaleFactor: 2 });
		await expect.poll(async () => Math.round((await dense.size()).shownWidth)).toBe(300);
		await expect.poll(async () => (await dense.size()).width).toBe(600);
		// Whoever watches does not change the page.
		expect(await driven.evaluate("innerWidth")).toBe(pageWidth);
		await dense.press("Fit the page to the window");
		await expect.poll(() => driven.evaluate("innerWidth")).toBe(300);
		await dense.press("Fit the page to the window");
		await expect.poll(() => driven.evaluate("innerWidth")).toBe(pageWidth);
	});
});

/** How many tools a view shows beside its picture. */
const shownTools = (view: LiveView): Promise<number> =>
	view.page.$$eval(
		":is(header, nav) :is(button, input)",
		(tools) => tools.filter((tool) => tool.checkVisibility()).length,
	);

test("everybody can use it: a tab, the whole browser, a question, a handoff, watching only, and its end", async () => {
	const driven = await drive();
	const view = await watch(driven, { mode: "full" });
	const instructions = `Press the button. ${"It is the grey one. ".repeat(40)}`;
	await driven.page.request("Cloudflare.handoff", { instructions });
	await expect.poll(() => view.text(".handoff")).toContain("Press the button.");
	expect(await flawsInEachLook(view.page)).toEqual([]);
	await view.press("Take over");
	expect(await flawsInEachLook(view.page)).toEqual([]);
	await view.click(driven, "#asks");
	await view.page.waitForSelector("dialog[open] input");
	expect(await flawsInEachLook(view.page)).toEqual([]);
	await view.press("Cancel");
	await driven.evaluate("void setTimeout(() => alert('It goes on and on. '.repeat(500)))");
	await expect.poll(() => view.text("dialog .message")).toContain("on and on");
	expect(await flawsInEachLook(view.page)).toEqual([]);
	await view.press("OK");
	const watching = await watch(driven, { isReadonly: true });
	expect(await flawsInEachLook(watching.page)).toEqual([]);
	await account.end(driven.sessionId);
	await expect.poll(() => view.text(".ended")).toContain("It was closed by a DELETE request.");
	expect(await flawsInEachLook(view.page)).toEqual([]);
	expect(await view.width(".ended h1")).toBeGreaterThan(100);
	expect(await shownTools(view)).toBe(0);
});

test("everybody can read what is wrong with a link", async () => {
	const driven = await drive();
	const forged = (link: string) => link.replace(/jwt=.{20}/, "jwt=x");
	const view = new LiveView(await person.open(forged(await driven.link())));
	await expect.poll(() => view.text(".ended")).toContain("This link has expired, or was never valid.");
	expect(await flawsInEachLook(view.page)).toEqual([]);
	expect(await view.text(".ended h1")).toBe("This link no longer works");
	expect(await view.width(".ended h1")).toBeGreaterThan(100);
	expect(await view.text(".ended")).toContain("Ask for a new link.");
	expect(await view.state()).toBe("No access");
	expect(await view.page.$$(".ended button")).toHaveLength(0);
	expect(await shownTools(view)).toBe(0);

	const incomplete = await person.open(`${berth.url}/ui/view`);
	await incomplete.waitForSelector(".notice");
	expect(await flawsInEachLook(incomplete)).toEqual([]);
	await account.end(driven.sessionId);
});

test("a phone has a keyboard for the whole browser", async () => {
	const driven = await drive();
	const view = await watch(driven, { mode: "full" }, { width: 400, height: 700, hasTouch: true });
	await view.press("Keyboard");
	await expect.poll(() => view.page.evaluate(() => document.activeElement?.className)).toBe("keys");
	expect(await view.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
	await account.end(driven.sessionId);
});

describe("the connection", () => {
	test("comes back by itself, says that the link has expired, or why the session has ended", async () => {
		await using line = await droppable(berth.url);
		const driven = await drive();
		const [near, far] = [new URL(berth.url).host, new URL(line.url).host];
		const view = new LiveView(await person.open((await driven.link()).replaceAll(near, far)));
		await expect.poll(() => view.state()).toBe("Live");
		line.isDown = true;
		line.drop();
		await expect.poll(() => view.state()).toBe("Reconnecting…");
		line.isDown = false;
		await expect.poll(() => view.state()).toBe("Live");
		await view.click(driven, "#button");
		await expect.poll(() => driven.evaluate("window.clicks")).toBe(1);
		// With something in the hand.
		const [card, slot] = [await view.place(driven, "#card"), await view.place(driven, "#slot")];
		await view.page.mouse.move(card.x, card.y);
		await view.page.mouse.down();
		await view.page.mouse.move(slot.x, slot.y, { steps: 10 });
		await expect.poll(() => driven.evaluate("window.over")).toBe(true);
		line.drop();
		await view.page.mouse.up();
		await expect.poll(() => driven.evaluate("window.drags.join()")).toBe("dragstart,dragend none");
		await expect.poll(() => view.state()).toBe("Live");
		await view.click(driven, "#button");
		await expect.poll(() => driven.evaluate("window.clicks")).toBe(2);
		await account.end(driven.sessionId);
		await expect.poll(() => view.text(".ended")).toContain("It was closed by a DELETE request.");
		expect(await view.state()).toBe("Ended");
		await view.page.reload();
		await expect.poll(() => view.text(".ended")).toContain("It was closed by a DELETE request.");
		expect(await view.text(".ended")).toContain("NormalClosure");

		const forged = view.page.url().replace(/jwt=.{20}/, "jwt=x");
		await view.page.goto(forged);
		await expect.poll(() => view.text(".ended")).toContain("This link has expired, or was never valid.");
	});
});

describe("several people", () => {
	test("see the same, and who may only watch can do nothing", async () => {
		const driven = await drive();
		const [acting, watching] = [await watch(driven), await watch(driven, { isReadonly: true, mode: "full" })];
		await expect.poll(() => watching.state()).toBe("Watching only");
		expect(await watching.page.$$("header button, .tabs, textarea")).toHaveLength(0);
		await watching.page.bringToFront();
		await watching.click(driven, "#button");
		await watching.page.keyboard.type("x");
		const { webSocketDebuggerUrl } = await account.read<{ webSocketDebuggerUrl: string }>(
			`/browser/${driven.sessionId}/live_view`,
			{
				method: "POST",
				body: JSON.stringify({ targetId: driven.targetId, guardrails: { mode: "readonly" } }),
			},
		);
		const socket = await CdpSocket.open(webSocketDebuggerUrl);
		const press = { type: "mousePressed", x: 40, y: 30, button: "left", clickCount: 1 } as const;
		expect(await socket.request("Input.dispatchMouseEvent", press)).toHaveProperty("error");
		expect(await socket.request("Input.insertText", { text: "x" })).toHaveProperty("error");
		const whole = webSocketDebuggerUrl.replace(/\/page\/\w+/, "");
		await expect(CdpSocket.open(whole)).rejects.toThrow("403");
		expect(await driven.evaluate("window.clicks")).toBeUndefined();

		await driven.evaluate("document.body.style.background = 'rgb(255, 0, 0)'");
		for (const view of [acting, watching]) await expect.poll(() => view.middle()).toEqual([254, 0, 0]);
		await acting.page.bringToFront();
		await acting.click(driven, "#button");
		await expect.poll(() => driven.evaluate("window.clicks")).toBe(1);
	});
});

describe("the whole browser", () => {
	test("has tabs that open, switch and close, an address, and the way back", async () => {
		const driven = await drive();
		const view = await watch(driven, { mode: "full" });
		const tabs = () => view.page.$$eval("[role=tab]", (all) => all.map((tab) => tab.textContent));
		await expect.poll(tabs).toContain("A form");
		const before = (await tabs()).length;
		const goTo = async (url: string) => {
			await view.page.click(".address-bar input");
			await view.page.keyboard.type(url);
			await view.page.keyboard.press("Enter");
		};
		await view.press("New tab");
		await expect.poll(async () => (await tabs()).length).toBe(before + 1);
		await expect.poll(() => view.page.title()).toBe("about:blank · Berth");
		await expect.poll(() => view.state()).toBe("Live");
		await goTo(pages.url.replace("http://", "") + "/second");
		await expect.poll(() => view.page.title()).toBe("The second · Berth");
		await goTo(`${pages.url}/third`);
		await expect.poll(() => view.page.title()).toBe("The third · Berth");
		await expect.poll(() => view.middle()).toEqual([expect.any(Number), 255, expect.any(Number)]);
		await view.press("Back");
		await expect.poll(() => view.page.title()).toBe("The second · Berth");
		await view.press("Forward");
		await expect.poll(() => view.page.title()).toBe("The third · Berth");
		await goTo("nowhere.invalid");
		await expect.poll(() => view.text(".notices")).toContain("ERR_");

		const form = await view.page.waitForSelector("::-p-aria([name='A form'][role='tab'])");
		await form?.click();
		await expect.poll(() => view.page.title()).toBe("A form · Berth");
		// What is pressed before the tab's own picture is there goes nowhere.
		await expect.poll(() => view.state()).toBe("Live");
		await view.click(driven, "#button");
		await expect.poll(() => driven.evaluate("window.clicks")).toBe(1);
		await view.press("Close A form");
		await expect.poll(async () => (await tabs()).length).toBe(before);
		await expect.poll(() => view.page.title()).not.toBe("A form · Berth");
	});
});

describe("a handoff", () => {
	const open = async (driven: Driven) => {
		const automation = await CdpSocket.open(
			(await account.targets(driven.sessionId)).find(({ id }) => id === driven.targetId)
				?.webSocketDebuggerUrl ?? "",
		);
		const outcome = () =>
			automation.events.findLast(({ method }) => method === "Cloudflare.handoffComplete")?.params;
		return { automation, outcome };
	};

	test("is shown with its instructions, taken over, and given back", async () => {
		const driven = await drive();
		const { automation, outcome } = await open(driven);
		const view = await watch(driven);
		await automation.request("Cloudflare.handoff", { instructions: "Press the button.", timeout: 600_000 });
		await expect.poll(() => view.text(".handoff")).toContain("Press the button.");
		expect(await view.text(".handoff")).toMatch(/9:5\d left|10:00 left/);
		await view.press("Take over");
		await view.click(driven, "#button");
		await expect.poll(() => driven.evaluate("window.clicks")).toBe(1);
		await view.press("Can't do it…");
		await view.press("Back");
		expect(await view.text(".handoff .buttons")).toMatch(/^Done\s+Can't do it…$/);
		await view.press("Done");
		await expect.poll(outcome).toMatchObject({ success: true, targetId: driven.targetId });
		await expect.poll(() => view.text(".handoff")).toBe("");
	});

	test("that was asked for over HTTP meets a person who comes later, and who can't help", async () => {
		const driven = await drive();
		const { outcome } = await open(driven);
		const path = `${berth.url}/berth/v1/sessions/${driven.sessionId}/handoff`;
		const asked = await fetch(path, {
			method: "POST",
			headers: account.headers,
			body: JSON.stringify({ targetId: driven.targetId, instructions: "Read this." }),
		});
		const { liveViewUrl } = (await asked.json()) as { liveViewUrl: string };
		const waiting = fetch(`${path}?waitMs=60000`, { headers: account.headers });
		const view = new LiveView(await person.open(liveViewUrl));
		await expect.poll(() => view.text(".handoff .instructions")).toBe("Read this.");
		await view.press("Can't do it…");
		await view.page.keyboard.type("No such word.");
		await view.page.keyboard.press("Enter");
		await expect.poll(outcome).toMatchObject({ success: false, reason: "No such word." });
		expect(await (await waiting).json()).toMatchObject({
			active: false,
			last: { success: false, reason: "No such word." },
		});
	});

	test("whose time is over leaves the view, and only watching is no way to end it", async () => {
		const driven = await drive();
		const { automation, outcome } = await open(driven);
		const view = await watch(driven, { isReadonly: true });
		await automation.request("Cloudflare.handoff", { instructions: "Be quick.", timeout: 3_000 });
		await expect.poll(() => view.text(".handoff")).toContain("Be quick.");
		expect(await view.page.$$(".handoff button")).toHaveLength(0);
		await expect
			.poll(outcome)
			.toMatchObject({ success: false, reason: "Timed out after 3 s (timeout=3000)." });
		await expect.poll(() => view.text(".handoff")).toBe("");
	});
});
