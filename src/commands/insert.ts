import type { ElementHandle } from "@cloudflare/puppeteer";
import { inPage } from "./in-page.ts";
import { insertValue } from "./page/field.ts";
import type { Tab } from "./tab.ts";

/** Chrome takes seconds to insert some thousand lines, as its time grows with their square. */
const MOST_INSERTED = 2_000;

/** Puts a text in place of what is selected in the field that has the focus, as a paste would. */
export async function insert({ page }: Tab, element: ElementHandle, text: string): Promise<void> {
	if (text.length > MOST_INSERTED && (await inPage(element, insertValue, text))) return;
	await page.keyboard.sendCharacter(text);
}
