import type { PageDocument, PageWindow } from "./dom.ts";

/**
 * Runs in the page: the start of its title. With `restMs`, once timers that were set while it loaded had their turn. A
 * page that has set none, of which the number of the first timer tells, answers at once; so does one that may run no
 * scripts, where no timer ends.
 */
export function titleOf(most: number, restMs: number): string | Promise<string> {
	const page = globalThis as unknown as PageWindow & {
		matchMedia(query: string): { readonly matches: boolean };
		readonly Document: { readonly prototype: PageDocument };
	};
	// The prototype's own: `<img name="title">` takes the document's place for it.
	const read = () =>
		Reflect.get(page.Document.prototype, "title", page.document).slice(0, most).toWellFormed();
	if (restMs === 0 || page.matchMedia("(scripting: none)").matches) return read();
	const timer = setTimeout(() => undefined, 0);
	if (Number(timer) <= 1) return read();
	return new Promise((resolve) => {
		setTimeout(() => resolve(read()), restMs);
	});
}
