import { useState } from "preact/hooks";
import { createToken } from "../api/admin.ts";
import { holder } from "../api/holder.ts";
import { announce } from "../parts/announcer.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Field } from "../parts/field.tsx";
import { formText } from "../parts/form-text.ts";
import { ProblemNote } from "../parts/problem-note.tsx";
import { useSubmit } from "../parts/use-submit.ts";

const DAY_MS = 86_400_000;
const SHOWN_FIELDS: readonly (string | undefined)[] = ["account", "name", "email", "right", "expiresAt"];

export interface TokenFormProps {
	/** The account that is looked at; empty for all. */
	readonly account: string;
	readonly onMade: () => void;
}

/** Makes a token, and shows it this once. */
export function TokenForm({ account, onMade }: TokenFormProps) {
	const [made, setMade] = useState("");
	const { problem, isBusy, onSubmit } = useSubmit(async (fields, form) => {
		const text = (name: string) => formText(fields, name);
		const days = text("expiresAt");
		setMade("");
		const { token } = await createToken({
			account: text("account"),
			right: text("right"),
			name: text("name"),
			email: text("email") === "" ? undefined : text("email"),
			expiresAt: days === "" ? undefined : Date.now() + Math.round(Number(days) * DAY_MS),
		});
		setMade(token);
		announce("The token is made");
		form.reset();
		onMade();
	});
	return (
		<section class="panel" aria-labelledby="new-token">
			<h2 id="new-token">New token</h2>
			<form class="token-form" onSubmit={onSubmit} noValidate>
				<Field label="Account" name="account" problem={problem}>
					{(input) => (
						<input
							{...input}
							type="text"
							defaultValue={account === "" ? (holder.value?.account ?? "") : account}
							spellcheck={false}
							autocapitalize="none"
						/>
					)}
				</Field>
				<Field label="Name" name="name" problem={problem}>
					{(input) => <input {...input} type="text" maxLength={100} placeholder="ci" autocomplete="off" />}
				</Field>
				<Field label="Right" name="right" problem={problem}>
					{(input) => (
						<select {...input}>
							<option value="write">May do all</option>
							<option value="read">May only look</option>
						</select>
					)}
				</Field>
				<Field label="Good for (days)" name="expiresAt" problem={problem}>
					{(input) => <input {...input} type="number" min="0" step="any" placeholder="Until revoked" />}
				</Field>
				<Field label="E-mail, for X-Auth-Email" name="email" problem={problem}>
					{(input) => <input {...input} type="email" placeholder="None" autocomplete="off" />}
				</Field>
				<button class="primary" disabled={isBusy}>
					Make the token
				</button>
			</form>
			{problem !== undefined && !SHOWN_FIELDS.includes(problem.field) && (
				<ProblemNote problem={problem} what="The token was not made" />
			)}
			{made !== "" && (
				<div class="note made">
					<strong>This is the only time that the token is shown.</strong>
					<div class="code">
						<pre tabIndex={0} aria-label="The token">
							{made}
						</pre>
						<CopyButton text={made} what="the token" />
					</div>
				</div>
			)}
		</section>
	);
}
