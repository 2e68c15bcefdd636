import { useState } from "preact/hooks";
import { mayWrite } from "../api/holder.ts";
import { type ApiProblem, problemFrom } from "../api/problem.ts";
import { closeTab, listTabs, openTab, type ShownSession, showTab, type Tab } from "../api/sessions.ts";
import { shortUrl } from "../../words.ts";
import { announce } from "../parts/announcer.tsx";
import { ExternalLink, isWebAddress } from "../parts/external-link.tsx";
import { type Polled, usePolling } from "../polling.ts";

const REFRESH_MS = 3_000;

/** A session's tabs as they are now; none unless it runs. */
export function useTabs(id: string, isRunning: boolean): Polled<readonly Tab[]> {
	const load = (signal: AbortSignal) => (isRunning ? listTabs(id, signal) : Promise.resolve([]));
	return usePolling(load, REFRESH_MS, [id, isRunning], () => !isRunning);
}

export interface TabsProps {
	readonly session: ShownSession;
	/** `undefined` until they are known. */
	readonly tabs: readonly Tab[] | undefined;
	/** Why they could not be asked for just now. */
	readonly problem: ApiProblem | undefined;
	/** Called when something was done with a tab. */
	readonly onChange: () => void;
}

/** A running session's tabs: what they show, and the pages on which a person inspects them or takes over. */
export function Tabs({ session, tabs, problem: unknown, onChange }: TabsProps) {
	const isRunning = session.state === "running";
	const [problem, setProblem] = useState<ApiProblem>();
	const none = tabs === undefined ? (unknown?.message ?? "Loading its tabs…") : "There is no tab.";
	const attempt = async (work: Promise<unknown>, done: string) => {
		setProblem(undefined);
		try {
			await work;
			announce(done);
		} catch (fault) {
			setProblem(problemFrom(fault));
		}
		onChange();
	};
	return (
		<section class="panel side" aria-labelledby="tabs-title">
			<h2 id="tabs-title">Tabs</h2>
			{(tabs === undefined || tabs.length === 0) && (
				<p class="quiet">{isRunning ? none : "It has no browser yet."}</p>
			)}
			<ul class="browser-tabs">
				{tabs?.map((tab) => (
					<TabItem
						key={tab.id}
						tab={tab}
						onShow={() => void attempt(showTab(session, tab.id), "The tab is in front")}
						onClose={() => void attempt(closeTab(session, tab.id), "The tab is closed")}
					/>
				))}
			</ul>
			{isRunning && mayWrite() && (
				<NewTab onOpen={(url) => void attempt(openTab(session, url), "The tab is open")} />
			)}
			{problem !== undefined && (
				<p class="complaint" role="alert">
					{problem.message}
				</p>
			)}
		</section>
	);
}

interface TabItemProps {
	readonly tab: Tab;
	readonly onShow: () => void;
	readonly onClose: () => void;
}

function TabItem({ tab, onShow, onClose }: TabItemProps) {
	const { title, url } = tab;
	const name = title === "" ? shortUrl(url, 60) : title;
	return (
		<li>
			<p class="name cut" title={title}>
				{name}
			</p>
			<p class="quiet cut" title={url}>
				{isWebAddress(url) && /^https?:/.test(url) ? (
					<ExternalLink href={url}>{shortUrl(url, 120)}</ExternalLink>
				) : (
					url.slice(0, 120)
				)}
			</p>
			<div class="links">
				<ExternalLink href={tab.devtoolsUrl}>
					DevTools<span class="unseen"> of {name}</span>
				</ExternalLink>
				<ExternalLink href={tab.tabUrl}>
					{mayWrite() ? "Use it" : "Watch it"}
					<span class="unseen">: {name}</span>
				</ExternalLink>
				{mayWrite() && (
					<>
						<span class="gap" />
						<button type="button" class="link" aria-label={`Show ${name}`} onClick={onShow}>
							Show
						</button>
						<button type="button" class="link" aria-label={`Close ${name}`} onClick={onClose}>
							Close
						</button>
					</>
				)}
			</div>
		</li>
	);
}

function NewTab({ onOpen }: { readonly onOpen: (url: string) => void }) {
	const [url, setUrl] = useState("");
	const submit = (event: SubmitEvent) => {
		event.preventDefault();
		const wanted = url.trim();
		onOpen(
			wanted === "" ? "about:blank" : /^[a-z][a-z0-9+.-]*:/i.test(wanted) ? wanted : `https://${wanted}`,
		);
		setUrl("");
	};
	return (
		<form class="new-tab" onSubmit={submit}>
			<input
				type="text"
				inputMode="url"
				aria-label="Address for a new tab"
				placeholder="Open an address…"
				value={url}
				spellcheck={false}
				autocapitalize="none"
				onInput={({ currentTarget }) => setUrl(currentTarget.value)}
			/>
			<button>Open</button>
		</form>
	);
}
