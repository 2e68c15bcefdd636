import { useEffect } from "preact/hooks";
import { clock } from "../../words.ts";
import { mayWrite } from "../api/holder.ts";
import { readHandoff, type Tab } from "../api/sessions.ts";
import { now } from "../clock.ts";
import { announce } from "../parts/announcer.tsx";
import { ExternalLink } from "../parts/external-link.tsx";
import { usePolling } from "../polling.ts";

const REFRESH_MS = 3_000;

export interface HandoffNoteProps {
	readonly id: string;
	readonly tabs: readonly Tab[];
}

/** Says that the session's automation asks for a person, what for, and where to do it. */
export function HandoffNote({ id, tabs }: HandoffNoteProps) {
	const { data } = usePolling((signal) => readHandoff(id, signal), REFRESH_MS, [id]);
	const handoff = data?.active === true ? data : undefined;
	useEffect(() => {
		if (handoff !== undefined) announce(`A person is asked for: ${handoff.instructions ?? ""}`);
	}, [handoff?.handoffId]);
	if (handoff === undefined) return null;
	const { instructions = "", targetId, startTime, timeoutMs } = handoff;
	const tab = tabs.find((each) => each.id === targetId);
	return (
		<div class="note handoff">
			<div>
				<strong>A person is asked for</strong>
				{instructions !== "" && <p>{instructions}</p>}
				{timeoutMs !== undefined && <TimeLeft endsAt={startTime + timeoutMs} />}
			</div>
			{tab !== undefined && mayWrite() && (
				<ExternalLink class="button primary" href={tab.tabUrl}>
					Take over
				</ExternalLink>
			)}
		</div>
	);
}

const TimeLeft = ({ endsAt }: { readonly endsAt: number }) => (
	<p class="quiet">{clock(endsAt - now.value)} left</p>
);
