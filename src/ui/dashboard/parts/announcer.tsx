import { signal } from "@preact/signals";

const spoken = signal("");

/** Tells a person who can't see it that something has happened. */
export function announce(text: string): void {
	// The same words twice are no change, and would not be spoken.
	spoken.value = spoken.value === text ? `${text}\u00a0` : text;
}

export const Announcer = () => (
	<div class="unseen" role="status" aria-live="polite">
		{spoken}
	</div>
);
