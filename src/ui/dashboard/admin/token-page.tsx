import { useState } from "preact/hooks";
import type { TokenRecord } from "../../../domain/token.ts";
import { listTokens, revokeToken } from "../api/admin.ts";
import { type ApiProblem, problemFrom } from "../api/problem.ts";
import { chosenAccount } from "../api/token.ts";
import { now } from "../clock.ts";
import { dateAndTime } from "../format.ts";
import { announce } from "../parts/announcer.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { TokenForm } from "./token-form.tsx";

/** The tokens of all accounts, in the admin's hands. */
export function TokenPage() {
	const account = chosenAccount.value;
	const { data, problem, refresh } = usePolling((signal) => listTokens(account, signal), undefined, [
		account,
	]);
	const [doomed, setDoomed] = useState<TokenRecord>();
	const [refused, setRefused] = useState<ApiProblem>();
	const revoke = async ({ id, name }: TokenRecord) => {
		setDoomed(undefined);
		setRefused(undefined);
		try {
			await revokeToken(id);
			announce(`The token ${name} is revoked`);
		} catch (fault) {
			setRefused(problemFrom(fault));
		}
		refresh();
	};
	return (
		<>
			<PageTitle title="Tokens" />
			<TokenForm account={account} onMade={refresh} />
			{problem !== undefined && <ProblemNote problem={problem} what="The tokens can’t be listed" />}
			{refused !== undefined && <ProblemNote problem={refused} what="The token was not revoked" />}
			{data === undefined && problem === undefined && <Skeleton />}
			{data?.length === 0 && (
				<div class="empty">
					<h2>There is no token yet</h2>
					<p>Until there is one, only the admin’s works. Each token sees its own account alone.</p>
				</div>
			)}
			{data !== undefined && data.length > 0 && (
				<ul class="listing token-list" aria-label="Tokens, newest first">
					{data.map((token) => (
						<TokenItem key={token.id} token={token} onRevoke={() => setDoomed(token)} />
					))}
				</ul>
			)}
			{doomed !== undefined && (
				<Confirm
					title="Revoke this token?"
					action="Revoke it"
					onConfirm={() => void revoke(doomed)}
					onCancel={() => setDoomed(undefined)}
				>
					<p>
						Whoever uses <strong>{nameOf(doomed)}</strong> is refused from now on. What is open with it is
						closed, and its links end. Sessions that it started go on.
					</p>
				</Confirm>
			)}
		</>
	);
}

const nameOf = ({ name, account }: TokenRecord): string => (name === "" ? `the token of ${account}` : name);

function TokenItem({ token, onRevoke }: { readonly token: TokenRecord; readonly onRevoke: () => void }) {
	const { account, right, createdAt, expiresAt, revokedAt, email } = token;
	const hasExpired = expiresAt !== null && expiresAt <= now.value;
	const isUsable = revokedAt === null && !hasExpired;
	return (
		<li class={isUsable ? undefined : "gone"}>
			<span class={`badge ${isUsable ? "running" : "closed"}`}>
				{revokedAt === null ? (hasExpired ? "Expired" : "Good") : "Revoked"}
			</span>
			<div>
				<p class="name">
					{nameOf(token)} <span class="quiet">{right === "read" ? "may only look" : "may do all"}</span>
				</p>
				<p class="quiet">
					{account}
					{email !== null && ` · ${email}`} · made {dateAndTime(createdAt)}
					{expiresAt !== null && ` · ${hasExpired ? "expired" : "until"} ${dateAndTime(expiresAt)}`}
				</p>
			</div>
			{isUsable && (
				<button type="button" aria-label={`Revoke ${nameOf(token)}`} onClick={onRevoke}>
					Revoke
				</button>
			)}
		</li>
	);
}
