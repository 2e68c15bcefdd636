import { useEffect, useRef } from "preact/hooks";
import { Controls } from "./controls.tsx";
import { Log } from "./log.tsx";
import type { Player } from "./player.ts";
import { shortUrl } from "../words.ts";

const STEP_MS = 5_000;

/** A session's recording and all that goes with it. */
export function Replay({ player }: { readonly player: Player }) {
	const room = useRef<HTMLDivElement>(null);
	useEffect(() => (room.current === null ? undefined : player.showIn(room.current)), [player]);
	useEffect(() => {
		const press = (event: KeyboardEvent) => pressed(event, player);
		addEventListener("keydown", press);
		return () => removeEventListener("keydown", press);
	}, [player]);
	const { tabs, summary } = player.recording.value;
	return (
		<div class="replay">
			<div class="tabs" role="tablist" aria-label="Tabs of the session" onKeyDown={moveBetweenTabs}>
				{tabs.map(({ tab, url }, at) => (
					<button
						key={tab}
						id={`tab-${tab}`}
						type="button"
						role="tab"
						aria-selected={tab === player.tab.value}
						tabIndex={tab === player.tab.value ? 0 : -1}
						aria-controls="stage"
						title={url}
						onClick={() => {
							player.tab.value = tab;
						}}
					>
						{at + 1}. {shortUrl(url, 40)}
					</button>
				))}
			</div>
			<div id="stage" role="tabpanel" aria-labelledby={`tab-${player.tab.value}`}>
				<div ref={room} class="room" />
			</div>
			<Controls player={player} />
			<Log player={player} />
			{summary.dropped > 0 || summary.state === "full" ? (
				<p class="note" role="note">
					{summary.state === "full" ? "The recording was given all the room there is, and ends early. " : ""}
					{summary.dropped > 0 ? `${summary.dropped} events are missing: there were too many at a time.` : ""}
				</p>
			) : undefined}
		</div>
	);
}

/** With the arrow keys, as in any list of tabs; the one that is come to is shown. */
function moveBetweenTabs(event: KeyboardEvent): void {
	const { target, key, currentTarget } = event;
	const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
	if (step === undefined || !(currentTarget instanceof Element)) return;
	const tabs = [...currentTarget.querySelectorAll<HTMLElement>("[role=tab]")];
	const next = tabs.at((tabs.findIndex((tab) => tab === target) + step) % tabs.length);
	next?.focus();
	next?.click();
	event.stopPropagation();
	event.preventDefault();
}

/** Keys that belong to what has the focus are left to it; a time axis that goes by milliseconds is no use to anybody. */
function pressed(event: KeyboardEvent, player: Player): void {
	const { target, key } = event;
	if (event.ctrlKey || event.metaKey || event.altKey || target instanceof HTMLSelectElement) return;
	const isAxis = target instanceof HTMLInputElement && target.type === "range";
	const isPressable = target instanceof HTMLButtonElement || (target instanceof HTMLInputElement && !isAxis);
	if (key === " " && !isPressable) player.toggle();
	else if (isAxis && key === "ArrowDown") player.seek(player.time.value - STEP_MS);
	else if (isAxis && key === "ArrowUp") player.seek(player.time.value + STEP_MS);
	else if (key === "ArrowLeft") player.seek(player.time.value - STEP_MS);
	else if (key === "ArrowRight") player.seek(player.time.value + STEP_MS);
	else if (key === "Home") player.seek(player.recording.value.from);
	else if (key === "End") player.seek(player.recording.value.to);
	else if (/^[1-9]$/.test(key))
		player.tab.value = player.recording.value.tabs[Number(key) - 1]?.tab ?? player.tab.value;
	else return;
	event.preventDefault();
}
