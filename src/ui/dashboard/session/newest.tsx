import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** More than this at a time is slow to lay out. */
const STEP = 200;

export interface NewestProps<T> {
	readonly items: readonly T[];
	readonly children: (shown: readonly T[]) => ComponentChildren;
}

/** The newest of many, and more of them as a person asks for them. */
export function Newest<T>({ items, children }: NewestProps<T>) {
	const [most, setMost] = useState(STEP);
	const hidden = Math.max(items.length - most, 0);
	return (
		<>
			{hidden > 0 && (
				<button type="button" class="plain more" onClick={() => setMost(most + STEP)}>
					Show {Math.min(hidden, STEP)} older of {hidden}
				</button>
			)}
			{children(items.slice(hidden))}
		</>
	);
}
