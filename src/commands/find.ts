import type { ElementHandle, Frame } from "@cloudflare/puppeteer";
import { isolatedWorld } from "./internals.ts";
import { Refused } from "./refused.ts";
import { inPageHandle } from "./in-page.ts";
import { elementsWithText } from "./page/text.ts";
import { hopsOf, refIn } from "./selector.ts";
import type { Tab } from "./tab.ts";
import { type TextSelector, textSelectorIn } from "./text-selector.ts";

type Scope = { readonly frame: Frame } | { readonly within: ElementHandle };

/** The first element that a selector means now, in Berth's own world; `undefined` when there is none. */
export async function find(tab: Tab, selector: string): Promise<ElementHandle | undefined> {
	const [found] = await findAll(tab, selector, 1);
	return found;
}

/** The elements that a selector means now, `most` at most. */
export async function findAll(tab: Tab, selector: string, most: number): Promise<ElementHandle[]> {
	const hops = hopsOf(selector);
	let scope: Scope = { frame: tab.page.mainFrame() };
	for (const hop of hops.slice(0, -1)) {
		const [found] = await findIn(tab, scope, hop, 1);
		if (found === undefined) return [];
		const frame = await found.contentFrame();
		scope = frame === null ? { within: found } : { frame };
	}
	return findIn(tab, scope, hops.at(-1) ?? "", most);
}

/** The elements of one frame that one part of a selector means. */
export async function findInFrame(tab: Tab, frame: Frame, hop: string): Promise<ElementHandle | undefined> {
	const [found] = await findIn(tab, { frame }, hop, 1);
	return found;
}

async function findIn(tab: Tab, scope: Scope, hop: string, most: number): Promise<ElementHandle[]> {
	const ref = refIn(hop);
	if (ref !== undefined) return [await byRef(tab, ref)];
	const root = "frame" in scope ? await documentOf(scope.frame) : scope.within;
	const wanted = textSelectorIn(hop);
	try {
		if (wanted !== undefined) return await findText(root, wanted, most);
		if (most === 1) {
			const found = await root.$(hop);
			return found === null ? [] : [found];
		}
		const found = await root.$$(hop);
		for (const rest of found.slice(most)) void rest.dispose();
		return found.slice(0, most);
	} finally {
		void root.dispose();
	}
}

/** puppeteer itself finds no text that goes over a line break of the source. */
async function findText(
	root: ElementHandle,
	{ text, scope, isInside }: TextSelector,
	most: number,
): Promise<ElementHandle[]> {
	if (text === "") throw new Refused("invalid_selector", "The text to look for is empty.");
	const list = await inPageHandle(root, elementsWithText, text, scope, isInside, most);
	try {
		const found = [...(await list.getProperties()).values()].map((each) => each.asElement());
		// As of a document, puppeteer types these as any nodes.
		return found.filter((each) => each !== null) as ElementHandle[];
	} finally {
		void list.dispose();
	}
}

async function documentOf(frame: Frame): Promise<ElementHandle> {
	const handle = (await isolatedWorld(frame).evaluateHandle("document")).asElement();
	if (handle === null) throw new Error("a frame without a document");
	// puppeteer types a handle of a Node as one that may be no Element; it has the same methods.
	return handle as ElementHandle;
}

async function byRef(tab: Tab, ref: string): Promise<ElementHandle> {
	const node = tab.refs.get(ref);
	try {
		const handle = node && (await isolatedWorld(node.frame).adoptBackendNode(node.backendNodeId));
		const element = handle?.asElement();
		if (element) return element as ElementHandle;
	} catch {
		// Chrome knows the node no longer.
	}
	throw new Refused("ref_not_found", `${ref} is of no element on this page any more. Take a new snapshot.`);
}
