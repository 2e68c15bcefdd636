import type { Player } from "./player.ts";
import { SPEEDS } from "./player.ts";
import { Axis } from "./axis.tsx";
import { clock } from "../words.ts";

/** What plays, stops and moves the replay. */
export function Controls({ player }: { readonly player: Player }) {
	const { from, to } = player.recording.value;
	const elapsed = player.time.value - from;
	const isPlaying = player.isPlaying.value;
	return (
		<div class="controls" role="group" aria-label="Playback">
			<button type="button" class="play" onClick={() => player.toggle()} aria-keyshortcuts="Space">
				{isPlaying ? "Pause" : "Play"}
			</button>
			<Axis player={player} />
			<output>
				{clock(elapsed)} / {clock(to - from)}
			</output>
			<label>
				Speed
				<select
					value={player.speed.value}
					onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
				>
					{SPEEDS.map((speed) => (
						<option key={speed} value={speed}>
							{speed}×
						</option>
					))}
				</select>
			</label>
			<label>
				<input
					type="checkbox"
					checked={player.skipsIdle.value}
					onChange={(event) => {
						player.skipsIdle.value = event.currentTarget.checked;
					}}
				/>
				Skip idle time
			</label>
		</div>
	);
}
