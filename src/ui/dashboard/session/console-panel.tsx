import { useState } from "preact/hooks";
import { timeOfDay } from "../format.ts";
import { ExternalLink } from "../parts/external-link.tsx";
import { holds, SearchField } from "../parts/search-field.tsx";
import { LogNote } from "./log-note.tsx";
import { Newest } from "./newest.tsx";
import type { ConsoleEntry, Log } from "./use-log.ts";

const LEVELS = ["debug", "info", "warning", "error"] as const;

/** What its pages wrote to their consoles, and what they threw. */
export function ConsolePanel({ log }: { readonly log: Log }) {
	const [least, setLeast] = useState<ConsoleEntry["level"]>("debug");
	const [text, setText] = useState("");
	const shown = log.console.value.filter(
		(entry) => LEVELS.indexOf(entry.level) >= LEVELS.indexOf(least) && holds(text, entry.text),
	);
	return (
		<>
			<div class="panel-bar">
				<SearchField label="Search the console" placeholder="Search" text={text} onText={setText} />
				<select
					aria-label="Least level"
					value={least}
					onChange={({ currentTarget }) => setLeast(currentTarget.value as ConsoleEntry["level"])}
				>
					<option value="debug">All levels</option>
					<option value="info">Info and above</option>
					<option value="warning">Warnings and errors</option>
					<option value="error">Errors</option>
				</select>
			</div>
			<LogNote log={log} isEmpty={shown.length === 0} what="messages" />
			<Newest items={shown}>
				{(entries) => (
					<ol class="console">
						{entries.map((entry) => (
							<Message key={entry.seq} entry={entry} />
						))}
					</ol>
				)}
			</Newest>
		</>
	);
}

function Message({ entry }: { readonly entry: ConsoleEntry }) {
	const { place, stack } = entry.detail;
	return (
		<li class={entry.level}>
			<time>{timeOfDay(entry.time)}</time>
			<span class="level">{entry.kind === "exception" ? "uncaught" : entry.detail.type}</span>
			<div>
				<pre>{entry.text}</pre>
				{stack !== undefined && stack.length > 0 && (
					<details>
						<summary>Stack</summary>
						<pre>{stack.join("\n")}</pre>
					</details>
				)}
			</div>
			{place !== undefined && (
				<span class="place quiet">
					{/^https?:/.test(place.url) ? (
						<ExternalLink href={place.url}>{nameOf(place.url)}</ExternalLink>
					) : (
						nameOf(place.url)
					)}
					:{place.line}
				</span>
			)}
		</li>
	);
}

/** The last part of an address, as a stack shows it. */
const nameOf = (url: string): string =>
	url.startsWith("data:")
		? "data:"
		: (url.split(/[?#]/)[0]?.split("/").findLast(Boolean) ?? url).slice(0, 40);
