import { useEffect, useState } from "preact/hooks";

const MOST_WAIT_MS = 30_000;

export interface Polled<T> {
	/** What was had last; it stays while later tries fail. */
	readonly data: T | undefined;
	/** What the last try threw. */
	readonly fault: unknown;
	/** Asks again at once. */
	readonly refresh: () => void;
}

/**
 * Asks for something and again every `everyMs` (once without it) while the page is seen, less and less often where it
 * fails. What was had may say that it is the last. It goes when `about` changes.
 */
export function usePolling<T>(
	load: (signal: AbortSignal) => Promise<T>,
	everyMs: number | undefined,
	about: readonly unknown[],
	isLast: (data: T) => boolean = () => false,
): Polled<T> {
	const key = JSON.stringify(about);
	const [had, setHad] = useState<{ key: string; data?: T; fault?: unknown }>({ key });
	const [round, setRound] = useState(0);

	useEffect(() => {
		const giveUp = new AbortController();
		let timer: ReturnType<typeof setTimeout> | undefined;
		let isAsking = false;
		let failuresInARow = 0;
		let isDone = false;
		const ask = async () => {
			if (isAsking || isDone || document.hidden || giveUp.signal.aborted) return;
			isAsking = true;
			clearTimeout(timer);
			try {
				const data = await load(giveUp.signal);
				failuresInARow = 0;
				isDone = everyMs === undefined || isLast(data);
				if (!giveUp.signal.aborted) setHad({ key, data });
			} catch (fault) {
				failuresInARow += 1;
				if (!giveUp.signal.aborted) setHad((last) => ({ ...(last.key === key ? last : { key }), fault }));
			}
			isAsking = false;
			const againMs =
				failuresInARow === 0 ? (everyMs ?? 0) : Math.min(1_000 * 2 ** failuresInARow, MOST_WAIT_MS);
			if (!isDone) timer = setTimeout(() => void ask(), againMs);
		};
		const soon = () => void ask();
		void ask();
		document.addEventListener("visibilitychange", soon);
		addEventListener("online", soon);
		return () => {
			giveUp.abort();
			clearTimeout(timer);
			document.removeEventListener("visibilitychange", soon);
			removeEventListener("online", soon);
		};
	}, [key, round]);

	const isCurrent = had.key === key;
	return {
		data: isCurrent ? had.data : undefined,
		fault: isCurrent ? had.fault : undefined,
		refresh: () => setRound((last) => last + 1),
	};
}
