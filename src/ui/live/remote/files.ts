export interface FileParts {
	readonly name: string;
	readonly type: string;
	readonly lastModified: number;
	/** Base64, in pieces. */
	readonly pieces: string[];
}

/** Gives a file input these files, as if they had been chosen. Runs in the page. */
export function takeFiles(input: HTMLInputElement, files: readonly FileParts[]): void {
	const transfer = new DataTransfer();
	for (const { name, type, lastModified, pieces } of files) {
		const bytes = pieces.map((piece) => Uint8Array.from(atob(piece), (letter) => letter.charCodeAt(0)));
		transfer.items.add(new File(bytes, name, { type, lastModified }));
	}
	input.files = transfer.files;
	input.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
	input.dispatchEvent(new Event("change", { bubbles: true }));
}
