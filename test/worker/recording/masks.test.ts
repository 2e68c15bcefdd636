import { afterEach, expect, test } from "vitest";
import { recordingScript } from "../../../src/session/recording/recording-script.ts";
import { createSession, deleteSession } from "../berth.ts";
import { evaluate, firstTab, pageOf } from "./recorded.ts";

const sessions: string[] = [];

afterEach(async () => {
	await Promise.all(sessions.splice(0).map(deleteSession));
});

const PAGE = pageOf(
	`<p>open text</p><p class=private>closed <b>text</b></p><div class=secret><i>blocked</i></div>`,
);

/** What is told of the page with these masks; what records it runs in the page's own world here. */
async function toldWith(maskText: string, block: string): Promise<string> {
	const { sessionId } = await createSession();
	sessions.push(sessionId);
	const { client } = await firstTab(sessionId);
	await client.send("Page.navigate", { url: PAGE });
	await expect.poll(() => evaluate(client, "document.querySelector('.secret') !== null")).toBe(true);
	await evaluate(client, "globalThis.told = ''; globalThis.berthRecorded = (message) => { told += message }");
	await evaluate(client, recordingScript({ maskText, block }));
	await expect.poll(() => evaluate(client, "told.length")).toBeGreaterThan(0);
	return String(await evaluate(client, "told.replaceAll(/data:text[^\"]*/g, '')"));
}

test.each<[string, string, string, { shown: string[]; hidden: string[] }]>([
	["nothing unless that is asked for", "", "", { shown: ["open text", "closed ", "blocked"], hidden: [] }],
	["texts, below too", ".private", "", { shown: ["open text", "blocked"], hidden: ["closed ", '"text"'] }],
	["elements", "", ".secret", { shown: ["open text", "closed "], hidden: ["blocked"] }],
	[
		"all texts where a selector is none",
		".private[",
		"",
		{ shown: ["private"], hidden: ["open text", "closed "] },
	],
	["all elements where a selector is none", "", "..", { shown: [], hidden: ["open text", "blocked"] }],
])("masks %s", async (_, maskText, block, { shown, hidden }) => {
	const told = await toldWith(maskText, block);
	for (const text of shown) expect(told).toContain(text);
	for (const text of hidden) expect(told).not.toContain(text);
});
