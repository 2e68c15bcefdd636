import type { PageElement } from "./dom.ts";

interface Cut {
	readonly text: string;
	/** Of the whole. */
	readonly length: number;
}

/** Runs in the page. */
export function htmlOf(element: PageElement, most: number): Cut & { readonly baseUrl: string } {
	const html = element.outerHTML;
	return { text: html.slice(0, most), length: html.length, baseUrl: element.baseURI };
}

interface Outline {
	readonly text: string;
	readonly headings: readonly { readonly level: number; readonly text: string }[];
	readonly links: readonly { readonly text: string; readonly href: string }[];
	readonly images: readonly { readonly alt: string; readonly src: string }[];
}

/** Runs in the page: what a page holds, as JSON, in its open shadow roots too. Each part has a bound. */
export function outlineOf(element: PageElement, most: number, includesHidden: boolean): Outline {
	const seen = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false };
	const flat = (text: string | null | undefined) =>
		(text ?? "").replaceAll(/\s+/g, " ").trim().slice(0, 1_000);
	const shown = (node: PageElement) => (includesHidden ? undefined : node.innerText) ?? node.textContent;
	const roots: Pick<PageElement, "querySelectorAll">[] = [element];
	if (element.shadowRoot !== null) roots.push(element.shadowRoot);
	// The list grows while it is gone through.
	for (const root of roots)
		for (const each of root.querySelectorAll("*")) if (each.shadowRoot !== null) roots.push(each.shadowRoot);
	const all = (selector: string) =>
		roots
			.flatMap((root) => [...root.querySelectorAll(selector)])
			.filter((node) => includesHidden || node.checkVisibility?.(seen) !== false)
			.slice(0, 2_000);
	const property = (node: PageElement, name: "href" | "src") => (node[name] ?? "").slice(0, 2_000);
	return {
		text: (shown(element) ?? "").slice(0, most),
		headings: all("h1, h2, h3, h4, h5, h6").map((node) => ({
			level: Number(node.localName.slice(1)),
			text: flat(shown(node)),
		})),
		links: all("a[href]").map((node) => ({ text: flat(shown(node)), href: property(node, "href") })),
		images: all("img").map((node) => ({ alt: flat(node.getAttribute("alt")), src: property(node, "src") })),
	};
}

export interface ElementInfo {
	readonly tag: string;
	readonly text: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly value?: string;
	readonly checked?: boolean;
}

/** Runs in the page. A password is not read. */
export function infoOf(element: PageElement): ElementInfo {
	const attributes = [...element.attributes]
		.slice(0, 200)
		.map(({ name, value }) => [name, value.slice(0, 2_000)]);
	const isField = /^(input|textarea|select)$/.test(element.localName);
	const isBox = /^(checkbox|radio)$/.test(element.type ?? "");
	return {
		tag: element.localName,
		text: (element.innerText ?? element.textContent ?? "").trim().slice(0, 5_000),
		attributes: Object.fromEntries(attributes) as Record<string, string>,
		...(isField && element.type !== "password" && { value: (element.value ?? "").slice(0, 5_000) }),
		...(isBox && { checked: element.checked === true }),
	};
}

/** Runs in the page: `undefined` for an element without a value. */
export function valueOf(node: PageElement): string | readonly string[] | undefined {
	const element = node.localName === "label" ? (node.control ?? node) : node;
	if (element.isContentEditable) return element.innerText ?? "";
	if (element.multiple === true && element.options !== undefined)
		return [...element.options].filter(({ selected }) => selected).map(({ value }) => value ?? "");
	return element.value;
}

export interface Inspection {
	readonly html: string;
	readonly styles: Readonly<Record<string, string>>;
	/** From the root down, by tag, id and class. */
	readonly path: string;
	readonly children: number;
	readonly disabled: boolean;
}

/** Runs in the page. */
export function inspectionOf(element: PageElement): Inspection {
	const page = globalThis as unknown as { getComputedStyle(element: PageElement): Record<string, string> };
	const style = page.getComputedStyle(element);
	const shown = [
		"display",
		"visibility",
		"opacity",
		"position",
		"zIndex",
		"overflow",
		"color",
		"backgroundColor",
		"fontFamily",
		"fontSize",
		"fontWeight",
		"cursor",
		"pointerEvents",
	];
	const path = [];
	for (
		let at: PageElement | null = element;
		at !== null;
		at = at.parentElement ?? at.getRootNode().host ?? null
	) {
		const classes = (at.getAttribute("class") ?? "").trim().split(/\s+/).filter(Boolean).slice(0, 3);
		path.unshift([at.localName + (at.id === "" ? "" : `#${at.id}`), ...classes].join("."));
	}
	return {
		html: element.outerHTML.slice(0, 10_000),
		styles: Object.fromEntries(shown.map((name) => [name, style[name] ?? ""])),
		path: path.join(" > "),
		children: element.querySelectorAll(":scope > *").length,
		disabled: element.matches(":disabled"),
	};
}
