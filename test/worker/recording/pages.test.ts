import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { call, createSession, deleteSession, describeSession, DEVTOOLS, type SessionBody } from "../berth.ts";
import { evaluate, eventsOf, firstTab, newTab, pageOf, readRecording, textOf } from "./recorded.ts";

afterEach(async () => {
	const { body } = await call<SessionBody[]>("GET", `${DEVTOOLS}/session`);
	await Promise.all(body.map(({ sessionId }) => deleteSession(sessionId)));
});

const recorded = () => createSession("keep_alive=600000&recording=true");

const FULL_SNAPSHOT = 2;
const INCREMENTAL = 3;
const MOUSE_INTERACTION = 2;

describe("a recording", () => {
	test("holds what a page showed and what became of it", async () => {
		const { sessionId } = await recorded();
		const { id, client } = await firstTab(sessionId);
		await client.send("Page.navigate", { url: pageOf("<h1>before</h1>") });
		await expect.poll(() => textOf(sessionId)).toContain("before");
		await evaluate(client, "document.querySelector('h1').textContent = 'after'");
		await expect.poll(() => textOf(sessionId)).toContain("after");
		const events = await eventsOf(sessionId, id);
		expect(events.some(({ type }) => type === FULL_SNAPSHOT)).toBe(true);
		const { body } = await readRecording(sessionId);
		expect(body).toMatchObject({ state: "recording", dropped: 0, tabs: [{ tab: id }] });
	});

	test("is of each tab by itself", async () => {
		const { sessionId } = await recorded();
		const tabs = [await firstTab(sessionId), await newTab(sessionId), await newTab(sessionId)];
		for (const [at, { client }] of tabs.entries())
			await client.send("Page.navigate", { url: pageOf(`<p>page number ${at}`) });
		for (const [at, { id }] of tabs.entries())
			await expect
				.poll(async () => JSON.stringify(await eventsOf(sessionId, id)))
				.toContain(`page number ${at}`);
		expect((await readRecording(sessionId)).body.tabs).toHaveLength(3);
	});

	test("masks what is written into fields", async () => {
		const { sessionId } = await recorded();
		const { client } = await firstTab(sessionId);
		const url = pageOf(
			`<p>fields</p><input value=secret1><input type=password value=secret2><input type=hidden value=secret3>
			<textarea>secret4</textarea><select><option value=secret5 selected>shown</select>
			<div contenteditable>secret6</div><input id=typed><input type=email placeholder=shown2>`,
		);
		await client.send("Page.navigate", { url });
		await expect.poll(() => textOf(sessionId)).toContain("fields");
		await evaluate(
			client,
			`{ const typed = document.getElementById("typed"); typed.value = "secret7"; typed.setAttribute("value", "secret8");
			typed.dispatchEvent(new Event("input", {bubbles: true}));
			document.querySelector("[contenteditable]").textContent = "secret9";
			document.querySelector("p").textContent = "told"; }`,
		);
		await expect.poll(() => textOf(sessionId)).toContain("told");
		const text = await textOf(sessionId);
		expect(text).toContain("shown2");
		// The page's own address, which is all of it, is where it went.
		expect(text.replaceAll(/data:text[^"]*/g, "").match(/secret\d/g)).toEqual(["secret5"]);
	});

	test("masks what stood in a field that is empty, in frames and below shadow roots too", async () => {
		const { sessionId } = await recorded();
		const { id, client } = await firstTab(sessionId);
		const fields = (at: number) =>
			[
				`<input type=password value=secret${at}0>`,
				`<input type=number value=secret${at}1>`,
				`<textarea>secret${at}2</textarea>`,
			].join("");
		const url = pageOf(
			`<div id=host></div>${fields(1)}<iframe srcdoc="${fields(2)}"></iframe><input type=submit value=send><p>fields`,
		);
		await client.send("Page.navigate", { url });
		await expect
			.poll(() => evaluate(client, "frames[0]?.document.querySelector('textarea')?.value"))
			.toBe("secret22");
		await expect.poll(() => textOf(sessionId)).toContain("fields");
		await evaluate(
			client,
			`{ const shadow = document.getElementById("host").attachShadow({ mode: "open" });
			shadow.innerHTML = ${JSON.stringify(fields(3))};
			for (const root of [document, shadow, frames[0].document]) {
				for (const field of root.querySelectorAll("[type=password],[type=number],textarea")) field.value = "";
				root.querySelector("textarea").firstChild.data = "secret4";
			}
			document.querySelector("p").textContent = "emptied";
			document.head.append(document.createElement("style"));
			document.querySelector("style").sheet.insertRule("p { color: rgb(1, 2, 3) }"); }`,
		);
		// For a rule that was added all is told anew.
		const latestSnapshot = async () =>
			JSON.stringify((await eventsOf(sessionId, id)).findLast(({ type }) => type === FULL_SNAPSHOT));
		await expect.poll(latestSnapshot).toContain("emptied");
		expect(await latestSnapshot()).toContain("rgb(1, 2, 3)");
		const text = await textOf(sessionId);
		expect(text).toContain('"send"');
		expect(text.replaceAll(/data:text[^"]*/g, "").match(/secret\d+/g)).toBeNull();
	});

	test("is of pages that are there for a moment only", async () => {
		const { sessionId } = await recorded();
		const { id, client } = await firstTab(sessionId);
		const pages = Array.from({ length: 10 }, (_, at) => `short page ${at}.`);
		for (const page of pages) {
			await client.send("Page.navigate", { url: pageOf(`<p>${page}`) });
			await expect
				.poll(() => evaluate(client, "document.readyState + document.body?.textContent"))
				.toBe(`complete${page}`);
		}
		await client.send("Page.navigate", { url: pageOf("<p>the end") });
		await expect.poll(() => textOf(sessionId)).toContain('"the end"');
		const snapshots = (await eventsOf(sessionId, id)).filter(({ type }) => type === FULL_SNAPSHOT);
		const told = JSON.stringify(snapshots);
		expect(pages.filter((page) => told.includes(`"${page}"`))).toEqual(pages);
	});

	test("has the whole of a press that leads to another page", async () => {
		const { sessionId } = await recorded();
		const { id, client } = await firstTab(sessionId);
		const url = pageOf(`<button style="position: fixed; inset: 0" onclick="location.reload()">press`);
		await client.send("Page.navigate", { url });
		await expect.poll(() => textOf(sessionId)).toContain('"press"');
		const at = { x: 50, y: 50, button: "left", clickCount: 1 };
		for (const type of ["mousePressed", "mouseReleased"])
			await client.send("Input.dispatchMouseEvent", { ...at, type });
		const presses = async () =>
			(await eventsOf(sessionId, id))
				.filter(({ type, data }) => type === INCREMENTAL && data.source === MOUSE_INTERACTION)
				.map(({ data }) => data["type"]);
		// Down, focus, up and click, as rrweb numbers them.
		await expect.poll(presses).toEqual([1, 5, 0, 2]);
	});

	test("says which elements a page may have defined", async () => {
		const { sessionId } = await recorded();
		const { id, client } = await firstTab(sessionId);
		await client.send("Page.navigate", {
			url: pageOf("<my-card>a card</my-card><font-face></font-face><p>end"),
		});
		await expect.poll(() => textOf(sessionId)).toContain('"end"');
		const told = JSON.stringify(await eventsOf(sessionId, id));
		expect(told.match(/"isCustom":true/g)).toHaveLength(1);
		expect(told).toMatch(/"tagName":"my-card"[^}]*\}.{0,120}"isCustom":true/);
	});

	test("is of pages that let no script in, and of what comes after a navigation", async () => {
		const { sessionId } = await recorded();
		const { id, client } = await firstTab(sessionId);
		const strict = `<meta http-equiv="content-security-policy" content="default-src 'none'"><p>strict page`;
		await client.send("Page.navigate", { url: pageOf(strict) });
		await expect.poll(() => textOf(sessionId)).toContain("strict page");
		await client.send("Page.navigate", { url: pageOf("<p>another page") });
		await expect.poll(() => textOf(sessionId)).toContain("another page");
		const events = await eventsOf(sessionId, id);
		expect(events.filter(({ type }) => type === FULL_SNAPSHOT).length).toBeGreaterThan(1);
	});

	test("is nothing that a page could notice", async () => {
		const { sessionId } = await recorded();
		const { client } = await firstTab(sessionId);
		// Before its first script of its own: what was there then, and what marks there are later.
		const url = pageOf(`<script>
			const native = Object.getOwnPropertyNames(window).filter((name) => /berth|rrweb/i.test(name));
			const observe = MutationObserver.prototype.observe.toString();
			const marks = []; let messages = 0;
			new MutationObserver((all) => all.forEach(({ attributeName }) => marks.push(attributeName)))
				.observe(document, { attributes: true, subtree: true });
			addEventListener("message", () => messages += 1);
			</script><p>watched</p><input type=password value=x><iframe srcdoc="inner"></iframe>`);
		await client.send("Page.navigate", { url });
		await expect.poll(() => textOf(sessionId)).toContain("watched");
		const seen = await evaluate(
			client,
			`(async () => {
				document.querySelector("input").type = "text";
				document.querySelector("p").textContent = "watched on";
				await new Promise((resolve) => setTimeout(resolve, 1500));
				return JSON.stringify({
					native, messages, marks,
					isNative: [observe, Element.prototype.setAttribute.toString(), HTMLInputElement.prototype.hasOwnProperty("value"),
						CSSStyleSheet.prototype.insertRule.toString(), Element.prototype.attachShadow.toString()].join(),
					state: Object.hasOwn(document, "readyState"),
					frames: document.querySelectorAll("iframe").length,
					globals: Object.getOwnPropertyNames(window).filter((name) => /berth|rrweb/i.test(name)),
				});
			})()`,
		);
		await expect.poll(() => textOf(sessionId)).toContain("watched on");
		const found = JSON.parse(String(seen)) as { isNative: string };
		expect(found).toMatchObject({
			native: [],
			globals: [],
			messages: 0,
			marks: ["type"],
			state: false,
			frames: 1,
		});
		expect(found.isNative).not.toContain("=>");
		expect(found.isNative.match(/\[native code\]/g)).toHaveLength(4);
	});

	test("holds popups, and what is written into their blank documents", async () => {
		const { sessionId } = await recorded();
		const { client } = await firstTab(sessionId);
		await client.send("Page.navigate", { url: pageOf("<p>opener") });
		await expect.poll(() => textOf(sessionId)).toContain("opener");
		await client.send("Runtime.evaluate", {
			expression: `globalThis.popup = window.open("about:blank"); popup.document.write("<p>written at once")`,
			userGesture: true,
		});
		await expect.poll(() => textOf(sessionId)).toContain("written at once");
		await evaluate(
			client,
			`popup.document.open(); popup.document.write("<p>written over"); popup.document.close()`,
		);
		await expect.poll(() => textOf(sessionId)).toContain("written over");
		await evaluate(client, `popup.document.body.append("added then")`);
		await expect.poll(() => textOf(sessionId)).toContain("added then");
		expect((await readRecording(sessionId)).body.tabs).toHaveLength(2);
	});

	test("holds frames of the page's own site", async () => {
		const { sessionId } = await recorded();
		const { client } = await firstTab(sessionId);
		await client.send("Page.navigate", { url: pageOf(`<p>outer<iframe srcdoc="<p>inner"></iframe>`) });
		await expect.poll(() => textOf(sessionId)).toContain('"inner"');
		await evaluate(client, `frames[0].document.body.append("more inside")`);
		await expect.poll(() => textOf(sessionId)).toContain("more inside");
	});

	test("sees rules that scripts give to style sheets", async () => {
		const { sessionId } = await recorded();
		const { client } = await firstTab(sessionId);
		await client.send("Page.navigate", { url: pageOf("<style id=s></style><p>styled") });
		await expect.poll(() => textOf(sessionId)).toContain("styled");
		await evaluate(client, `document.getElementById("s").sheet.insertRule("p { color: rgb(1, 2, 3) }")`);
		await expect.poll(() => textOf(sessionId)).toContain("rgb(1, 2, 3)");
	});

	test("goes on after a restart of the session's object, and has what was there before", async () => {
		const { sessionId } = await recorded();
		const { id, client } = await firstTab(sessionId);
		await client.send("Page.navigate", { url: pageOf("<p>before the restart") });
		await expect.poll(() => textOf(sessionId)).toContain("before the restart");
		const aborted = runInDurableObject(env.SESSION.getByName(sessionId), (_, ctx) =>
			ctx.abort("restarted by the test"),
		);
		await expect(aborted).rejects.toThrow("restarted by the test");
		const again = await firstTab(sessionId);
		expect(again.id).toBe(id);
		await evaluate(again.client, `document.body.append("after the restart")`);
		await expect.poll(() => textOf(sessionId)).toContain("after the restart");
		// What was on its way is lost, so that all is shown anew.
		const shown = (await eventsOf(sessionId, id)).filter(({ type }) => type === FULL_SNAPSHOT);
		expect(shown.filter((each) => JSON.stringify(each).includes("before the restart"))).toHaveLength(2);
		const events = await eventsOf(sessionId, id);
		expect(JSON.stringify(events)).toContain("before the restart");
		const times = events.map(({ timestamp }) => timestamp);
		expect(times).toEqual(times.toSorted((one, other) => one - other));
	});

	test("is made without the log as well, and dialogs wait for nobody then", async () => {
		const { sessionId } = await createSession("keep_alive=600000&recording=true&record=false");
		const { client } = await firstTab(sessionId);
		await client.send("Page.navigate", { url: pageOf("<script>alert('stop')</script><p>past the dialog") });
		await expect.poll(() => textOf(sessionId)).toContain("past the dialog");
	});

	test("costs nothing, and is not found, where it was not asked for", async () => {
		const { sessionId } = await createSession();
		expect(await readRecording(sessionId)).toMatchObject({
			status: 404,
			body: { error: { code: "recording_not_found" } },
		});
	});

	test("goes on when a console that says too much is switched off, with the log and without", async () => {
		for (const record of ["true", "false"]) {
			const { sessionId } = await createSession(`keep_alive=600000&recording=true&record=${record}`);
			const { client } = await firstTab(sessionId);
			await client.send("Page.navigate", { url: pageOf("<p>a quiet page") });
			await expect.poll(() => textOf(sessionId)).toContain("a quiet page");
			await evaluate(
				client,
				`for (let i = 0; i < 5000; i += 1) console.log(i); document.body.append("a loud one")`,
			);
			await expect.poll(() => textOf(sessionId)).toContain("a loud one");
			await evaluate(client, `document.body.append("and quiet again")`);
			await expect.poll(() => textOf(sessionId)).toContain("and quiet again");
		}
	});

	test("is not escaped by elements that have the names of what records it", async () => {
		const { sessionId } = await recorded();
		const { client } = await firstTab(sessionId);
		const names = [
			"berthRecording",
			"berthRecorded",
			"exports",
			"module",
			"define",
			"rrwebRecord",
			"library",
		];
		const url = pageOf(`${names.map((name) => `<i id=${name}></i>`).join("")}<p>clobbered`);
		await client.send("Page.navigate", { url });
		await expect.poll(() => textOf(sessionId)).toContain("clobbered");
	});

	test("of a page that never stops changing is bounded, and the session goes on", async () => {
		const { sessionId } = await recorded();
		const { client } = await firstTab(sessionId);
		await client.send("Page.navigate", { url: pageOf("<p>flood<div id=flood></div>") });
		await expect.poll(() => textOf(sessionId)).toContain("flood");
		await evaluate(
			client,
			`globalThis.flooding = setInterval(() => {
				const flood = document.getElementById("flood");
				flood.textContent = "";
				for (let at = 0; at < 20; at += 1) flood.append(String(Math.random()).repeat(10_000));
			}, 10)`,
		);
		await expect.poll(async () => (await readRecording(sessionId)).body.dropped).toBeGreaterThan(0);
		// What is asked of the browser meanwhile is answered.
		expect((await call<object[]>("GET", `${DEVTOOLS}/browser/${sessionId}/json/list`)).status).toBe(200);
		expect(await evaluate(client, "'it answers'")).toBe("it answers");
		await evaluate(
			client,
			`clearInterval(flooding); document.getElementById("flood").textContent = "calm again"`,
		);
		await expect.poll(() => textOf(sessionId)).toContain("calm again");
		expect((await describeSession(sessionId)).closeReason).toBeUndefined();
	});

	test("leaves out what is too much to tell, and goes on with the next page", async () => {
		const { sessionId } = await recorded();
		const { client } = await firstTab(sessionId);
		await client.send("Page.navigate", { url: pageOf("<p>large") });
		await expect.poll(() => textOf(sessionId)).toContain("large");
		await evaluate(client, "void (document.body.dataset.large = 'x'.repeat(9_000_000))");
		await expect.poll(async () => (await readRecording(sessionId)).body.dropped).toBeGreaterThan(0);
		await client.send("Page.navigate", { url: pageOf("<p>small") });
		await expect.poll(() => textOf(sessionId)).toContain("small");
	});
});
