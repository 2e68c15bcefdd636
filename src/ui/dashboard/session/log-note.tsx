import { ProblemNote } from "../parts/problem-note.tsx";
import type { Log } from "./use-log.ts";

export interface LogNoteProps {
	readonly log: Log;
	readonly isEmpty: boolean;
	/** What there is none of. */
	readonly what: string;
}

/** Says what is not there, and why. */
export function LogNote({ log, isEmpty, what }: LogNoteProps) {
	const { problem, dropped, life } = log;
	if (problem.value !== undefined)
		return <ProblemNote problem={problem.value} what="The log can’t be read" />;
	return (
		<>
			{dropped.value > 0 && (
				<p class="quiet">The log is full: its oldest {dropped.value} entries are gone.</p>
			)}
			{isEmpty && (
				<p class="empty small">
					{life.value.length === 0
						? "Nothing is written down so far. A session that was started without a log stays so."
						: `No ${what} so far.`}
				</p>
			)}
		</>
	);
}
