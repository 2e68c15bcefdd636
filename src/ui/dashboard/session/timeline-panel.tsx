import type { Entry, EntryKind } from "../../../domain/entry.ts";
import type { SessionStage } from "../../../domain/session.ts";
import type { ShownSession } from "../api/sessions.ts";
import { dateAndTime, duration, timeOfDay } from "../format.ts";
import { STAGES } from "../parts/state-badge.tsx";
import { LifeBar } from "./life-bar.tsx";
import { LogNote } from "./log-note.tsx";
import { Newest } from "./newest.tsx";
import type { Log } from "./use-log.ts";

const NAMES: Readonly<Partial<Record<EntryKind, string>>> = {
	session: "Session",
	client: "Client",
	navigation: "Page",
	target: "Tab",
	dialog: "Dialog",
	download: "Download",
	guardrails: "Guardrails",
	handoff: "Hand-off",
	crash: "Crash",
};

/** How a session lived, from its first moment to its end. */
export function TimelinePanel({ session, log }: { readonly session: ShownSession; readonly log: Log }) {
	const { startTime, endTime, closeReason, closeReasonText } = session;
	const life = log.life.value.toSorted((a, b) => a.time - b.time);
	const saysEnd = life.some(({ kind, detail }) => kind === "session" && "closeReason" in detail);
	return (
		<>
			<LifeBar session={session} life={life} />
			<LogNote log={log} isEmpty={false} what="events" />
			<ol class="timeline">
				<li>
					<time title={dateAndTime(startTime)}>{timeOfDay(startTime)}</time>
					<span class="kind">Session</span>
					<span>asked for</span>
				</li>
			</ol>
			<Newest items={life}>
				{(entries) => (
					<ol class="timeline">
						{entries.map((entry) => (
							<Event key={entry.seq} entry={entry} startTime={startTime} />
						))}
					</ol>
				)}
			</Newest>
			{endTime !== undefined && !saysEnd && (
				<ol class="timeline">
					<li class="warning">
						<time title={dateAndTime(endTime)}>{timeOfDay(endTime)}</time>
						<span class="kind">End</span>
						<span>
							<strong>{closeReason}</strong> {closeReasonText}
							<span class="quiet"> after {duration(endTime - startTime)}</span>
						</span>
					</li>
				</ol>
			)}
		</>
	);
}

const Event = ({ entry, startTime }: { readonly entry: Entry; readonly startTime: number }) => (
	<li class={entry.level}>
		<time title={dateAndTime(entry.time)}>+{duration(entry.time - startTime)}</time>
		<span class="kind">{NAMES[entry.kind]}</span>
		<span>{wordsOf(entry)}</span>
	</li>
);

/** While it comes up the log has the API's names for how far it is. */
function wordsOf({ kind, detail, text }: Entry): string {
	if (kind !== "session" || detail.closeReason !== undefined) return text;
	return STAGES[detail.stage as SessionStage] || text;
}
