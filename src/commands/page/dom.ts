/*
 * The parts of the DOM that the functions of this folder use. They run inside pages, where puppeteer sends their text, so
 * none may refer to anything outside itself; and the Worker they are written in has no types for a page.
 */

export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

interface Rect extends Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

interface TreeRoot {
	readonly host?: PageElement;
	elementFromPoint(x: number, y: number): PageElement | null;
}

export interface PageOption extends PageElement {
	readonly label: string;
	readonly index: number;
	selected: boolean;
}

export interface PageElement {
	readonly nodeType: number;
	readonly tagName: string;
	readonly localName: string;
	readonly id: string;
	readonly isConnected: boolean;
	readonly isContentEditable: boolean;
	readonly parentElement: PageElement | null;
	readonly assignedSlot: PageElement | null;
	readonly shadowRoot:
		| (TreeRoot & {
				querySelector(selector: string): PageElement | null;
				querySelectorAll(selector: string): Iterable<PageElement> & ArrayLike<PageElement>;
		  })
		| null;
	readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
	readonly baseURI: string;
	readonly outerHTML: string;
	readonly innerText?: string;
	textContent: string | null;
	readonly labels?: Iterable<PageElement> | null;
	readonly control?: PageElement | null;
	readonly form?: PageElement | null;
	readonly href?: string;
	readonly src?: string;
	readonly clientLeft: number;
	readonly clientTop: number;
	readonly options?: ArrayLike<PageOption> & Iterable<PageOption>;
	readonly multiple?: boolean;
	readonly type?: string;
	readonly readOnly?: boolean;
	readonly validity?: { readonly badInput: boolean };
	readonly style: Record<string, string>;
	readonly selectionStart?: number | null;
	readonly selectionEnd?: number | null;
	checked?: boolean;
	selected?: boolean;
	value?: string;
	files?: unknown;
	getRootNode(): TreeRoot;
	getBoundingClientRect(): Rect;
	getClientRects(): Iterable<Rect> & ArrayLike<Rect>;
	checkVisibility?(options: Record<string, boolean>): boolean;
	matches(selector: string): boolean;
	closest(selector: string): PageElement | null;
	contains(other: PageElement): boolean;
	getAttribute(name: string): string | null;
	setAttribute(name: string, value: string): void;
	querySelector(selector: string): PageElement | null;
	querySelectorAll(selector: string): Iterable<PageElement> & ArrayLike<PageElement>;
	scrollIntoView(options: Record<string, string>): void;
	scrollBy(options: Record<string, string | number>): void;
	focus(options?: Record<string, boolean>): void;
	blur(): void;
	click(): void;
	select?(): void;
	setSelectionRange?(start: number, end: number): void;
	dispatchEvent(event: unknown): boolean;
	attachShadow(options: { readonly mode: "closed" }): PageElement;
	append(...children: readonly (PageElement | string)[]): void;
	remove(): void;
}

export interface PageRange extends Pick<PageElement, "getBoundingClientRect" | "getClientRects"> {
	selectNodeContents(of: PageElement): void;
}

export interface PageDocument extends TreeRoot {
	readonly title: string;
	readonly readyState: string;
	readonly documentElement: PageElement;
	readonly body: PageElement | null;
	readonly activeElement: PageElement | null;
	createElement(name: string): PageElement;
	createRange(): PageRange;
	querySelector(selector: string): PageElement | null;
	querySelectorAll(selector: string): Iterable<PageElement> & ArrayLike<PageElement>;
}

/** A page's `window`. */
export interface PageWindow {
	readonly document: PageDocument;
	readonly innerWidth: number;
	readonly innerHeight: number;
	readonly scrollX: number;
	readonly scrollY: number;
	readonly location: { readonly href: string };
	readonly localStorage: PageStorage;
	readonly sessionStorage: PageStorage;
	getComputedStyle(element: PageElement): Record<string, string>;
	requestAnimationFrame(callback: () => void): number;
	scrollTo(options: Record<string, string | number>): void;
	scrollBy(options: Record<string, string | number>): void;
	getSelection(): { selectAllChildren(element: PageElement): void; collapseToEnd(): void } | null;
	addEventListener(
		type: string,
		listener: (event: PagePointer) => void,
		options: Record<string, boolean>,
	): void;
	removeEventListener(
		type: string,
		listener: (event: PagePointer) => void,
		options: Record<string, boolean>,
	): void;
	readonly Event: new (type: string, options: Record<string, boolean>) => unknown;
	readonly DataTransfer: new () => { readonly items: { add(file: unknown): void }; readonly files: unknown };
	readonly File: new (
		parts: readonly Uint8Array[],
		name: string,
		options: { readonly type: string },
	) => unknown;
}

interface PagePointer {
	readonly clientX: number;
	readonly clientY: number;
}

export interface PageStorage {
	readonly length: number;
	key(index: number): string | null;
	getItem(key: string): string | null;
	setItem(key: string, value: string): void;
	removeItem(key: string): void;
	clear(): void;
}
