import type { Action } from "../../../domain/action.ts";
import { isActive } from "../../../domain/session.ts";
import { listActions, type ShownSession } from "../api/sessions.ts";
import { duration, timeOfDay } from "../format.ts";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";

const REFRESH_MS = 3_000;

/** What was done in a session over the API, the newest first. */
export function ActionPanel({ session: { id, state } }: { readonly session: ShownSession }) {
	const isLast = () => !isActive(state);
	const { data, problem } = usePolling((signal) => listActions(id, signal), REFRESH_MS, [id, state], isLast);
	if (data === undefined)
		return problem === undefined ? (
			<Skeleton />
		) : (
			<ProblemNote problem={problem} what="The actions can’t be read" />
		);
	if (data.total === 0)
		return (
			<p class="empty small">
				Nothing was done over the API so far. What CDP clients do themselves is not written down here.
			</p>
		);
	return (
		<>
			{data.total > data.actions.length && (
				<p class="quiet">
					The newest {data.actions.length} of {data.total}.
				</p>
			)}
			<ol class="action-list">
				{data.actions.map((action) => (
					<ActionItem key={action.seq} action={action} />
				))}
			</ol>
		</>
	);
}

function ActionItem({ action }: { readonly action: Action }) {
	const { type, startedAt, durationMs, success, details, error } = action;
	const asked = JSON.stringify(details);
	return (
		<li class={success ? undefined : "bad"}>
			<time>{timeOfDay(startedAt)}</time>
			<span class="outcome">{success ? "done" : "failed"}</span>
			<code class="type">{type}</code>
			<span class="time">{duration(durationMs)}</span>
			<code class="asked">{asked === "{}" ? "" : asked.slice(0, 500)}</code>
			{error !== undefined && (
				<p class="complaint">
					{error.message} <code class="quiet">{error.code}</code>
				</p>
			)}
		</li>
	);
}
