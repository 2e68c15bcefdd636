import { useMemo } from "preact/hooks";
import type { Player } from "./player.ts";
import { clock } from "../words.ts";

/** More of them would be one red line. */
const MOST_ERRORS = 200;

/** The time that there is to play, with what is idle of it and where errors are. */
export function Axis({ player }: { readonly player: Player }) {
	const { from, to } = player.recording.value;
	const elapsed = player.time.value - from;
	// They stay where they are while the time goes on.
	const marks = useMemo(() => <Marks player={player} />, [player]);
	return (
		<div class="axis">
			<input
				type="range"
				aria-label="Time"
				aria-valuetext={`${clock(elapsed)} of ${clock(to - from)}`}
				min={0}
				max={to - from}
				step={1}
				value={elapsed}
				onInput={(event) => player.seek(from + event.currentTarget.valueAsNumber)}
			/>
			{marks}
		</div>
	);
}

/** For the eyes: the log beside it has the same for everybody. */
function Marks({ player }: { readonly player: Player }) {
	const { from, to, entries } = player.recording.value;
	const place = (time: number) => `${((time - from) / Math.max(1, to - from)) * 100}%`;
	const errors = entries.filter(({ level, time }) => level === "error" && time >= from && time <= to);
	return (
		<div class="marks" aria-hidden="true">
			{player.idle.value.map((stretch) => (
				<span
					key={stretch.from}
					class="idle"
					title="Nothing happens"
					style={{ left: place(stretch.from), width: place(from + stretch.to - stretch.from) }}
				/>
			))}
			{errors.slice(0, MOST_ERRORS).map(({ seq, time, text }) => (
				<span key={seq} class="error" title={text.slice(0, 200)} style={{ left: place(time) }} />
			))}
		</div>
	);
}
