import { CLOSE_REASONS } from "../../../domain/close-reason.ts";
import { SearchField } from "../parts/search-field.tsx";
import { go, place, route, sessionPlace } from "../route.ts";

const SHOWN = [
	["active", "Active"],
	["running", "Running"],
	["waiting", "Waiting"],
	["ended", "Ended"],
	["all", "All"],
] as const;

const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface FiltersProps {
	readonly text: string;
	readonly onText: (text: string) => void;
}

/** What is to be listed. The search looks through the rows that are shown; with Enter, for a name among all. */
export function Filters({ text, onText }: FiltersProps) {
	const { query } = route.value;
	const show = query.get("show") ?? "active";
	const name = query.get("name") ?? "";
	const reason = query.get("reason") ?? "";
	const search = (event: SubmitEvent) => {
		event.preventDefault();
		const wanted = text.trim();
		if (SESSION_ID.test(wanted)) return go(sessionPlace(wanted.toLowerCase()));
		onText("");
		go(place("sessions", { show: "all", name: wanted }));
	};
	return (
		<div class="filters">
			<nav aria-label="Sessions by state" class="segments">
				{SHOWN.map(([id, label]) => (
					<a
						key={id}
						href={place("sessions", { show: id, name })}
						aria-current={show === id ? "true" : undefined}
					>
						{label}
					</a>
				))}
			</nav>
			{show === "ended" && (
				<label class="inline">
					<span class="unseen">Close reason</span>
					<select
						value={reason}
						onChange={({ currentTarget }) =>
							go(place("sessions", { show, name, reason: currentTarget.value }))
						}
					>
						<option value="">Any reason</option>
						{Object.keys(CLOSE_REASONS).map((each) => (
							<option key={each}>{each}</option>
						))}
					</select>
				</label>
			)}
			<search>
				<form onSubmit={search}>
					<SearchField
						label="Search sessions by name, page or id"
						placeholder="Name, page or id"
						text={text}
						onText={onText}
					/>
				</form>
			</search>
			{name !== "" && (
				<p class="chip">
					Named <strong>{name}</strong>{" "}
					<a href={place("sessions", { show })} aria-label="Show every name">
						×
					</a>
				</p>
			)}
		</div>
	);
}
