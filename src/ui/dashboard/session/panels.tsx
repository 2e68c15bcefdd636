import type { ShownSession } from "../api/sessions.ts";
import { TabList } from "../parts/tab-list.tsx";
import { go, route, sessionPlace } from "../route.ts";
import { ActionPanel } from "./action-panel.tsx";
import { ArtifactPanel } from "./artifact-panel.tsx";
import { ConnectPanel } from "./connect-panel.tsx";
import { ConsolePanel } from "./console-panel.tsx";
import { NetworkPanel } from "./network-panel.tsx";
import { TimelinePanel } from "./timeline-panel.tsx";
import type { Log } from "./use-log.ts";

export interface PanelsProps {
	readonly session: ShownSession;
	readonly log: Log;
}

/** Everything that is known of a session, one kind at a time. */
export function Panels({ session, log }: PanelsProps) {
	const { id } = session;
	const panel = route.value.panel ?? "console";
	return (
		<section class="panel" aria-label="What is known of the session">
			<TabList
				label="What to show"
				prefix="known"
				current={panel}
				onPick={(picked) => go(sessionPlace(id, picked), { replacing: true })}
				tabs={[
					["console", "Console", log.console.value.length],
					["network", "Network", log.network.value.length],
					["timeline", "Timeline"],
					["actions", "Actions", session.actionCount ?? 0],
					["artifacts", "Artifacts"],
					["connect", "Connect"],
				]}
			/>
			<div role="tabpanel" id="known-panel" aria-labelledby={`known-tab-${panel}`} tabIndex={0}>
				<Panel name={panel} session={session} log={log} />
			</div>
		</section>
	);
}

function Panel({ name, session, log }: PanelsProps & { readonly name: string }) {
	switch (name) {
		case "network":
			return <NetworkPanel id={session.id} log={log} />;
		case "timeline":
			return <TimelinePanel session={session} log={log} />;
		case "actions":
			return <ActionPanel session={session} />;
		case "artifacts":
			return <ArtifactPanel session={session} />;
		case "connect":
			return <ConnectPanel session={session} />;
		default:
			return <ConsolePanel log={log} />;
	}
}
