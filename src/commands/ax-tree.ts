import type { CDPSession, Frame } from "@cloudflare/puppeteer";
import { callText } from "./in-page.ts";
import { clientOf, frameIdOf, isolatedWorld } from "./internals.ts";
import { hasMoreElements } from "./page/tree-size.ts";

/** One node of Chrome's accessibility tree, with what a snapshot shows of it. */
export interface AxNode {
	readonly role: string;
	readonly name: string;
	readonly value: string;
	readonly properties: Readonly<Record<string, unknown>>;
	/** Whether it is only there for its children. */
	readonly isIgnored: boolean;
	readonly backendNodeId?: number | undefined;
	readonly children: readonly AxNode[];
}

export type AxPayload = Awaited<ReturnType<typeof fullTree>>[number];

async function fullTree(client: CDPSession, frameId: string) {
	const { nodes } = await client.send("Accessibility.getFullAXTree", { frameId });
	return nodes;
}

/**
 * Elements of a document whose tree is asked for: Chrome sends some 1000 bytes for each, all in one message. One over
 * 32 MiB does not arrive, and its connection is lost.
 */
export const MOST_ELEMENTS = 20_000;

/**
 * The accessibility tree of one frame's document, without those of the iframes in it; `"too big"` for that of more than
 * {@link MOST_ELEMENTS}.
 */
export async function axTreeOf(frame: Frame): Promise<AxNode | "too big" | undefined> {
	const isTooBig = await isolatedWorld(frame).evaluate(callText(hasMoreElements, MOST_ELEMENTS));
	if (isTooBig === true) return "too big";
	return treeOf(await fullTree(clientOf(frame), frameIdOf(frame)));
}

/**
 * The tree of nodes that name their children, whose first is the root; it may be deeper than the stack. A node is the
 * child of the first that names it.
 */
export function treeOf(payloads: readonly AxPayload[]): AxNode | undefined {
	const read = payloads.map((payload) => ({ payload, node: nodeOf(payload) }));
	const orphans = new Map(read.map(({ payload, node }) => [payload.nodeId, node]));
	const [root] = read;
	if (root !== undefined) orphans.delete(root.payload.nodeId);
	for (const { payload, node } of read)
		for (const id of payload.childIds ?? []) {
			const child = orphans.get(id);
			if (child !== undefined) node.children.push(child);
			orphans.delete(id);
		}
	return root?.node;
}

const nodeOf = (payload: AxPayload) => ({
	role: asText(payload.role?.value),
	name: nameOf(payload),
	value: asText(payload.value?.value),
	properties: Object.fromEntries(
		(payload.properties ?? []).map(({ name, value }) => [name, value.value as unknown]),
	),
	isIgnored: payload.ignored,
	backendNodeId: payload.backendDOMNodeId,
	children: [] as AxNode[],
});

const asText = (value: unknown): string =>
	typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

/** Pieces of text, whose white space parts them from the next one. */
const TEXT_ROLES = new Set(["StaticText", "InlineTextBox"]);

/** As a person hears it: Chrome 153 keeps the white space at the end of a label's text. */
function nameOf({ role, name }: AxPayload): string {
	const text = asText(name?.value);
	return TEXT_ROLES.has(asText(role?.value)) ? text : text.replaceAll(/\s+/g, " ").trim();
}
