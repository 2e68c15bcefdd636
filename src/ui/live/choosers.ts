import { button, make } from "./make.ts";
import type { Page } from "./page.ts";
import { type FileParts, takeFiles } from "./remote/files.ts";

interface Opened {
	readonly mode: "selectSingle" | "selectMultiple";
	readonly backendNodeId?: number;
}

/** All of them together; they go as text through a socket that others use. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Of base64 in one message. */
const PIECE_LENGTH = 512 * 1024;

/** Lets the person choose the files that a page asks for, and takes them to its browser, wherever that is. */
export class Choosers {
	readonly element = make("dialog", { className: "card" });
	readonly #tell: (text: string) => void;

	constructor(tell: (text: string) => void, onClosed: () => void) {
		this.#tell = tell;
		this.element.addEventListener("close", onClosed);
	}

	watch(page: Page): void {
		this.element.close();
		page.on("Page.fileChooserOpened", (opened: Opened) => this.#ask(page, opened));
		page.post("Page.setInterceptFileChooserDialog", { enabled: true });
	}

	#ask(page: Page, { mode, backendNodeId }: Opened): void {
		// Not of an input: a page that asks with showOpenFilePicker gets its answer from Chrome only.
		if (backendNodeId === undefined) return;
		const isMultiple = mode === "selectMultiple";
		const field = make("input", { type: "file", multiple: isMultiple, ariaLabel: "Files for the page" });
		const send = make("button", { className: "primary" }, "Send to the page");
		const form = make(
			"form",
			{
				method: "dialog",
				onsubmit: () => void this.#give(page, backendNodeId, [...(field.files ?? [])]),
			},
			make("h2", {}, isMultiple ? "The page asks for files" : "The page asks for a file"),
			make(
				"p",
				{},
				`They go from your computer to the session's browser; up to ${MAX_BYTES / 1024 / 1024} MB.`,
			),
			field,
			make(
				"div",
				{ className: "buttons" },
				button("Cancel", () => this.element.close()),
				send,
			),
		);
		this.element.replaceChildren(form);
		if (!this.element.open) this.element.showModal();
		field.focus();
	}

	async #give(page: Page, backendNodeId: number, files: readonly File[]): Promise<void> {
		if (files.length === 0) return;
		if (files.reduce((sum, { size }) => sum + size, 0) > MAX_BYTES)
			return this.#tell(`That is too much: up to ${MAX_BYTES / 1024 / 1024} MB can be sent.`);
		try {
			await giveFiles(page, backendNodeId, files);
		} catch (fault) {
			this.#tell(`The files could not be sent: ${fault instanceof Error ? fault.message : "no answer"}`);
		}
	}
}

interface Remote {
	readonly object: { readonly objectId: string };
}

async function giveFiles(page: Page, backendNodeId: number, files: readonly File[]): Promise<void> {
	const executionContextId = await page.world();
	const { object: input } = await page.send<Remote>("DOM.resolveNode", { backendNodeId, executionContextId });
	const { result: list } = await page.send<{ result: { objectId: string } }>("Runtime.callFunctionOn", {
		functionDeclaration: "() => []",
		executionContextId,
	});
	const call = (objectId: string, functionDeclaration: string, ...args: readonly object[]) =>
		page.send("Runtime.callFunctionOn", { objectId, functionDeclaration, arguments: args });
	for (const file of files) {
		const { name, type, lastModified } = file;
		const value: FileParts = { name, type, lastModified, pieces: [] };
		await call(list.objectId, "function (file) { this.push(file); }", { value });
		const text = await base64Of(file);
		for (let at = 0; at < text.length; at += PIECE_LENGTH)
			await call(list.objectId, "function (piece) { this.at(-1).pieces.push(piece); }", {
				value: text.slice(at, at + PIECE_LENGTH),
			});
	}
	await call(list.objectId, String(takeFiles), { objectId: input.objectId }, { objectId: list.objectId });
}

function base64Of(file: File): Promise<string> {
	const reader = new FileReader();
	reader.readAsDataURL(file);
	return new Promise((resolve, reject) => {
		reader.addEventListener("load", () =>
			resolve(typeof reader.result === "string" ? reader.result.slice(reader.result.indexOf(",") + 1) : ""),
		);
		reader.addEventListener("error", () => reject(new Error(`${file.name} can't be read`)));
	});
}
