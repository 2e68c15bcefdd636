import { useEffect } from "preact/hooks";
import { isActive } from "../../../domain/session.ts";
import { mayWrite } from "../api/holder.ts";
import { readSession, type ShownRecording, type ShownSession, type Tab } from "../api/sessions.ts";
import { announce } from "../parts/announcer.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { ExternalLink } from "../parts/external-link.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { usePolling } from "../polling.ts";
import { place } from "../route.ts";
import { EndNote } from "./end-note.tsx";
import { HandoffNote } from "./handoff-note.tsx";
import { Facts } from "./facts.tsx";
import { LivePicture } from "./live-picture.tsx";
import { Panels } from "./panels.tsx";
import { ReplayLink, useRecording } from "./recording.tsx";
import { SessionActions } from "./session-actions.tsx";
import { Tabs, useTabs } from "./tabs.tsx";
import { useLog } from "./use-log.ts";

const REFRESH_MS = 2_000;

/** One session: what it shows now, what happened in it, and what can be done with it. */
export function SessionPage({ id }: { readonly id: string }) {
	const log = useLog(id);
	// The end of the log is the first to know.
	const isLogOver = log.isOver.value;
	const load = (signal: AbortSignal) => readSession(id, signal);
	const { data: last, problem, refresh } = usePolling(load, REFRESH_MS, [id], isOver);
	const hasEnded = last !== undefined && isOver(last);
	useEffect(() => {
		if (isLogOver) refresh();
	}, [isLogOver]);
	useEffect(() => {
		if (hasEnded) announce(`The session has ended: ${last.closeReasonText ?? last.closeReason}`);
	}, [hasEnded]);
	const {
		data: knownTabs,
		problem: tabProblem,
		refresh: refreshTabs,
	} = useTabs(id, last?.state === "running");
	const tabs = knownTabs ?? [];
	const recording = useRecording(id, last?.recording === true);
	if (last === undefined)
		return problem === undefined ? (
			<Skeleton rows={8} />
		) : (
			<>
				<PageTitle title="Session" />
				<ProblemNote problem={problem} what="This session can’t be shown" />
				<p>
					<a href={place("sessions")}>See the sessions</a>
				</p>
			</>
		);
	return (
		<>
			<Heading session={last} tabs={tabs} recording={recording} onChange={refresh} />
			{last.endTime !== undefined && <EndNote session={last} />}
			{last.state === "running" && <HandoffNote id={id} tabs={tabs} />}
			<Facts session={last} recording={recording} />
			{isActive(last.state) && (
				<div class="stage">
					<LivePicture session={last} tabs={tabs} onEnd={refresh} />
					<Tabs session={last} tabs={knownTabs} problem={tabProblem} onChange={refreshTabs} />
				</div>
			)}
			<Panels session={last} log={log} />
		</>
	);
}

/** The pages on which a person inspects the browser's first tab, or uses the browser as if it were there. */
function WatchLinks({ tabs: [tab] }: Pick<HeadingProps, "tabs">) {
	if (tab === undefined) return null;
	return (
		<>
			<ExternalLink class="button" href={tab.devtoolsUrl}>
				Open DevTools
			</ExternalLink>
			<ExternalLink class="button" href={tab.browserUrl}>
				{mayWrite() ? "Take over" : "Watch"}
			</ExternalLink>
		</>
	);
}

const isOver = ({ state }: ShownSession): boolean => state === "closed" || state === "failed";

interface HeadingProps {
	readonly session: ShownSession;
	readonly tabs: readonly Tab[];
	readonly recording: ShownRecording | undefined;
	readonly onChange: () => void;
}

function Heading({ session, tabs, recording, onChange }: HeadingProps) {
	const { id, name, state } = session;
	return (
		<div class="heading">
			<div>
				<nav aria-label="Way here" class="crumbs">
					<a href={place("sessions")}>Sessions</a>
				</nav>
				<PageTitle title={name ?? `Session ${id.slice(0, 8)}`}>
					{name ?? (
						<>
							Session <code>{id.slice(0, 8)}</code>
						</>
					)}
				</PageTitle>
				<div class="which">
					<StateBadge session={session} />
					<code class="quiet cut">{id}</code>
					<CopyButton text={id} what="the id" />
				</div>
			</div>
			<div class="actions">
				<ReplayLink recording={recording} />
				<WatchLinks tabs={tabs} />
				{isActive(state) && <SessionActions session={session} onChange={onChange} />}
			</div>
		</div>
	);
}
