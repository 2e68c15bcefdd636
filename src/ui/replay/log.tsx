import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Entry } from "../../domain/entry.ts";
import type { Player } from "./player.ts";
import { clock } from "../words.ts";

const VIEWS = [
	{ name: "Console", kinds: ["console", "exception", "navigation"] },
	{ name: "Network", kinds: ["network"] },
] as const;

/** So many rows are in the page; more than that nobody sees at once. */
const MOST_ROWS = 300;

/** What happened beside the picture, in step with it. */
export function Log({ player }: { readonly player: Player }) {
	const view = useSignal<(typeof VIEWS)[number]>(VIEWS[0]);
	const kinds: readonly string[] = view.value.kinds;
	const entries = player.recording.value.entries.filter(({ kind }) => kinds.includes(kind));
	const count = entries.filter(({ time }) => time <= player.time.value).length;
	const list = useRef<HTMLOListElement>(null);
	useEffect(() => {
		list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
	}, [count, view.value]);
	// As many before as after where it is now.
	const first = Math.max(0, Math.min(count - MOST_ROWS / 2, entries.length - MOST_ROWS));
	return (
		<aside aria-label="Log">
			<div class="views" role="group" aria-label="What is shown">
				{VIEWS.map((each) => (
					<button
						key={each.name}
						type="button"
						aria-pressed={each === view.value}
						onClick={() => {
							view.value = each;
						}}
					>
						{each.name}
					</button>
				))}
			</div>
			{entries.length === 0 ? <p class="none">Nothing was written down.</p> : undefined}
			<ol ref={list}>
				{entries.slice(first, first + MOST_ROWS).map((entry, at) => (
					<Row
						key={entry.seq}
						entry={entry}
						player={player}
						isPast={first + at < count}
						isCurrent={first + at === count - 1}
					/>
				))}
			</ol>
		</aside>
	);
}

interface RowProps {
	readonly entry: Entry;
	readonly player: Player;
	readonly isPast: boolean;
	readonly isCurrent: boolean;
}

function Row({ entry, player, isPast, isCurrent }: RowProps) {
	const { time, level, text, kind } = entry;
	return (
		<li data-level={level} data-kind={kind} data-past={isPast} {...(isCurrent && { "aria-current": "true" })}>
			<button type="button" onClick={() => player.seek(time)}>
				<time>{clock(time - player.recording.value.from)}</time>
				<span>{text.slice(0, 500)}</span>
			</button>
		</li>
	);
}
