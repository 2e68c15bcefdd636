import type { PageWindow } from "./dom.ts";

/**
 * Runs in the page: its title, once timers that were set while it loaded had their turn. A page that has set none, of
 * which the number of the first timer tells, answers at once; so does one that may run no scripts, where no timer ends.
 */
export function titleAtRest(restMs: number): string | Promise<string> {
	const page = globalThis as unknown as PageWindow & {
		matchMedia(query: string): { readonly matches: boolean };
	};
	if (page.matchMedia("(scripting: none)").matches) return page.document.title;
	const timer = setTimeout(() => undefined, 0);
	if (Number(timer) <= 1) return page.document.title;
	return new Promise((resolve) => {
		setTimeout(() => resolve(page.document.title), restMs);
	});
}
