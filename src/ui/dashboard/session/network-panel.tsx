import { useState } from "preact/hooks";
import { request } from "../api/call.ts";
import { harPath } from "../api/sessions.ts";
import type { EntryOf } from "../../../domain/entry.ts";
import { shortUrl } from "../../words.ts";
import { plural, timeOfDay } from "../format.ts";
import { holds, SearchField } from "../parts/search-field.tsx";
import { LogNote } from "./log-note.tsx";
import { Newest } from "./newest.tsx";
import { RequestRow } from "./request-row.tsx";
import type { Log } from "./use-log.ts";
import { loadsOf, type PageLoad } from "./waterfall.ts";

/** What its pages asked for, page by page. */
export function NetworkPanel({ id, log }: { readonly id: string; readonly log: Log }) {
	const [text, setText] = useState("");
	const shown = log.network.value.filter(({ detail }) => holds(text, detail.url));
	const navigations = log.life.value.filter(
		(entry): entry is EntryOf<"navigation"> => entry.kind === "navigation",
	);
	return (
		<>
			<div class="panel-bar">
				<SearchField
					label="Search the requests by address"
					placeholder="Search addresses"
					text={text}
					onText={setText}
				/>
				<span class="legend" aria-hidden="true">
					<i class="queued" /> queued <i class="connect" /> connect <i class="wait" /> wait{" "}
					<i class="receive" /> receive
				</span>
				<button type="button" class="small" onClick={() => void saveHar(id)}>
					Save as HAR
				</button>
			</div>
			<LogNote log={log} isEmpty={shown.length === 0} what="requests" />
			<Newest items={shown}>
				{(requests) => (
					<div class="loads">
						{loadsOf(requests, log.network.value, navigations).map((load) => (
							<Load key={load.page?.seq ?? 0} load={load} />
						))}
					</div>
				)}
			</Newest>
		</>
	);
}

const Load = ({ load }: { readonly load: PageLoad }) => (
	<section>
		<h3>
			<span class="cut">
				{load.page === undefined ? "Before any page" : shortUrl(load.page.detail.url, 100)}
			</span>
			<span class="quiet">
				{timeOfDay(load.from)} · {plural(load.requests.length, "request")}
			</span>
		</h3>
		<ul class="requests">
			{load.requests.map((entry) => (
				<RequestRow key={entry.seq} entry={entry} load={load} />
			))}
		</ul>
	</section>
);

/** The token goes in a header, so the file is fetched and then handed over. */
async function saveHar(id: string): Promise<void> {
	const archive = await (await request("GET", harPath(id))).blob();
	const link = document.createElement("a");
	link.href = URL.createObjectURL(archive);
	link.download = `${id}.har`;
	link.click();
	URL.revokeObjectURL(link.href);
}
