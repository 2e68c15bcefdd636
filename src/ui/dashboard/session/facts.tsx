import type { ComponentChildren } from "preact";
import type { ShownSession } from "../api/sessions.ts";
import { clock } from "../../words.ts";
import { now } from "../clock.ts";
import { bytes, dateAndTime, duration, wholeSeconds } from "../format.ts";
import { HostList } from "../parts/host-list.tsx";
import { RecordingWords, type RecordingWordsProps } from "./recording.tsx";

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
	<div>
		<dt>{name}</dt>
		<dd>{children}</dd>
	</div>
);

/** What there is to know of a session at a glance. */
export function Facts({ session, recording }: RecordingWordsProps) {
	const { account, startTime, endTime, startupMs, waitingFor } = session;
	const isOver = endTime !== undefined;
	return (
		<dl class="facts">
			{session.state === "running" && <IdleTime session={session} />}
			{session.state === "waiting" && (
				<Fact name="Waits for">
					<span class="sentence">{waitingFor?.message ?? "a browser"}</span>
				</Fact>
			)}
			<Fact name={isOver ? "Lived for" : "Age"}>
				<span title={dateAndTime(startTime)}>
					{isOver ? duration(endTime - startTime) : <Age since={startTime} />}
				</span>
			</Fact>
			{!isOver && <Fact name="Clients">{session.clients ?? 0}</Fact>}
			<Fact name="Connections">{session.connections}</Fact>
			<Fact name="Relayed">{bytes(session.bytesToClients + session.bytesToBrowser)}</Fact>
			{startupMs !== undefined && <Fact name="Came up in">{duration(startupMs)}</Fact>}
			<Fact name="Recording">
				<RecordingWords session={session} recording={recording} />
			</Fact>
			{session.guardrails !== undefined && (
				<Fact name="May reach only">
					<HostList hosts={session.guardrails.hosts} sets={session.guardrails.allowedDomainSets} />
				</Fact>
			)}
			{session.profile !== undefined && (
				<Fact name="Profile">{session.profile.update ?? session.profile.id.slice(0, 8)}</Fact>
			)}
			<Fact name="Account">{account}</Fact>
		</dl>
	);
}

const Age = ({ since }: { readonly since: number }) => <>{wholeSeconds(now.value - since)}</>;

/** How long a session has until it ends because nobody used it. */
function IdleTime({ session: { idleDeadline, keepAliveMs } }: { readonly session: ShownSession }) {
	if (idleDeadline === undefined) return null;
	const leftMs = Math.max(idleDeadline - now.value, 0);
	return (
		<Fact name="Idle time left">
			<span class="figure">{clock(leftMs)}</span> <span class="quiet">of {duration(keepAliveMs)}</span>
			<progress aria-label="Idle time left" aria-valuetext={clock(leftMs)} max={keepAliveMs} value={leftMs} />
		</Fact>
	);
}
