import { AUDIT_ACTIONS, type AuditEntry } from "../../../domain/audit.ts";
import { readAudit } from "../api/audit.ts";
import { chosenAccount } from "../api/token.ts";
import { dateAndTime } from "../format.ts";
import { Pager } from "../parts/pager.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { go, place, route, sessionPlace } from "../route.ts";

const REFRESH_MS = 10_000;

/** Who changed, opened or was refused what, for the admin. */
export function AuditPage() {
	const { query } = route.value;
	const asked = {
		account: chosenAccount.value,
		action: query.get("action") ?? "",
		cursor: query.get("after") ?? "",
	};
	const { data, problem } = usePolling((signal) => readAudit(asked, signal), REFRESH_MS, [asked]);
	return (
		<>
			<PageTitle title="Audit log" />
			<div class="filters">
				<label class="inline">
					<span class="unseen">Action</span>
					<select
						name="action"
						value={asked.action}
						onChange={({ currentTarget }) => go(place("audit", { action: currentTarget.value }))}
					>
						<option value="">Every action</option>
						{AUDIT_ACTIONS.map((action) => (
							<option key={action}>{action}</option>
						))}
					</select>
				</label>
			</div>
			{problem !== undefined && <ProblemNote problem={problem} what="The audit log can’t be read" />}
			{data === undefined && problem === undefined && <Skeleton />}
			{data?.entries.length === 0 && <p class="empty">Nothing of this is written down.</p>}
			{data !== undefined && data.entries.length > 0 && (
				<ul class="listing audit-list" aria-label="Entries, newest first">
					{data.entries.map((entry, at) => (
						<EntryItem key={`${entry.time} ${at}`} entry={entry} />
					))}
				</ul>
			)}
			{data !== undefined && <Pager next={data.cursor} />}
		</>
	);
}

function EntryItem({ entry }: { readonly entry: AuditEntry }) {
	const { time, action, method, route: path, status, account, sessionId, subject, address, skipped } = entry;
	const about = [account, subject, address && `from ${address}`].filter((part) => part !== undefined);
	return (
		<li>
			<span class={`badge ${status < 400 ? "running" : "failed"}`}>{status}</span>
			<div>
				<p class="name">
					{action} <span class="quiet">by {actorOf(entry)}</span>
				</p>
				<p class="quiet">
					{dateAndTime(time)} · {method} {path}
					{about.map((part) => ` · ${part}`)}
					{sessionId !== undefined && (
						<>
							{" · "}
							<a href={sessionPlace(sessionId)}>session {sessionId.slice(0, 8)}</a>
						</>
					)}
					{skipped > 0 && ` · ${skipped} more before it left out`}
				</p>
			</div>
		</li>
	);
}

function actorOf({ actor, tokenName = "", tokenId = "" }: AuditEntry): string {
	const token = tokenName === "" ? tokenId.slice(0, 8) : tokenName;
	switch (actor) {
		case "admin":
			return "the admin";
		case "token":
			return `the token ${token}`;
		case "link":
			return token === "" ? "a link of the admin’s" : `a link of the token ${token}`;
		case "binding":
			return "a Worker that binds Berth";
		case "unknown":
			return "somebody unknown";
	}
}
