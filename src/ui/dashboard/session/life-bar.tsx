import type { Entry } from "../../../domain/entry.ts";
import type { ShownSession } from "../api/sessions.ts";
import { now } from "../clock.ts";
import { duration, timeOfDay } from "../format.ts";

interface Stretch {
	readonly name: string;
	/** Epoch milliseconds. */
	readonly from: number;
	readonly to: number;
}

/** A session's life on one scale: how it came up, how long it ran, and when somebody was connected. */
export function LifeBar({
	session,
	life,
}: {
	readonly session: ShownSession;
	readonly life: readonly Entry[];
}) {
	const { startTime, startupMs, endTime } = session;
	const end = endTime ?? now.value;
	const upAt = startupMs === undefined ? end : startTime + startupMs;
	const place = ({ from, to }: Stretch) => ({
		left: `${share(from, startTime, end)}%`,
		width: `${share(to, startTime, end) - share(from, startTime, end)}%`,
	});
	const connected = connectedIn(life, end);
	return (
		<div class="life">
			<div class="lane" aria-hidden="true">
				<i class="starting" style={place({ name: "", from: startTime, to: upAt })} />
				<i class="running" style={place({ name: "", from: upAt, to: end })} />
			</div>
			<div class="lane thin" aria-hidden="true">
				{connected.map((stretch) => (
					<i key={stretch.name} class="connected" style={place(stretch)} />
				))}
			</div>
			<p class="quiet">
				<span>{timeOfDay(startTime)}</span>
				<span class="legend">
					<i class="starting" /> came up in {duration(upAt - startTime)} <i class="running" /> ran for{" "}
					{duration(end - upAt)} <i class="connected" /> clients
				</span>
				<span>{endTime === undefined ? "now" : timeOfDay(endTime)}</span>
			</p>
		</div>
	);
}

const share = (time: number, from: number, to: number): number =>
	Math.min(Math.max(((time - from) / Math.max(to - from, 1)) * 100, 0), 100);

/** When each client was connected, as far as that is written down. */
function connectedIn(life: readonly Entry[], end: number): readonly Stretch[] {
	const open = new Map<string, number>();
	const stretches: Stretch[] = [];
	for (const entry of life) {
		if (entry.kind !== "client") continue;
		const { event, connectionId } = entry.detail;
		const from = open.get(connectionId);
		if (event === "connected") open.set(connectionId, entry.time);
		else if (from !== undefined) {
			open.delete(connectionId);
			stretches.push({ name: connectionId, from, to: entry.time });
		}
	}
	for (const [name, from] of open) stretches.push({ name, from, to: end });
	return stretches;
}
