import { signal } from "@preact/signals";
import { render } from "preact";
import { useMemo } from "preact/hooks";
import "@rrweb/replay/dist/style.css";
import "./style.css";
import { usePolling } from "../polling.ts";
import { type Access, readAccess } from "./access.ts";
import { Player } from "./player.ts";
import { RecordingReader, type SessionRecording } from "./recording.ts";
import { Replay } from "./replay.tsx";

/** As often a session that goes on keeps what its pages show. */
const AGAIN_MS = 5_000;

const player = signal<Player | undefined>(undefined);
/** How much has been read, from 0 to 1. */
const loaded = signal(0);

/** Reads the recording, again and again while the session goes on, and says how that stands. */
function Status({ reader }: { readonly reader: RecordingReader }) {
	const load = async (giveUp: AbortSignal) => {
		const recording = await reader.read(giveUp, (part) => {
			loaded.value = part;
		});
		if (player.value !== undefined) player.value.extend(recording);
		else if (recording.tabs.length > 0) player.value = new Player(recording);
		return recording;
	};
	const { data, fault } = usePolling(load, AGAIN_MS, [], ({ summary }) => summary.state !== "recording");
	return <>{fault instanceof Error ? fault.message : statusOf(data)}</>;
}

function statusOf(recording: SessionRecording | undefined): string {
	if (recording === undefined) return `Loading… ${Math.round(loaded.value * 100)} %`;
	const { summary, tabs } = recording;
	const goesOn = summary.state === "recording";
	if (tabs.length === 0) return goesOn ? "Nothing was recorded yet" : "Nothing was recorded";
	return goesOn ? "The session goes on, and this with it" : "";
}

function Page({ access }: { readonly access: Access | undefined }) {
	// One for as long as the page is open: it knows what has been read.
	const reader = useMemo(() => access && new RecordingReader(access), [access]);
	return (
		<>
			<header>
				<h1>Replay</h1>
				{access === undefined ? undefined : <code>{access.sessionId}</code>}
				<span role="status">
					{reader === undefined ? (
						"This link is incomplete: it names no session, or comes without the right to see it."
					) : (
						<Status reader={reader} />
					)}
				</span>
			</header>
			<main>{player.value === undefined ? undefined : <Replay player={player.value} />}</main>
		</>
	);
}

render(<Page access={readAccess()} />, document.body);
