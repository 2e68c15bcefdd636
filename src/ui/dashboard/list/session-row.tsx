import type { ShownSession } from "../api/sessions.ts";
import { chosenAccount } from "../api/token.ts";
import { holder } from "../api/holder.ts";
import { now } from "../clock.ts";
import { clock, shortUrl } from "../../words.ts";
import { dateAndTime, plural, roughly } from "../format.ts";
import { STAGES, StateBadge } from "../parts/state-badge.tsx";
import { sessionPlace } from "../route.ts";

interface SessionRowProps {
	readonly session: ShownSession;
	/** Whether those that live and those that have ended are in one list. */
	readonly areMixed: boolean;
}

/** One session; the whole row is the link to it. */
export function SessionRow({ session, areMixed }: SessionRowProps) {
	const { id, name, account, startTime, endTime, currentUrl, currentTitle } = session;
	const isOfMany = holder.value?.isAdmin === true && chosenAccount.value === "";
	const page = currentTitle === undefined || currentTitle === "" ? currentUrl : currentTitle;
	return (
		<li>
			<a class="row" href={sessionPlace(id)}>
				<StateBadge session={session} />
				<span class="what">
					<span class="name">{name ?? <code>{id.slice(0, 8)}</code>}</span>
					<span class="quiet cut">
						{[isOfMany && account, page === undefined ? comingUp(session) : shortUrl(page, 200)]
							.filter(Boolean)
							.join(" · ")}
					</span>
				</span>
				<span title={dateAndTime(startTime)}>
					{endTime === undefined ? (
						<>
							<Age since={startTime} /> <span class="phone-only">ago</span>
						</>
					) : (
						<>
							<span class="phone-only">for</span> {roughly(endTime - startTime)}
						</>
					)}
				</span>
				{endTime === undefined ? (
					<Alive session={session} areMixed={areMixed} />
				) : (
					<Ended session={session} />
				)}
			</a>
		</li>
	);
}

const Age = ({ since }: { readonly since: number }) => <>{roughly(now.value - since)}</>;

const Ended = ({
	session: { closeReason, closeReasonText, endTime },
}: {
	readonly session: ShownSession;
}) => (
	<span class="why" title={closeReasonText}>
		{closeReason}
		{endTime !== undefined && (
			<span class="wide-only">
				, <Age since={endTime} /> ago
			</span>
		)}
	</span>
);

function Alive({ session, areMixed }: SessionRowProps) {
	const { state, idleDeadline } = session;
	const clients = session.clients ?? (session.connectionId === undefined ? 0 : 1);
	if (state !== "running") return null;
	return (
		<>
			<span>
				{idleDeadline === undefined ? "–" : <IdleLeft deadline={idleDeadline} />}
				<span class={areMixed ? undefined : "phone-only"}> left</span>
			</span>
			<span>
				<span class={clients > 0 ? "busy" : "quiet"}>
					{clients}
					<span class="phone-only"> {plural(clients, "client").replace(/^\d+ /, "")}</span>
				</span>
			</span>
		</>
	);
}

const IdleLeft = ({ deadline }: { readonly deadline: number }) => (
	<span class="figure">{clock(deadline - now.value)}</span>
);

/** How far one is that has no page yet, or what it waits for. */
const comingUp = ({ stage, endTime, waitingFor }: ShownSession): string =>
	endTime === undefined ? (waitingFor?.message ?? STAGES[stage]) : "";
