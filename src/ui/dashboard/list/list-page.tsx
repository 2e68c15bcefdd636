import { useState } from "preact/hooks";
import { mayWrite } from "../api/holder.ts";
import { listSessions, type ShownSession } from "../api/sessions.ts";
import { chosenAccount } from "../api/token.ts";
import { Pager } from "../parts/pager.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { holds } from "../parts/search-field.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { place, route } from "../route.ts";
import { EmptyList } from "./empty-list.tsx";
import { Filters } from "./filters.tsx";
import { SessionRow } from "./session-row.tsx";

const REFRESH_MS = 3_000;

/** What the last three columns show. */
type Heads = readonly string[];

const LIVING: Heads = ["Age", "Idle time left", "Clients"];
const HEADS: Readonly<Record<string, Heads>> = {
	waiting: ["Age"],
	ended: ["Lived for", "Why it ended"],
	all: ["Age or lifetime", "Time left or reason", "Clients"],
};

/** The sessions, as they are now: a page of them, newest first. */
export function ListPage() {
	const { query } = route.value;
	const [text, setText] = useState("");
	const asked = {
		status: query.get("show") ?? "active",
		name: query.get("name") ?? undefined,
		closeReason: query.get("reason") ?? undefined,
		cursor: query.get("after") ?? undefined,
		account: chosenAccount.value === "" ? undefined : chosenAccount.value,
	};
	const { data, problem } = usePolling((signal) => listSessions(asked, signal), REFRESH_MS, [asked]);
	const shown = data?.sessions.filter(({ id, name, account, currentUrl, currentTitle }) =>
		holds(text, id, name, account, currentUrl, currentTitle),
	);
	return (
		<>
			<div class="heading">
				<PageTitle title="Sessions" />
				{mayWrite() && (
					<a class="button primary" href={place("new")}>
						New session
					</a>
				)}
			</div>
			<Filters text={text} onText={setText} />
			{problem !== undefined && (data === undefined || problem.status !== 0) && (
				<ProblemNote problem={problem} what="The sessions can’t be listed" />
			)}
			{data === undefined && problem === undefined && <Skeleton rows={6} />}
			{data !== undefined && shown !== undefined && (
				<>
					{shown.length === 0 ? (
						<EmptyList isSearch={text !== ""} text={text} />
					) : (
						<Rows sessions={shown} heads={HEADS[asked.status] ?? LIVING} areMixed={asked.status === "all"} />
					)}
					<Pager next={data.cursor} />
				</>
			)}
		</>
	);
}

interface RowsProps {
	readonly sessions: readonly ShownSession[];
	readonly heads: Heads;
	readonly areMixed: boolean;
}

const Rows = ({ sessions, heads, areMixed }: RowsProps) => (
	<>
		<div class="row head" aria-hidden="true">
			<span>State</span>
			<span>Session</span>
			{heads.map((head) => (
				<span key={head}>{head}</span>
			))}
		</div>
		<ul class="rows" aria-label="Sessions, newest first">
			{sessions.map((session) => (
				<SessionRow key={session.id} session={session} areMixed={areMixed} />
			))}
		</ul>
	</>
);
