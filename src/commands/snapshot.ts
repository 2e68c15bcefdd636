import type { ElementHandle, Frame } from "@cloudflare/puppeteer";
import { z } from "zod";
import { type AxNode, axTreeOf, MOST_ELEMENTS } from "./ax-tree.ts";
import { command } from "./command.ts";
import { FairShare } from "../lib/turns-of-others.ts";
import type { Deadline } from "./deadline.ts";
import { clientOf } from "./internals.ts";
import { pageTitle } from "./page-text.ts";
import { Refused } from "./refused.ts";
import type { Tab } from "./tab.ts";

const MOST_CHARACTERS = 200_000;
const MOST_FRAMES = 20;
/** What a line costs, its indentation included. */
const STEPS_A_NODE = 5_000;

/** Roles that say nothing about an element: what is in it is shown in its place. */
const PLAIN = new Set([
	"generic",
	"none",
	"presentation",
	"InlineTextBox",
	"LineBreak",
	"RootWebArea",
	"LabelText",
	"ignored",
	"",
]);
/** Properties that are worth a word, where they are true. */
const STATES = ["disabled", "checked", "pressed", "selected", "expanded", "focused", "readonly", "required"];
const CONTROLS = new Set([
	"button",
	"link",
	"textbox",
	"searchbox",
	"checkbox",
	"radio",
	"combobox",
	"listbox",
	"option",
	"menuitem",
	"tab",
	"switch",
	"slider",
	"spinbutton",
	"menuitemcheckbox",
	"menuitemradio",
	"treeitem",
	"MenuListPopup",
]);

interface Writer {
	readonly tab: Tab;
	readonly onlyControls: boolean;
	readonly deadline: Deadline;
	readonly share: FairShare;
	readonly most: number;
	lines: string[];
	length: number;
	frames: number;
}

interface Place {
	readonly node: AxNode;
	readonly depth: number;
}

/** Writes a frame's tree, and those of its iframes in their places. A page may be deeper than the stack. */
async function writeFrame(writer: Writer, frame: Frame, depth: number): Promise<void> {
	const iframes = await iframesOf(frame);
	const root = await axTreeOf(frame);
	if (root === "too big")
		throw new Refused(
			"result_too_large",
			`The page has more than ${MOST_ELEMENTS} elements, which are too many for a snapshot. Use get_content, or get_html of a part.`,
		);
	const waiting: Place[] = root === undefined ? [] : [{ node: root, depth }];
	for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
		writer.deadline.check();
		await writer.share.took(STEPS_A_NODE);
		await writeNode(writer, frame, iframes, place, waiting);
	}
}

/** Writes one node's line; its children are `waiting` then. */
async function writeNode(
	writer: Writer,
	frame: Frame,
	iframes: ReadonlyMap<number, Frame>,
	{ node, depth }: Place,
	waiting: Place[],
): Promise<void> {
	const iframe = node.backendNodeId === undefined ? undefined : iframes.get(node.backendNodeId);
	const isShown =
		iframe !== undefined ||
		(!node.isIgnored && !PLAIN.has(node.role) && (!writer.onlyControls || CONTROLS.has(node.role)));
	if (isShown) write(writer, describe(writer.tab, frame, node), depth);
	const below = isShown ? depth + 1 : depth;
	if (iframe !== undefined && writer.frames < MOST_FRAMES) {
		writer.frames += 1;
		await writeFrame(writer, iframe, below);
		return;
	}
	if (node.role === "StaticText" || (isShown && repeats(node))) return;
	for (const child of node.children.toReversed()) waiting.push({ node: child, depth: below });
}

/** Whether all that is in a node is the text that its own line tells already. */
function repeats({ name, value, children }: AxNode): boolean {
	const text = textIn(children);
	return text !== undefined && (text === value || text.replaceAll(/\s+/g, " ").trim() === name);
}

/** `undefined` where there is more than text. */
function textIn(nodes: readonly AxNode[]): string | undefined {
	let all = "";
	const waiting = nodes.toReversed();
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		const { role, name, isIgnored, children } = node;
		if (role === "StaticText") all += name;
		else if (!isIgnored && !PLAIN.has(role)) return undefined;
		else for (const child of children.toReversed()) waiting.push(child);
	}
	return all;
}

function write(writer: Writer, line: string, depth: number): void {
	writer.length += 2 * depth + 2 + line.length + 1;
	if (writer.length <= writer.most) writer.lines.push(`${"  ".repeat(depth)}- ${line}`);
}

function describe(tab: Tab, frame: Frame, { role, name, value, properties, backendNodeId }: AxNode): string {
	if (role === "StaticText") return `text: ${shown(name)}`;
	const states = STATES.filter((state) => properties[state] === true || properties[state] === "true").map(
		(state) => `[${state}]`,
	);
	const level = properties["level"];
	const ref = backendNodeId === undefined ? [] : [`[ref=${tab.refs.nameOf({ frame, backendNodeId })}]`];
	const words = [
		role === "Iframe" ? "iframe" : role,
		...(name === "" ? [] : [shown(name)]),
		...(typeof level === "number" ? [`[level=${level}]`] : []),
		...states,
		...ref,
	].join(" ");
	return value === "" ? words : `${words}: ${shown(value)}`;
}

const shown = (text: string): string => JSON.stringify(text.length > 500 ? `${text.slice(0, 500)}…` : text);

/** The iframes of a frame, by the nodes that hold them. */
async function iframesOf(frame: Frame): Promise<ReadonlyMap<number, Frame>> {
	const found = new Map<number, Frame>();
	for (const child of frame.childFrames()) {
		const owner = (await child.frameElement()) as ElementHandle | null;
		const { objectId } = owner?.remoteObject() ?? {};
		if (objectId === undefined) continue;
		const { node } = await clientOf(frame).send("DOM.describeNode", { objectId });
		found.set(node.backendNodeId, child);
	}
	return found;
}

export const snapshot = command({
	name: "snapshot",
	origin: "berth",
	kind: "extraction",
	summary: "The accessibility tree as text, with refs (e12) that every command takes in place of a selector",
	data: {
		interactive_only: z.boolean().default(false),
		max_chars: z.number().int().min(100).max(MOST_CHARACTERS).default(MOST_CHARACTERS),
	},
	async run(context, data) {
		const tab = await context.tab();
		const { page } = tab;
		const writer: Writer = {
			tab,
			onlyControls: data.interactive_only,
			deadline: context.deadline,
			share: new FairShare(),
			most: data.max_chars,
			lines: [],
			length: 0,
			frames: 0,
		};
		await writeFrame(writer, page.mainFrame(), 0);
		return {
			data: { url: page.url(), title: await pageTitle(page), snapshot: writer.lines.join("\n") },
			...(writer.length > writer.most && { truncatedFrom: writer.length }),
		};
	},
});
