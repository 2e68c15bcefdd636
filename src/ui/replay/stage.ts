import { Replayer } from "@rrweb/replay";
import type { RecordedEvent } from "../../domain/recording.ts";
import type { TabRecording } from "./recording.ts";

/** Within so much the picture counts as in step; milliseconds. */
const TOLERANCE_MS = 250;

/** Without scripts there are no canvases: a grey box, as large, unless the page's styles say otherwise. */
const CANVAS = `:where(canvas) {
	display: inline-block;
	width: 300px;
	width: attr(width px, 300px);
	height: 150px;
	height: attr(height px, 150px);
	background: #bfbfbf;
}`;

type ReplayedEvents = ConstructorParameters<typeof Replayer>[0];

/**
 * One tab's pages as they were, in a frame that runs no scripts. Its time is the session's, in epoch milliseconds: before
 * the tab was there it shows the first of it, and after it was gone the last.
 */
export class Stage {
	readonly #room: HTMLElement;
	#recording: TabRecording;
	readonly #replayer: Replayer;
	readonly #resizing: ResizeObserver;
	#isPlaying = false;

	constructor(room: HTMLElement, recording: TabRecording) {
		this.#room = room;
		this.#recording = recording;
		this.#replayer = new Replayer(inOrder(recording.events) as unknown as ReplayedEvents, {
			root: room,
			showWarning: false,
			mouseTail: false,
			triggerFocus: false,
			insertStyleRules: [CANVAS],
		});
		// It is a picture: nothing in it takes focus or keys.
		this.#replayer.wrapper.inert = true;
		this.#replayer.iframe.title = `The page in ${recording.url}, as it was`;
		// Kept beyond its use, it would undo later scrolling with the next seek (rrweb 2.1.6).
		this.#replayer.on("flush", () => {
			this.#replayer.virtualDom.scrollData = null;
		});
		this.#replayer.on("resize", () => this.#fit());
		this.#resizing = new ResizeObserver(() => this.#fit());
		this.#resizing.observe(room);
		this.#fit();
	}

	/** Takes in what has been added to the recording since. */
	extend(recording: TabRecording): void {
		const added = recording.events.slice(this.#recording.events.length);
		this.#recording = recording;
		for (const event of inOrder(added)) this.#replayer.addEvent(event as unknown as ReplayedEvents[number]);
	}

	/** Shows this moment, and goes on from it or stays. */
	show(time: number, isPlaying: boolean, speed: number): void {
		const { from, to } = this.#recording;
		const offset = Math.min(Math.max(time, from), to) - from;
		this.#replayer.setConfig({ speed });
		this.#isPlaying = isPlaying && time >= from && time < to;
		if (this.#isPlaying) this.#replayer.play(offset);
		// With what happened at this moment.
		else this.#replayer.pause(offset + 1);
	}

	/** Keeps the picture in step with a clock that goes on. */
	follow(time: number, speed: number): void {
		const { from, to } = this.#recording;
		const isWithin = time >= from && time < to;
		if (isWithin !== this.#isPlaying) return this.show(time, true, speed);
		if (!isWithin) return;
		const shown = from + this.#replayer.getCurrentTime();
		if (Math.abs(shown - time) > TOLERANCE_MS * Math.max(1, speed)) this.show(time, true, speed);
	}

	close(): void {
		this.#resizing.disconnect();
		this.#replayer.destroy();
		this.#room.replaceChildren();
	}

	#fit(): void {
		const { iframe, wrapper } = this.#replayer;
		const width = Number(iframe.getAttribute("width")) || 1280;
		const height = Number(iframe.getAttribute("height")) || 720;
		const scale = Math.min(this.#room.clientWidth / width, this.#room.clientHeight / height, 1);
		wrapper.style.width = `${width}px`;
		wrapper.style.height = `${height}px`;
		wrapper.style.transform = `scale(${scale})`;
		wrapper.style.left = `${Math.max(0, (this.#room.clientWidth - width * scale) / 2)}px`;
	}
}

const inOrder = (events: readonly RecordedEvent[]): RecordedEvent[] =>
	events.toSorted((one, other) => one.timestamp - other.timestamp);
