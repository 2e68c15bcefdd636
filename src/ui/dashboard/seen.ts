/** Does something while the page is seen, and anew when it is seen again. Gives what ends that. */
export function whileSeen(work: (giveUp: AbortSignal) => void): () => void {
	let current: AbortController | undefined;
	const look = () => {
		if (document.hidden) {
			current?.abort();
			current = undefined;
		} else if (current === undefined) {
			current = new AbortController();
			work(current.signal);
		}
	};
	look();
	document.addEventListener("visibilitychange", look);
	return () => {
		document.removeEventListener("visibilitychange", look);
		current?.abort();
	};
}
