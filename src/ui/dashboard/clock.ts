import { signal } from "@preact/signals";

/** The present second, in epoch milliseconds; it stands still while the page is not seen. */
export const now = signal(Date.now());

const tick = () => {
	if (!document.hidden) now.value = Date.now();
};
setInterval(tick, 1_000);
document.addEventListener("visibilitychange", tick);
