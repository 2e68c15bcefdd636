import { useState } from "preact/hooks";
import { type AccountCapacity, type Capacity, readCapacity } from "../api/admin.ts";
import { holder } from "../api/holder.ts";
import { chosenAccount } from "../api/token.ts";
import { duration, plural } from "../format.ts";
import { Meter } from "../parts/meter.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { LimitsForm } from "./limits-form.tsx";

const REFRESH_MS = 5_000;

/** What accounts may use, and what they use. */
export function CapacityPage() {
	const account = chosenAccount.value;
	const { data, problem, refresh } = usePolling((signal) => readCapacity(account, signal), REFRESH_MS, [
		account,
	]);
	return (
		<>
			<PageTitle title="Capacity" />
			{problem !== undefined && <ProblemNote problem={problem} what="The capacity can’t be read" />}
			{data === undefined && problem === undefined && <Skeleton />}
			{data?.deployment !== undefined && <Deployment {...data.deployment} />}
			<div class="cards">
				{data?.accounts.map((each) => (
					<AccountCard key={each.account} capacity={each} onChange={refresh} />
				))}
			</div>
			{data?.accounts.length === 0 && (
				<p class="empty">
					No account has a session now. An account’s limits can be set once it is picked above.
				</p>
			)}
		</>
	);
}

const Deployment = ({ active, waiting, maxConcurrentBrowsers }: NonNullable<Capacity["deployment"]>) => (
	<section class="panel" aria-labelledby="deployment-title">
		<h2 id="deployment-title">All accounts together</h2>
		<Meter
			label="Browsers"
			used={active}
			limit={maxConcurrentBrowsers}
			text={`${active} of ${maxConcurrentBrowsers}`}
		/>
		<p class="quiet">{waiting === 0 ? "Nobody waits." : `${plural(waiting, "session")} waiting.`}</p>
	</section>
);

interface AccountCardProps {
	readonly capacity: AccountCapacity;
	readonly onChange: () => void;
}

function AccountCard({ capacity, onChange }: AccountCardProps) {
	const [isEditing, setIsEditing] = useState(false);
	const {
		account,
		active,
		waiting,
		browserTimeTodayMs,
		timeUntilNextAcquisitionMs: untilMs,
		limits,
	} = capacity;
	return (
		<section class="panel" aria-label={`Account ${account}`}>
			<h2>{account}</h2>
			<Meter
				label="Sessions"
				used={active}
				limit={limits.maxConcurrentSessions}
				text={`${active} of ${limits.maxConcurrentSessions}`}
			/>
			<Meter
				label="Browser time today"
				used={browserTimeTodayMs}
				limit={limits.browserTimePerDayMs}
				text={`${duration(browserTimeTodayMs)} of ${duration(limits.browserTimePerDayMs)}`}
			/>
			<dl class="pairs">
				<div>
					<dt>Waiting</dt>
					<dd>{waiting}</dd>
				</div>
				<div>
					<dt>Next acquisition</dt>
					<dd>{untilMs === 0 ? "at once" : `in ${duration(untilMs)}`}</dd>
				</div>
				<div>
					<dt>New sessions</dt>
					<dd>
						{limits.acquisitionsPerSecond} a second, {limits.acquisitionBurst} at once
					</dd>
				</div>
				<div>
					<dt>Longest session</dt>
					<dd>{duration(limits.maxSessionMs)}</dd>
				</div>
				<div>
					<dt>Longest idle time</dt>
					<dd>{duration(limits.maxKeepAliveMs)}</dd>
				</div>
			</dl>
			{holder.value?.isAdmin === true && (
				<button type="button" aria-expanded={isEditing} onClick={() => setIsEditing(!isEditing)}>
					{isEditing ? "Keep its limits" : "Change its limits"}
				</button>
			)}
			{isEditing && (
				<LimitsForm
					account={account}
					onSaved={() => {
						setIsEditing(false);
						onChange();
					}}
				/>
			)}
		</section>
	);
}
