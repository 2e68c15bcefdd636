import { mayWrite } from "../api/holder.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { place, route } from "../route.ts";

export interface EmptyListProps {
	readonly isSearch: boolean;
	readonly text: string;
}

const NONE = "There are no such sessions";
const NOTHING: Readonly<Record<string, string>> = {
	running: "No session runs",
	waiting: "No session waits for a browser",
	ended: "No session has ended that is remembered",
	all: "There is no session yet",
};

/** What to do where there is nothing to list. */
export function EmptyList({ isSearch, text }: EmptyListProps) {
	const { query } = route.value;
	const show = query.get("show") ?? "active";
	if (isSearch)
		return (
			<div class="empty">
				<h2>Nothing here matches “{text}”</h2>
				<p>
					This page of the list was searched.{" "}
					<a href={place("sessions", { show: "all", name: text.trim() })}>
						Look for sessions with exactly this name among all
					</a>
					.
				</p>
			</div>
		);
	if (show !== "active" || query.has("name") || query.has("after"))
		return (
			<div class="empty">
				<h2>{query.has("name") || query.has("reason") ? NONE : (NOTHING[show] ?? NONE)}</h2>
				<p>
					<a href={place("sessions", { show: "all" })}>Show all of them</a>
				</p>
			</div>
		);
	return <NoneActive />;
}

function NoneActive() {
	const command = `curl -X POST -H "Authorization: Bearer $BERTH_TOKEN" ${location.origin}/berth/v1/sessions -d '{"name": "first", "startUrl": "https://example.com"}'`;
	return (
		<div class="empty">
			<h2>No session is active</h2>
			<p>
				A session is a browser that lives until nobody has used it for a while.{" "}
				{mayWrite() && <a href={place("new")}>Start one here</a>}
				{mayWrite() && ", or from a shell:"}
			</p>
			{mayWrite() && (
				<div class="code">
					<pre tabIndex={0} aria-label="The command">
						{command}
					</pre>
					<CopyButton text={command} what="the command" />
				</div>
			)}
			<p>
				<a href={place("sessions", { show: "ended" })}>Those that have ended</a>
			</p>
		</div>
	);
}
