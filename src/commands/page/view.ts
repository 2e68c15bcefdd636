import type { PageDocument, PageWindow } from "./dom.ts";

export interface PageView {
	readonly viewport: {
		readonly width: number;
		readonly height: number;
		readonly device_scale_factor: number;
	};
	/** Where the viewport is on the page, and the page's size. */
	readonly scroll: {
		readonly x: number;
		readonly y: number;
		readonly width: number;
		readonly height: number;
	};
}

/** Runs in a page: which part of it is in view. */
export function viewOf(): PageView {
	const page = globalThis as unknown as PageWindow & {
		readonly document: PageDocument & { readonly scrollingElement: Scrolling | null };
		readonly devicePixelRatio: number;
	};
	interface Scrolling {
		readonly scrollWidth: number;
		readonly scrollHeight: number;
	}
	const { scrollWidth, scrollHeight } = page.document.scrollingElement ?? { scrollWidth: 0, scrollHeight: 0 };
	return {
		viewport: {
			width: page.innerWidth,
			height: page.innerHeight,
			device_scale_factor: page.devicePixelRatio,
		},
		scroll: {
			x: Math.round(page.scrollX),
			y: Math.round(page.scrollY),
			width: scrollWidth,
			height: scrollHeight,
		},
	};
}
