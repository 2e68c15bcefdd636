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
				| "outside"
				| "unstable"
				| "disabled"
				| "readonly"
				| "uneditable";
	  };

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

	const isVisible = () => {
		if (page.getComputedStyle(element)["visibility"] !== "visible") return false;
		if (element.checkVisibility?.({ contentVisibilityAuto: false }) === false) return false;
		const { width, height } = element.getBoundingClientRect();
		return width > 0 && height > 0;
	};
	if (needs.isVisible && !isVisible()) return { state: "invisible" };

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
		const { x, y, width, height } = element.getBoundingClientRect();
		return [x, y, width, height].join();
	};
	const visiblePart = () => {
		for (const { left, top, right, bottom } of element.getClientRects()) {
			const part = {
				left: Math.max(0, left),
				top: Math.max(0, top),
				right: Math.min(page.innerWidth, right),
				bottom: Math.min(page.innerHeight, bottom),
			};
			if (part.right - part.left >= 1 && part.bottom - part.top >= 1) return part;
		}
		return undefined;
	};
	const block = ["nearest", "center", "end", "start"][tries % 4] ?? "center";
	if (tries > 0 || visiblePart() === undefined)
		element.scrollIntoView({ block, inline: block, behavior: "instant" });

	// A busy machine draws frames right after each other, with no turn for the page's timers in between.
	const aFrameLong = () =>
		isScriptless ? animated() : new Promise<void>((resolve) => setTimeout(resolve, 16));

	await nextFrame();
	const before = box();
	await Promise.all([nextFrame(), aFrameLong()]);
	if (!element.isConnected) return { state: "detached" };
	if (before !== box()) return { state: "unstable" };
	const part = visiblePart();
	if (part === undefined) return { state: "outside" };
	const x = (part.left + part.right) / 2;
	const y = (part.top + part.bottom) / 2;

	const roots = [];
	for (let root = element.getRootNode(); root.host !== undefined; root = root.host.getRootNode())
		roots.unshift(root);
	let hit = page.document.elementFromPoint(x, y);
	for (const root of roots) if (hit !== null && hit === root.host) hit = root.elementFromPoint(x, y) ?? hit;
	for (let at = hit; at !== null; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host ?? null)
		if (at === element || (at.localName === "label" && at.control === element))
			return { state: "ready", x, y };

	if (hit === null) return { state: "covered", by: "nothing that can be clicked" };
	const id = hit.id === "" ? "" : ` id="${hit.id}"`;
	const classes = hit.getAttribute("class") ?? "";
	return { state: "covered", by: `<${hit.localName}${id}${classes && ` class="${classes.slice(0, 80)}"`}>` };
}
