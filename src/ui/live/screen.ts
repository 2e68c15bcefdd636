import { make } from "./make.ts";
import type { Page } from "./page.ts";
import { decode } from "./picture.ts";

/** What a frame of the screencast says about the page; sizes in CSS pixels. */
export interface FrameMetadata {
	readonly offsetTop: number;
	readonly pageScaleFactor: number;
	readonly deviceWidth: number;
	readonly deviceHeight: number;
	readonly scrollOffsetX: number;
	readonly scrollOffsetY: number;
}

interface Frame {
	readonly data: string;
	readonly metadata: FrameMetadata;
}

export interface ShowEvents {
	/** The first picture of the page is there. */
	readonly onPicture: () => void;
	/** The page does not answer. */
	readonly onStuck: () => void;
}

export interface Point {
	readonly x: number;
	readonly y: number;
}

const RESIZE_PATIENCE_MS = 200;
const NO_ANSWER_MS = 5_000;

/** The live picture of a page on a canvas, as large as there is room for, and no larger than the page is. */
export class Screen {
	readonly element: HTMLElement;
	readonly canvas = make("canvas", { width: 0, height: 0 });
	#page: Page | undefined;
	#metadata: FrameMetadata | undefined;
	#resizing = 0;
	#asked = "";
	/** The frame that is to be drawn next, when the one before it is. */
	#next: Frame | undefined;
	#isDrawing = false;
	#onPicture: (() => void) | undefined;

	constructor() {
		this.canvas.role = "img";
		this.element = make("div", { className: "screen" }, this.canvas);
		new ResizeObserver(() => this.#resized()).observe(this.element);
	}

	/** The page's own size in CSS pixels; nothing until there is a picture. */
	get metadata(): FrameMetadata | undefined {
		return this.#metadata;
	}

	/** The room for the picture, in CSS pixels. */
	get room(): { readonly width: number; readonly height: number } {
		return { width: this.element.clientWidth, height: this.element.clientHeight };
	}

	/** Shows this page from now on. */
	show(page: Page | undefined, { onPicture, onStuck }: ShowEvents): void {
		this.#page = page;
		this.#next = undefined;
		this.#onPicture = onPicture;
		if (page === undefined) return;
		page.on("Page.screencastFrame", (frame: Frame & { readonly sessionId: number }) => {
			if (page !== this.#page) return;
			// At once, however long drawing takes: Chrome drops what comes meanwhile.
			page.post("Page.screencastFrameAck", { sessionId: frame.sessionId });
			this.#next = frame;
			if (!this.#isDrawing) void this.#drawNext();
		});
		const stuck = setTimeout(onStuck, NO_ANSWER_MS);
		// A page with a dialog open answers when that is closed; its picture comes all the same.
		page
			.send("Page.enable")
			.catch(() => undefined)
			.finally(() => clearTimeout(stuck));
		// A tab in the background is not drawn otherwise.
		page.post("Emulation.setFocusEmulationEnabled", { enabled: true });
		this.#asked = "";
		this.#ask();
	}

	/** Where on the page, in its CSS pixels, a point of the window is. */
	pointAt({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
		const { deviceWidth = 0, deviceHeight = 0, offsetTop = 0 } = this.#metadata ?? {};
		const box = this.canvas.getBoundingClientRect();
		const x = ((clientX - box.left) / box.width) * deviceWidth;
		const y = ((clientY - box.top) / box.height) * deviceHeight - offsetTop;
		return { x: Math.min(Math.max(x, 0), deviceWidth - 1), y: Math.min(Math.max(y, 0), deviceHeight - 1) };
	}

	/** Where in the window a point of the page is. */
	whereIs({ x, y }: Point): Point {
		const { deviceWidth = 1, offsetTop = 0 } = this.#metadata ?? {};
		const box = this.canvas.getBoundingClientRect();
		const scale = box.width / deviceWidth;
		return { x: box.left + x * scale, y: box.top + (y + offsetTop) * scale };
	}

	/** The picture's size in the window, over the page's. */
	get scale(): number {
		const { deviceWidth = 1 } = this.#metadata ?? {};
		return this.canvas.getBoundingClientRect().width / deviceWidth;
	}

	#resized(): void {
		this.#fit();
		clearTimeout(this.#resizing);
		this.#resizing = setTimeout(() => this.#ask(), RESIZE_PATIENCE_MS);
	}

	/** Asks for frames with as many pixels as this screen has; Chrome gives one for each CSS pixel of the page at most. */
	#ask(): void {
		const { width, height } = this.room;
		const maxWidth = Math.max(1, Math.round(width * devicePixelRatio));
		const maxHeight = Math.max(1, Math.round(height * devicePixelRatio));
		const asked = `${maxWidth}x${maxHeight}`;
		if (asked === this.#asked || width === 0) return;
		if (this.#asked !== "") this.#page?.post("Page.stopScreencast");
		this.#asked = asked;
		this.#page?.post("Page.startScreencast", { format: "jpeg", quality: 85, maxWidth, maxHeight });
	}

	async #drawNext(): Promise<void> {
		this.#isDrawing = true;
		while (this.#next !== undefined) {
			const { data, metadata } = this.#next;
			const page = this.#page;
			this.#next = undefined;
			const image = await decode(data);
			// Another page may be shown meanwhile.
			if (page === this.#page) this.#draw(image, metadata);
			image.close();
		}
		this.#isDrawing = false;
	}

	#draw(image: ImageBitmap, metadata: FrameMetadata): void {
		this.#metadata = metadata;
		if (this.canvas.width !== image.width || this.canvas.height !== image.height) {
			this.canvas.width = image.width;
			this.canvas.height = image.height;
		}
		this.canvas.getContext("2d")?.drawImage(image, 0, 0);
		this.#fit();
		this.#onPicture?.();
		this.#onPicture = undefined;
	}

	#fit(): void {
		const { deviceWidth = 0, deviceHeight = 0 } = this.#metadata ?? {};
		const { width, height } = this.room;
		const scale = Math.min(1, width / deviceWidth, height / deviceHeight);
		this.canvas.style.width = `${deviceWidth * scale}px`;
		this.canvas.style.height = `${deviceHeight * scale}px`;
	}
}
