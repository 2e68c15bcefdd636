import type { ElementHandle, Frame } from "@cloudflare/puppeteer";
import { isolatedWorld } from "./internals.ts";
import { Refused } from "./refused.ts";
import { hopsOf, isText, refIn } from "./selector.ts";
import type { Tab } from "./tab.ts";

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
	try {
		// puppeteer makes a function out of text for the first match of a text, which workerd does not allow.
		if (most === 1 && !isText(hop)) {
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
