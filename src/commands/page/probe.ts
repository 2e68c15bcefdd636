import type { PageElement, PageWindow } from "./dom.ts";

/** What an action needs of its element, beside being attached. */
export interface Needs {
	readonly isVisible: boolean;
	/** At rest from one frame to the next, in view, and not covered at the point that is to be clicked. */
	readonly isHit: boolean;
	readonly isEnabled: boolean;
	readonly isEditable: boolean;
}

export type Verdict =
	| { readonly state: "ready"; readonly x: number; readonly y: number }
	| { readonly state: "covered"; readonly by: string }
	| {
			readonly state:
				| "detached"
				| "invisible"
				| "folded"
				| "outside"
				| "unstable"
				| "disabled"
				| "readonly"
				| "uneditable";
	  };

interface Edges {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

type ProbedWindow = PageWindow & {
	readonly performance: { now(): number };
	readonly scheduler: { yield(): Promise<void> };
	readonly KeyframeEffect: new (of: null, frames: null, ms: number) => object;
	readonly Animation: new (effect: object) => { readonly playState: string; play(): void };
	matchMedia(query: string): { readonly matches: boolean };
};

/**
 * Runs in the page: whether an element can be acted on now, and at which point of its frame's viewport. Each further
 * try scrolls it elsewhere, so that what sticks to an edge does not cover it for ever.
 */
export async function probe(node: PageElement, needs: Needs, tries: number): Promise<Verdict> {
	const page = globalThis as unknown as ProbedWindow;
	const element = node.nodeType === 1 ? node : node.parentElement;
	if (element === null || !element.isConnected) return { state: "detached" };

	// An area has no box, nor has an element that is shown as its contents alone.
	const map = element.localName === "area" ? element.closest("map") : null;
	const image = [...(map === null ? [] : page.document.querySelectorAll("img[usemap]"))].find(
		(each) =>
			each.getAttribute("usemap") === `#${map?.getAttribute("name") ?? map?.id}` &&
			each.getBoundingClientRect().width > 0,
	);
	const isBoxless = image !== undefined || page.getComputedStyle(element)["display"] === "contents";
	/** Spots of two pixels in an area: of a polygon, the middle of each three corners, one of which is inside. */
	const spots = (on: PageElement & { readonly offsetWidth?: number; readonly offsetHeight?: number }) => {
		const { left, top, width, height } = on.getBoundingClientRect();
		const { offsetWidth = width, offsetHeight = height } = on;
		const shape = (element.getAttribute("shape") ?? "rect").toLowerCase();
		const [corners, isCircle] = [shape.startsWith("poly") ? 3 : 2, shape.startsWith("circ")];
		let numbers = (element.getAttribute("coords") ?? "").slice(0, 4_000).split(",").map(Number);
		if (isCircle) numbers = [...numbers.slice(0, 2), ...numbers.slice(0, 2)];
		if (shape === "default") numbers = [0, 0, offsetWidth, offsetHeight];
		const middle = (from: number) => {
			let sum = 0;
			for (let corner = 0; corner < corners; corner += 1)
				sum += numbers[(from + 2 * corner) % numbers.length] ?? 0;
			return sum / corners;
		};
		const boxes: Edges[] = [];
		for (let at = 0; at + 1 < numbers.length; at += 2) {
			// Chrome counts from the image's outer corner, whatever its border and padding.
			const x = left + (middle(at) * width) / offsetWidth;
			const y = top + (middle(at + 1) * height) / offsetHeight;
			boxes.push({ left: x - 1, top: y - 1, right: x + 1, bottom: y + 1 });
		}
		return boxes;
	};
	const boxes = (): readonly Edges[] => {
		if (image !== undefined) return spots(image);
		if (!isBoxless) return [...element.getClientRects()];
		const range = page.document.createRange();
		range.selectNodeContents(element);
		return [...range.getClientRects()].slice(0, 1_000).filter(({ width, height }) => width > 0 && height > 0);
	};
	const isVisible = () => {
		if (page.getComputedStyle(image ?? element)["visibility"] !== "visible") return false;
		if (isBoxless) return boxes().length > 0;
		if (element.checkVisibility?.({ contentVisibilityAuto: false }) === false) return false;
		const { width, height } = element.getBoundingClientRect();
		return width > 0 && height > 0;
	};
	if (needs.isVisible && !isVisible()) {
		// The options of a closed list have no boxes, unlike the list.
		const list = element.localName === "option" ? element.closest("select") : null;
		const isHidden = page.getComputedStyle(element)["display"] === "none";
		if (isHidden || list?.checkVisibility?.({ visibilityProperty: true }) !== true)
			return { state: "invisible" };
		return { state: list.matches(":disabled") || element.matches(":disabled") ? "disabled" : "folded" };
	}

	const control = element.localName === "label" ? (element.control ?? element) : element;
	const isDisabled = control.matches(":disabled") || element.closest('[aria-disabled="true"]') !== null;
	if (needs.isEnabled && isDisabled) return { state: "disabled" };
	if (needs.isEditable) {
		const isField = /^(input|textarea|select)$/.test(control.localName) || control.isContentEditable;
		if (!isField) return { state: "uneditable" };
		if (control.readOnly === true || control.getAttribute("aria-readonly") === "true")
			return { state: "readonly" };
	}
	if (!needs.isHit) return { state: "ready", x: 0, y: 0 };

	/** Where a page may run no scripts, as in a sandbox, no callback runs there at all. Promises do go on. */
	const isScriptless = page.matchMedia("(scripting: none)").matches;
	const animated = async () => {
		const animation = new page.Animation(new page.KeyframeEffect(null, null, 16));
		animation.play();
		for (
			const end = page.performance.now() + 100;
			animation.playState !== "finished" && page.performance.now() < end;
		)
			await page.scheduler.yield();
	};
	const nextFrame = () =>
		new Promise<void>((resolve) => {
			if (isScriptless) return resolve(animated());
			// A tab that is not painted has no frames.
			const timer = setTimeout(resolve, 100);
			page.requestAnimationFrame(() => {
				clearTimeout(timer);
				resolve();
			});
		});
	const box = () => {
		const { left, top, right, bottom } = (isBoxless && boxes()[0]) || element.getBoundingClientRect();
		return [left, top, right, bottom].join();
	};
	const visibleParts = () =>
		boxes()
			.map(({ left, top, right, bottom }) => ({
				left: Math.max(0, left),
				top: Math.max(0, top),
				right: Math.min(page.innerWidth, right),
				bottom: Math.min(page.innerHeight, bottom),
			}))
			.filter(({ left, top, right, bottom }) => right - left >= 1 && bottom - top >= 1);
	const block = ["nearest", "center", "end", "start"][tries % 4] ?? "center";
	if (tries > 0 || visibleParts().length === 0) {
		// Chrome scrolls only to what has a box.
		(image ?? element).scrollIntoView({ block, inline: block, behavior: "instant" });
		const [first] = isBoxless && visibleParts().length === 0 ? boxes() : [];
		if (first !== undefined)
			page.scrollBy({
				left: first.left - page.innerWidth / 2,
				top: first.top - page.innerHeight / 2,
				behavior: "instant",
			});
	}

	// A busy machine draws frames right after each other, with no turn for the page's timers in between.
	const aFrameLong = () =>
		isScriptless ? animated() : new Promise<void>((resolve) => setTimeout(resolve, 16));

	await nextFrame();
	const before = box();
	await Promise.all([nextFrame(), aFrameLong()]);
	if (!element.isConnected) return { state: "detached" };
	if (before !== box()) return { state: "unstable" };
	const parts = visibleParts();
	if (parts.length === 0) return { state: "outside" };

	const roots = [];
	for (let root = element.getRootNode(); root.host !== undefined; root = root.host.getRootNode())
		roots.unshift(root);
	let hit: PageElement | null = null;
	// The middle of a part may lie outside an area, which has any shape.
	for (const { left, top, right, bottom } of parts.slice(0, image === undefined ? 1 : 100)) {
		const [x, y] = [(left + right) / 2, (top + bottom) / 2];
		hit = page.document.elementFromPoint(x, y);
		for (const root of roots) if (hit !== null && hit === root.host) hit = root.elementFromPoint(x, y) ?? hit;
		for (let at = hit; at !== null; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host ?? null)
			if (at === element || (at.localName === "label" && at.control === element))
				return { state: "ready", x, y };
	}

	if (hit === null) return { state: "covered", by: "nothing that can be clicked" };
	const id = hit.id === "" ? "" : ` id="${hit.id}"`;
	const classes = hit.getAttribute("class") ?? "";
	return { state: "covered", by: `<${hit.localName}${id}${classes && ` class="${classes.slice(0, 80)}"`}>` };
}
