import type { ElementHandle, JSHandle } from "@cloudflare/puppeteer";
import type { PageElement } from "./page/dom.ts";

/**
 * Runs a function of `page/` on an element, in the world of its handle. puppeteer types what it hands over with the DOM's
 * own types, which a Worker does not have.
 */
export function inPage<Args extends unknown[], T>(
	element: ElementHandle,
	run: (element: PageElement, ...args: Args) => T,
	...args: Args
): Promise<Awaited<T>> {
	return element.evaluate(run as never, ...(args as unknown as never[]));
}

/** The same, for what stays in the page. */
export function inPageHandle<Args extends unknown[]>(
	element: ElementHandle,
	run: (element: PageElement, ...args: Args) => unknown,
	...args: Args
): Promise<JSHandle> {
	return element.evaluateHandle(run as never, ...(args as unknown as never[]));
}

/** The same on several elements of one frame, that of `first`. */
export async function inPageOnAll<Args extends unknown[], T>(
	first: ElementHandle,
	elements: readonly ElementHandle[],
	run: (elements: readonly PageElement[], ...args: Args) => T,
	...args: Args
): Promise<Awaited<T>> {
	const list = await first.evaluateHandle((...each: unknown[]) => each.slice(1), ...(elements as never[]));
	try {
		return await list.evaluate(run as never, ...(args as unknown as never[]));
	} finally {
		void list.dispose();
	}
}

/** The text of a call of a function of `page/`, for where a page takes code only. Its arguments are plain data. */
export const callText = <Args extends readonly unknown[]>(
	run: (...args: Args) => unknown,
	...args: Args
): string => `${functionText(run)}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`;

/** The text of a function of `page/`, as an expression. */
export const functionText = (run: (...args: never[]) => unknown): string =>
	// The bundler wraps named functions in a helper, `__name`, that no page has.
	`((__name) => ${run.toString()})((f) => f)`;
