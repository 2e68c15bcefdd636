import { signal } from "@preact/signals";
import { render } from "preact";
import "@rrweb/replay/dist/style.css";
import "./style.css";
import { readAccess } from "./access.ts";
import { Player } from "./player.ts";
import { loadRecording } from "./recording.ts";
import { Replay } from "./replay.tsx";

/** What is said where there is no replay, or not yet. */
const status = signal("Loading…");
const player = signal<Player | undefined>(undefined);
const access = readAccess();

function Page() {
	return (
		<>
			<header>
				<h1>Replay</h1>
				{access === undefined ? undefined : <code>{access.sessionId}</code>}
				<span role="status">{status.value}</span>
				<button type="button" class="reload" disabled={access === undefined} onClick={() => void load()}>
					Reload
				</button>
			</header>
			<main>{player.value === undefined ? undefined : <Replay player={player.value} />}</main>
		</>
	);
}

/** What there is now; of a session that goes on there may be more later. */
async function load(): Promise<void> {
	if (access === undefined) {
		status.value = "This link is incomplete: it names no session, or comes without the right to see it.";
		return;
	}
	const time = player.value?.time.value;
	const tab = player.value?.tab.value;
	try {
		const recording = await loadRecording(access, (part) => {
			status.value = `Loading… ${Math.round(part * 100)} %`;
		});
		if (recording.tabs.length === 0) {
			status.value = "Nothing was recorded yet.";
			return;
		}
		const loaded = new Player(recording);
		if (time !== undefined) loaded.seek(time);
		if (tab !== undefined) loaded.tab.value = tab;
		player.value = loaded;
		status.value = recording.summary.state === "recording" ? "The session goes on" : "";
	} catch (fault) {
		status.value = fault instanceof Error ? fault.message : "The recording could not be read.";
	}
}

render(<Page />, document.body);
void load();
