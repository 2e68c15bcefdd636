import { afterEach, describe, expect, test } from "vitest";
import { call, createSession, deleteSession, DEVTOOLS, type SessionBody } from "../berth.ts";
import { evaluate, eventsOf, firstTab, newTab, pageOf, readRecording, textOf } from "./recorded.ts";

afterEach(async () => {
	const { body } = await call<SessionBody[]>("GET", `${DEVTOOLS}/session`);
	await Promise.all(body.map(({ sessionId }) => deleteSession(sessionId)));
});

const recorded = () => createSession("keep_alive=600000&recording=true");

const FULL_SNAPSHOT = 2;

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
});
