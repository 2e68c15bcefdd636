import type { ElementHandle, Frame, Page } from "@cloudflare/puppeteer";
import { inPage } from "./in-page.ts";
import { clientOf, isolatedWorld } from "./internals.ts";
import type { Box, PageElement, PageWindow } from "./page/dom.ts";
import {
	chain,
	ontoCorners,
	type Point,
	project,
	type Projection,
	reverse,
	UNCHANGED,
} from "./projection.ts";
import { Refused } from "./refused.ts";

/** Why a point in it can't be found on the page. */
export const IN_FLAT_FRAME =
	"is in a frame that takes up no space on the page: it has no size, is scaled to nothing, or is seen from its edge.";

/** An iframe on the way from a page to a frame. */
interface Embedding {
	readonly owner: ElementHandle;
	/** Of the viewport that holds the iframe, and of the frame's own, onto the page's. */
	readonly outer: Projection;
	readonly inner: Projection;
}

/** Where a point of a frame's viewport is in the page's, what covers the frame there, or that it is flat. */
export async function pointOnPage(
	page: Page,
	frame: Frame,
	point: Point,
): Promise<Point | { readonly by: string } | "flat"> {
	const embeddings = await embeddingsOf(page, frame);
	if (embeddings === "flat") return "flat";
	const at = project(embeddings.at(-1)?.inner ?? UNCHANGED, point);
	for (const { owner, outer } of embeddings.toReversed()) {
		const { x, y } = project(reverse(outer), at);
		const by = await inPage(owner, coverOf, x, y);
		if (by !== undefined) return { by };
	}
	return at;
}

/** Where on the page a point of an element is, given from its upper left corner. */
export async function pointInElement(page: Page, element: ElementHandle, from: Point): Promise<Point> {
	const { x, y } = await inPage(element, boxOf);
	const onPage = await onPageOf(page, element.frame);
	if (onPage === "flat") throw new Refused("element_not_visible", `The element ${IN_FLAT_FRAME}`);
	return project(onPage, { x: x + from.x, y: y + from.y });
}

/** Where an element is in the page's viewport, turned and scaled as its frames are; `undefined` where it has no box. */
export async function boxOnPage(page: Page, element: ElementHandle): Promise<Box | undefined> {
	const { x, y, width, height } = await inPage(element, boxOf);
	if (width === 0 && height === 0) return undefined;
	const [box] = await boxesOnPage(page, element.frame, [{ x, y, width, height }]);
	return box;
}

/** Where boxes of a frame's viewport are in the page's; none for a frame without an area to be seen. */
export async function boxesOnPage(page: Page, frame: Frame, boxes: readonly Box[]): Promise<readonly Box[]> {
	if (frame === page.mainFrame()) return boxes;
	const onPage = await onPageOf(page, frame);
	if (onPage === "flat") return [];
	return boxes.map((box) => around(onPage, box));
}

/** The upright box around one that may be turned. */
function around(onPage: Projection, { x, y, width, height }: Box): Box {
	const corners = [x, x + width].flatMap((left) => [y, y + height].map((top) => ({ x: left, y: top })));
	const shown = corners.map((corner) => project(onPage, corner));
	const [xs, ys] = [shown.map((each) => rounded(each.x)), shown.map((each) => rounded(each.y))];
	const [left, top] = [Math.min(...xs), Math.min(...ys)];
	return { x: left, y: top, width: rounded(Math.max(...xs) - left), height: rounded(Math.max(...ys) - top) };
}

/** Chrome's quads are of single precision. */
const rounded = (length: number): number => Math.round(length * 100) / 100;

async function onPageOf(page: Page, frame: Frame): Promise<Projection | "flat"> {
	const embeddings = await embeddingsOf(page, frame);
	return embeddings === "flat" ? "flat" : (embeddings.at(-1)?.inner ?? UNCHANGED);
}

/** The iframes between a page and a frame, the outermost first; `flat` where one of them has no area to be seen. */
async function embeddingsOf(page: Page, frame: Frame): Promise<readonly Embedding[] | "flat"> {
	const main = page.mainFrame();
	const path: Frame[] = [];
	for (let at: Frame | null = frame; at !== null && at !== main; at = at.parentFrame()) path.unshift(at);
	const onPage = new Map<Frame, Projection>([[main, UNCHANGED]]);
	const embeddings: Embedding[] = [];
	for (const each of path) {
		const holder = each.parentFrame();
		const owner = (await each.frameElement()) as ElementHandle | null;
		const outer = holder === null ? undefined : onPage.get(holder);
		const root = holder === null ? undefined : onPage.get(rootOf(holder));
		if (holder === null || owner === null || outer === undefined || root === undefined)
			throw new Error("frame got detached");
		const place = await placeOf(holder, owner, each);
		if (place === undefined) return "flat";
		const inner = chain(root, place);
		onPage.set(each, inner);
		embeddings.push({ owner, outer, inner });
	}
	return embeddings;
}

/** The outermost of the frames around one that its process shows too: Chrome gives quads in that one's viewport. */
function rootOf(frame: Frame): Frame {
	let root = frame;
	for (
		let parent = root.parentFrame();
		parent !== null && clientOf(parent) === clientOf(frame);
		parent = root.parentFrame()
	)
		root = parent;
	return root;
}

/** Of a frame's viewport onto that of the root of the frame that holds it, however its iframe is scaled and turned. */
async function placeOf(holder: Frame, owner: ElementHandle, frame: Frame): Promise<Projection | undefined> {
	const { objectId } = owner.remoteObject();
	if (objectId === undefined) throw new Error("frame got detached");
	const [{ model }, size, zoom] = await Promise.all([
		clientOf(holder).send("DOM.getBoxModel", { objectId }),
		isolatedWorld(frame).evaluate("({ width: innerWidth, height: innerHeight })"),
		zoomIn(holder, rootOf(holder)),
	]);
	const corner = (index: number): Point => ({
		x: (model.content[index] ?? 0) * zoom,
		y: (model.content[index + 1] ?? 0) * zoom,
	});
	return ontoCorners(size as { readonly width: number; readonly height: number }, [
		corner(0),
		corner(2),
		corner(4),
		corner(6),
	]);
}

/** By how much CSS zooms a frame from outside: Chrome gives quads in the zoomed frame's own pixels. */
async function zoomIn(frame: Frame, root: Frame): Promise<number> {
	if (frame === root) return 1;
	const [inner, outer] = await Promise.all(
		[frame, root].map((each) => isolatedWorld(each).evaluate("devicePixelRatio")),
	);
	return Number(inner) / Number(outer);
}

/** Runs in the page. What is shown as its contents alone has the box that is around them. */
function boxOf(element: PageElement): Box {
	const page = globalThis as unknown as PageWindow;
	let shown: Pick<PageElement, "getBoundingClientRect"> = element;
	if (page.getComputedStyle(element)["display"] === "contents") {
		const range = page.document.createRange();
		range.selectNodeContents(element);
		shown = range;
	}
	const { x, y, width, height } = shown.getBoundingClientRect();
	return { x, y, width, height };
}

/** Runs in the page that holds an iframe: what is over it at a point of the viewport. */
function coverOf(iframe: PageElement, x: number, y: number): string | undefined {
	const hit = iframe.getRootNode().elementFromPoint(x, y);
	if (hit === iframe || hit === null) return undefined;
	return hit.id === "" ? `<${hit.localName}>` : `<${hit.localName} id="${hit.id}">`;
}
