import { computed, effect, type Signal, signal } from "@preact/signals";
import { idleStretches } from "./idle.ts";
import type { SessionRecording } from "./recording.ts";
import { Stage } from "./stage.ts";

/** Where a browser's first tab is, until it is used. */
const BLANK = "about:blank";

export const SPEEDS = [1, 2, 4, 8] as const;

/** Plays a session's recording, also while it is made: one clock for all of its tabs, of which one is shown. */
export class Player {
	/** What there is to play; grows where the session goes on. */
	readonly recording: Signal<SessionRecording>;
	/** The moment that is shown; epoch milliseconds. */
	readonly time = signal(0);
	readonly isPlaying = signal(false);
	readonly speed = signal<number>(1);
	readonly skipsIdle = signal(true);
	readonly tab = signal("");
	readonly isAtEnd = computed(() => this.time.value >= this.recording.value.to);
	/** When nothing happens in any tab. */
	readonly idle = computed(() => idleIn(this.recording.value));
	#stage: Stage | undefined;
	#frame = 0;
	#lastAt = 0;

	constructor(recording: SessionRecording) {
		this.recording = signal(recording);
		this.time.value = recording.from;
		this.tab.value = tabToSee(recording);
	}

	/** The same recording, with what has been added to it since. */
	extend(recording: SessionRecording): void {
		this.recording.value = recording;
		const shown = recording.tabs.find(({ tab }) => tab === this.tab.value);
		if (shown === undefined || shown.url === BLANK) this.tab.value = tabToSee(recording);
		else this.#stage?.extend(shown);
	}

	/** Shows the chosen tab in `room`, whichever that is, until the returned function is called. */
	showIn(room: HTMLElement): () => void {
		const stop = effect(() => {
			const { tabs } = this.recording.peek();
			const chosen = tabs.find(({ tab }) => tab === this.tab.value);
			this.#stage?.close();
			this.#stage = chosen && new Stage(room, chosen);
			this.#stage?.show(this.time.peek(), this.isPlaying.peek(), this.speed.peek());
		});
		return () => {
			stop();
			this.pause();
			this.#stage?.close();
			this.#stage = undefined;
		};
	}

	play(): void {
		if (this.isAtEnd.value && !this.#goesOn) this.time.value = this.recording.value.from;
		this.isPlaying.value = true;
		this.#show();
		this.#lastAt = performance.now();
		cancelAnimationFrame(this.#frame);
		this.#frame = requestAnimationFrame(() => this.#tick());
	}

	pause(): void {
		this.isPlaying.value = false;
		cancelAnimationFrame(this.#frame);
		this.#show();
	}

	toggle(): void {
		if (this.isPlaying.value) this.pause();
		else this.play();
	}

	/** Goes to a moment, and on from there if it was playing. */
	seek(time: number): void {
		const { from, to } = this.recording.value;
		this.time.value = Math.min(Math.max(time, from), to);
		this.#show();
	}

	setSpeed(speed: number): void {
		this.speed.value = speed;
		this.#show();
	}

	#tick(): void {
		const now = performance.now();
		const time = this.time.value + (now - this.#lastAt) * this.speed.value;
		this.#lastAt = now;
		const idle = this.skipsIdle.value && this.idle.value.find(({ from, to }) => time > from && time < to);
		this.time.value = Math.min(idle ? idle.to : time, this.recording.value.to);
		if (this.isAtEnd.value && !this.#goesOn) return this.pause();
		this.#stage?.follow(this.time.value, this.speed.value);
		this.#frame = requestAnimationFrame(() => this.#tick());
	}

	/** There is more to come, which is waited for at the end. */
	get #goesOn(): boolean {
		return this.recording.value.summary.state === "recording";
	}

	#show(): void {
		this.#stage?.show(this.time.value, this.isPlaying.value, this.speed.value);
	}
}

/** The first that shows something, of those that there are. */
const tabToSee = ({ tabs }: SessionRecording): string =>
	(tabs.find(({ url }) => url !== BLANK) ?? tabs[0])?.tab ?? "";

function idleIn({ tabs, from, to }: SessionRecording): ReturnType<typeof idleStretches> {
	const all = tabs.flatMap(({ events }) => events);
	all.sort((one, other) => one.timestamp - other.timestamp);
	return idleStretches(all, from, to);
}
