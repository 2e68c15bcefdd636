import type { CDPSession, ElementHandle, Frame } from "@cloudflare/puppeteer";
import { type AxNode, axTreeOf } from "./ax-tree.ts";
import { withTimeout } from "../lib/timeout.ts";
import { callText } from "./in-page.ts";
import { clientOf, isolatedWorld, pageClient } from "./internals.ts";
import { boxesOf, type ElementBox } from "./page/boxes.ts";
import { controlsInView } from "./page/controls.ts";
import { type PageView, viewOf } from "./page/view.ts";
import { boxesOnPage } from "./point.ts";
import type { Tab } from "./tab.ts";

const MOST_FRAMES = 20;
const FRAME_PATIENCE_MS = 2_000;

/** Attributes that tell what an element is for. What a field holds is told by its value. */
const TELLING = /^(?:id|name|type|href|title|alt|placeholder|for|role|aria-.*|data-testid)$/;
const STATES = ["disabled", "checked", "pressed", "selected", "expanded", "readonly", "required"];

/** Something that can be used in a page. */
export interface Control extends Pick<ElementBox, "tag" | "text" | "attributes" | "bounding_box" | "center"> {
	/** From 1 on, as live frames with boxes number it. */
	readonly number: number;
	/** What commands take in place of a selector. */
	readonly ref: string;
	/** As a screen reader would be told. */
	readonly role?: string;
	readonly name?: string;
	readonly value?: string;
	/** Those of `disabled`, `checked` and the like that apply. */
	readonly states?: readonly string[];
}

type Found = Omit<Control, "number">;

export interface Controls {
	readonly controls: readonly Control[];
	/** What has the focus, in view or not. */
	readonly focused: Pick<Control, "ref" | "role" | "name" | "value" | "states"> | undefined;
	/** Whether the page was too big to be asked for roles, names, values, states and the focus. */
	readonly isBare: boolean;
}

/** What can be used in the main frame and in frames of its process, and is in view, `most` at most. */
export async function controlsOf(tab: Tab, most: number): Promise<Controls> {
	const { page } = tab;
	const main = page.mainFrame();
	const inner = page.frames().filter((frame) => frame !== main && clientOf(frame) === pageClient(page));
	const [{ controls, focused, isBare }, ...others] = await Promise.all([
		controlsIn(tab, main, most),
		...inner.slice(0, MOST_FRAMES).map(async (frame) => inFrameInView(tab, frame, most)),
	]);
	const all = [...controls, ...others.flat()].slice(0, most);
	return { controls: all.map((control, index) => ({ number: index + 1, ...control })), focused, isBare };
}

/** None of a frame that goes away, or does not answer. */
async function inFrameInView(tab: Tab, frame: Frame, most: number): Promise<readonly Found[]> {
	const { page } = tab;
	try {
		const { controls } = await withTimeout(controlsIn(tab, frame, most), FRAME_PATIENCE_MS, "looking");
		const [boxes, view] = await Promise.all([
			boxesOnPage(
				page,
				frame,
				controls.map(({ bounding_box }) => bounding_box),
			),
			isolatedWorld(page.mainFrame()).evaluate(callText(viewOf)),
		]);
		const { width, height } = (view as PageView).viewport;
		return controls.flatMap((control, index) => {
			const box = boxes[index];
			if (box === undefined) return [];
			const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
			const isInView = box.x + box.width > 0 && box.y + box.height > 0 && box.x < width && box.y < height;
			return isInView ? [{ ...control, bounding_box: box, center }] : [];
		});
	} catch {
		return [];
	}
}

async function controlsIn(
	tab: Tab,
	frame: Frame,
	most: number,
): Promise<Omit<Controls, "controls"> & { readonly controls: readonly Found[] }> {
	const [tree, list] = await Promise.all([
		axTreeOf(frame),
		isolatedWorld(frame).evaluateHandle(callText(controlsInView, most)),
	]);
	const elements = [...(await list.getProperties()).values()];
	try {
		const boxes: ElementBox[] = await list.evaluate(boxesOf as never, "" as never, { limit: most } as never);
		const nodeIds = await Promise.all(
			elements.map((element) => nodeIdOf(clientOf(frame), element as ElementHandle)),
		);
		const isBare = tree === "too big";
		const nodes = byNodeId(isBare ? undefined : tree);
		const refOf = (backendNodeId: number) => tab.refs.nameOf({ frame, backendNodeId });
		const controls = boxes.flatMap((box, index) => {
			const nodeId = nodeIds[index];
			if (nodeId === undefined) return [];
			const { tag, text, attributes, bounding_box, center } = box;
			return [
				{
					ref: refOf(nodeId),
					tag,
					...(text !== undefined && { text }),
					...described(nodes.get(nodeId)),
					attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => TELLING.test(name))),
					bounding_box,
					center,
				},
			];
		});
		const focus = [...nodes].find(
			([, { role, properties }]) => role !== "RootWebArea" && properties["focused"] === true,
		);
		if (focus === undefined) return { controls, focused: undefined, isBare };
		const [nodeId, node] = focus;
		return { controls, focused: { ref: refOf(nodeId), ...described(node) }, isBare };
	} finally {
		for (const handle of [list, ...elements]) void handle.dispose().catch(() => undefined);
	}
}

async function nodeIdOf(client: CDPSession, element: ElementHandle): Promise<number | undefined> {
	const { objectId } = element.remoteObject();
	if (objectId === undefined) return undefined;
	const { node } = await client.send("DOM.describeNode", { objectId });
	return node.backendNodeId;
}

function byNodeId(root: AxNode | undefined): ReadonlyMap<number, AxNode> {
	const nodes = new Map<number, AxNode>();
	const waiting = root === undefined ? [] : [root];
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		if (node.backendNodeId !== undefined) nodes.set(node.backendNodeId, node);
		// They may be more than a call takes arguments.
		for (const child of node.children) waiting.push(child);
	}
	return nodes;
}

function described(node: AxNode | undefined): Pick<Control, "role" | "name" | "value" | "states"> {
	if (node === undefined) return {};
	const { role, name, value, properties } = node;
	const states = STATES.filter((state) => properties[state] === true || properties[state] === "true");
	return {
		...(role !== "" && { role }),
		...(name !== "" && { name: name.slice(0, 500) }),
		...(value !== "" && { value: value.slice(0, 500) }),
		...(states.length > 0 && { states }),
	};
}
