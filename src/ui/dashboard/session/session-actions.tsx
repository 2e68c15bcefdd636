import { useState } from "preact/hooks";
import { readCapacity } from "../api/admin.ts";
import { mayWrite } from "../api/holder.ts";
import { type ApiProblem, problemFrom } from "../api/problem.ts";
import { endSession, extendSession, revokeLinks, type ShownSession } from "../api/sessions.ts";
import { duration } from "../format.ts";
import { announce } from "../parts/announcer.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { usePolling } from "../polling.ts";
import { RevokeLinks } from "./revoke-links.tsx";

export interface SessionActionsProps {
	readonly session: ShownSession;
	/** Called when something of the session has changed. */
	readonly onChange: () => void;
}

/** Keeping a session, ending its links, and ending it. */
export function SessionActions({ session, onChange }: SessionActionsProps) {
	const [problem, setProblem] = useState<ApiProblem>();
	const [isAsking, setIsAsking] = useState(false);
	if (!mayWrite()) return null;
	const attempt = async (work: () => Promise<unknown>, done: string) => {
		setProblem(undefined);
		try {
			await work();
			announce(done);
		} catch (fault) {
			setProblem(problemFrom(fault));
		}
		onChange();
	};
	const end = () => {
		setIsAsking(false);
		void attempt(() => endSession(session.id), "The session is ending");
	};
	return (
		<>
			{session.state === "running" && (
				<ExtendForm
					session={session}
					onExtend={(keepAliveMs) =>
						void attempt(() => extendSession(session.id, keepAliveMs), "The session is extended")
					}
				/>
			)}
			<RevokeLinks onRevoke={() => void attempt(() => revokeLinks(session.id), "The links are revoked")} />
			<button type="button" class="danger" onClick={() => setIsAsking(true)}>
				End session
			</button>
			{problem !== undefined && (
				<p class="complaint" role="alert">
					{problem.complaint}
				</p>
			)}
			{isAsking && (
				<Confirm
					title="End this session?"
					action="End it"
					onConfirm={end}
					onCancel={() => setIsAsking(false)}
				>
					<p>
						{session.state === "running"
							? "Its browser closes, and whoever is connected is cut off. What was kept of it stays."
							: "It has no browser yet, and gets none."}
					</p>
				</Confirm>
			)}
		</>
	);
}

const MINUTE_MS = 60_000;
const WINDOWS_MS = [5, 10, 20, 60, 240, 1440].map((minutes) => minutes * MINUTE_MS);

interface ExtendFormProps {
	readonly session: ShownSession;
	readonly onExtend: (keepAliveMs: number | undefined) => void;
}

/** Starts the idle time anew, as long as it was or as long as is picked. */
function ExtendForm({ session: { account, keepAliveMs }, onExtend }: ExtendFormProps) {
	const [picked, setPicked] = useState("");
	const { data } = usePolling((signal) => readCapacity(account, signal), undefined, [account]);
	const longestMs = data?.accounts[0]?.limits.maxKeepAliveMs ?? 0;
	const offered = WINDOWS_MS.filter((ms) => ms !== keepAliveMs && ms <= longestMs);
	const submit = (event: SubmitEvent) => {
		event.preventDefault();
		onExtend(picked === "" ? undefined : Number(picked));
		setPicked("");
	};
	return (
		<form class="extend" onSubmit={submit}>
			<label>
				<span class="unseen">Idle time from now on</span>
				<select value={picked} onChange={({ currentTarget }) => setPicked(currentTarget.value)}>
					<option value="">{duration(keepAliveMs)}</option>
					{offered.map((ms) => (
						<option key={ms} value={ms}>
							{duration(ms)}
						</option>
					))}
				</select>
			</label>
			<button>Extend</button>
		</form>
	);
}
