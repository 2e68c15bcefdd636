import type { Header } from "../../../domain/entry.ts";
import { bytes, duration } from "../format.ts";
import { ExternalLink } from "../parts/external-link.tsx";
import type { NetworkEntry } from "./use-log.ts";
import { type PageLoad, phasesOf } from "./waterfall.ts";

/** One request: a line with its place on the time scale, and all that is known of it behind that. */
export function RequestRow({ entry, load }: { readonly entry: NetworkEntry; readonly load: PageLoad }) {
	const { detail } = entry;
	const { method, url, status, failure, durationMs, transferredBytes, type, from } = detail;
	const isBad = status === undefined ? failure !== undefined : status >= 400;
	return (
		<li>
			<details>
				<summary class={isBad ? "bad" : undefined}>
					<span class="status">{status ?? (failure === undefined ? "…" : "failed")}</span>
					<span class="method">{method}</span>
					<span class="file cut" title={url}>
						{fileOf(url)}
					</span>
					<span class="quiet type">{type}</span>
					<span class="size">
						{from === undefined ? (transferredBytes === undefined ? "" : bytes(transferredBytes)) : from}
					</span>
					<span class="time">{durationMs === undefined ? "" : duration(durationMs)}</span>
					<span class="scale" aria-hidden="true">
						{phasesOf(entry, load).map(({ name, left, width }) => (
							<i key={name} class={name} style={{ left: `${left}%`, width: `${width}%` }} />
						))}
					</span>
				</summary>
				<Details entry={entry} />
			</details>
		</li>
	);
}

function Details({ entry: { detail } }: { readonly entry: NetworkEntry }) {
	const { url, failure, protocol, remoteAddress, redirectTo, mimeType, statusText } = detail;
	const facts: readonly (readonly [string, string | undefined])[] = [
		["Failure", failure],
		["Status", statusText === "" ? undefined : statusText],
		["Protocol", protocol],
		["Address", remoteAddress],
		["Type", mimeType],
		["Leads to", redirectTo],
	];
	return (
		<div class="request-details">
			<p class="url">
				{/^https?:/.test(url) ? <ExternalLink href={url}>{url}</ExternalLink> : url.slice(0, 2_000)}
			</p>
			<dl>
				{facts.map(
					([name, value]) =>
						value !== undefined && (
							<div key={name}>
								<dt>{name}</dt>
								<dd>{value}</dd>
							</div>
						),
				)}
			</dl>
			<Headers title="Request" headers={detail.requestHeaders} />
			<Headers title="Response" headers={detail.responseHeaders} />
		</div>
	);
}

function Headers({
	title,
	headers = [],
}: {
	readonly title: string;
	readonly headers: readonly Header[] | undefined;
}) {
	if (headers.length === 0) return null;
	return (
		<>
			<h4>{title} headers</h4>
			<dl class="headers">
				{headers.map(({ name, value }, index) => (
					<div key={index}>
						<dt>{name}</dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
		</>
	);
}

/** What tells a request from its neighbours: the last part of its path, with the query. */
function fileOf(url: string): string {
	const parsed = URL.parse(url);
	if (parsed === null || !/^https?:$/.test(parsed.protocol)) return url.slice(0, 100);
	const file = parsed.pathname.split("/").findLast(Boolean) ?? parsed.host;
	return `${file}${parsed.search}`.slice(0, 200);
}
