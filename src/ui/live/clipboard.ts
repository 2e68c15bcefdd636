import type { Page } from "./page.ts";
import { selectedText } from "./remote/selection.ts";

export interface Copying {
	/** The selection has been read. */
	readonly read: Promise<unknown>;
	/** Whether it is on the person's clipboard. */
	readonly done: Promise<boolean>;
}

/**
 * Takes the page's selection to the person's clipboard. A browser lets a page do so only while it handles what the
 * person did, so the text, which takes a moment, is handed over as a promise.
 */
export function copySelection(page: Page): Copying {
	const read = page.run(selectedText).catch(() => "");
	return { read, done: write(read) };
}

async function write(text: Promise<string>): Promise<boolean> {
	try {
		const blob = text.then((copied) =>
			// With nothing selected the clipboard stays as it is.
			copied === "" ? Promise.reject(new Error("nothing")) : new Blob([copied], { type: "text/plain" }),
		);
		await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
		return true;
	} catch {
		return (await text) === "";
	}
}
