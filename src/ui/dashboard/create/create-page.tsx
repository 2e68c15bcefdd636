import { useState } from "preact/hooks";
import { holder } from "../api/holder.ts";
import { createSession } from "../api/sessions.ts";
import { chosenAccount } from "../api/token.ts";
import { announce } from "../parts/announcer.tsx";
import { concerns } from "../parts/field.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { useSubmit } from "../parts/use-submit.ts";
import { go, sessionPlace } from "../route.ts";
import { Behaviour, Identity, Kept, Origin, Start } from "./field-groups.tsx";
import { Guardrails } from "./guardrails.tsx";
import { fieldsFrom } from "./fields-from.ts";

/** What the form has a field for; anything else that is refused is told above it. */
const SHOWN_FIELDS = [
	"account",
	"name",
	"startUrl",
	"keepAliveMs",
	"waitMs",
	"viewport",
	"record",
	"recording",
	"identity",
	"profileId",
	"savesProfile",
	"guardrails",
	"cdpUrl",
];

/** Starts a session. */
export function CreatePage() {
	const isAdmin = holder.value?.isAdmin === true;
	const [account, setAccount] = useState(
		chosenAccount.value === "" ? (holder.value?.account ?? "") : chosenAccount.value,
	);
	const { problem, isBusy, onSubmit } = useSubmit(async (fields) => {
		const session = await createSession(fieldsFrom(fields), isAdmin ? account : "");
		announce("The session is on its way");
		go(sessionPlace(session.id));
	});
	const isAtField = SHOWN_FIELDS.some((name) => concerns(problem, name));
	return (
		<div class="narrow">
			<PageTitle title="New session" />
			<form class="create" onSubmit={onSubmit} noValidate>
				<Start problem={problem} account={isAdmin ? account : undefined} onAccount={setAccount} />
				<Behaviour problem={problem} />
				<Guardrails problem={problem} />
				<Kept problem={problem} account={account} />
				<Identity problem={problem} />
				<Origin problem={problem} />
				{problem !== undefined && !isAtField && (
					<ProblemNote problem={problem} what="The session was not started" />
				)}
				<div class="buttons">
					<button class="primary" disabled={isBusy}>
						{isBusy ? "Starting…" : "Start the session"}
					</button>
				</div>
			</form>
		</div>
	);
}
