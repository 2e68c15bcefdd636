import type { RecordingState } from "../../../domain/recording.ts";
import { readRecording, type ShownRecording, type ShownSession } from "../api/sessions.ts";
import { bytes } from "../format.ts";
import { ExternalLink } from "../parts/external-link.tsx";
import { usePolling } from "../polling.ts";

/** The link is good for a while only. */
const REFRESH_MS = 5_000;

/** What was recorded of a session's pages; none where nothing is. */
export function useRecording(id: string, isRecorded: boolean): ShownRecording | undefined {
	const load = (signal: AbortSignal) => (isRecorded ? readRecording(id, signal) : Promise.resolve(undefined));
	return usePolling(load, REFRESH_MS, [id, isRecorded], () => !isRecorded).data;
}

/** The way to what was recorded, as soon as there is something to see. */
export const ReplayLink = ({ recording }: { readonly recording: ShownRecording | undefined }) =>
	recording === undefined || recording.events === 0 ? null : (
		<ExternalLink class="button" href={recording.replayUrl}>
			Replay
		</ExternalLink>
	);

const STATES: Readonly<Record<RecordingState, string>> = { recording: "On", ended: "Ended", full: "Full" };

export interface RecordingWordsProps {
	readonly session: ShownSession;
	readonly recording: ShownRecording | undefined;
}

/** Whether it is recorded, and how much of it is kept. */
export function RecordingWords({ session, recording }: RecordingWordsProps) {
	if (session.recording !== true) return <>Off</>;
	if (recording === undefined) return <>{session.endTime === undefined ? "On" : "Ended"}</>;
	const { size, dropped } = recording;
	const hasEnded = session.endTime !== undefined && recording.state === "recording";
	const state = hasEnded ? "ended" : recording.state;
	return (
		<span class={state === "full" || dropped > 0 ? "lacking" : undefined}>
			{STATES[state]}
			{size > 0 && `, ${bytes(size)}`}
			{dropped > 0 && `, ${dropped} events missing`}
		</span>
	);
}
