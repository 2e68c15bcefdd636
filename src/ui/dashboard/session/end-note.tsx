import { readRecording, type ShownSession } from "../api/sessions.ts";
import { ExternalLink } from "../parts/external-link.tsx";
import { usePolling } from "../polling.ts";
import { dateAndTime } from "../format.ts";

/** Says that a session has ended, when and why. */
export function EndNote({ session }: { readonly session: ShownSession }) {
	const { closeReason, closeReasonText, endTime = 0 } = session;
	const isAsked = closeReason === "NormalClosure" || closeReason === "BrowserIdle";
	return (
		<div class={isAsked ? "note" : "note problem"} id="end">
			<strong>
				{session.state === "closing" ? "It is ending" : "It has ended"}: {closeReason}
			</strong>
			<p>{closeReasonText}</p>
			<p class="quiet">{dateAndTime(endTime)}</p>
		</div>
	);
}

/** The link is good for a while only, and there is none before there is something to see. */
const LINK_AGAIN_MS = 30_000;

/** The way to what was recorded of a session's pages, where something was. */
export function ReplayLink({ id }: { readonly id: string }) {
	const { data } = usePolling((signal) => readRecording(id, signal), LINK_AGAIN_MS, [id]);
	if (data?.replayUrl === undefined) return null;
	return (
		<ExternalLink class="button" href={data.replayUrl}>
			Replay
		</ExternalLink>
	);
}
