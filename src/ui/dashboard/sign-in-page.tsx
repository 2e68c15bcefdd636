import { signIn } from "./api/holder.ts";
import { hintFor } from "./api/problem.ts";
import { farewell } from "./api/token.ts";
import { Field } from "./parts/field.tsx";
import { formText } from "./parts/form-text.ts";
import { PageTitle } from "./parts/page-title.tsx";
import { useSubmit } from "./parts/use-submit.ts";

/** Asks for a token. */
export function SignInPage() {
	const { problem, isBusy, onSubmit } = useSubmit((fields) => signIn(formText(fields, "token")));
	return (
		<main class="sign-in">
			<form onSubmit={onSubmit} noValidate>
				<img src="/ui/berth.svg" alt="" width="44" height="44" />
				<PageTitle title="Sign in">Sign in to Berth</PageTitle>
				{farewell.value !== "" && (
					<p class="note" role="status">
						{farewell}
					</p>
				)}
				<Field
					label="Token"
					name="token"
					problem={problem}
					hint="An account’s, or the admin’s: ADMIN_TOKEN in .dev.vars. It stays in this browser tab until you sign out or close it."
				>
					{(input) => (
						<input {...input} type="password" autocomplete="off" spellcheck={false} required autofocus />
					)}
				</Field>
				{problem !== undefined && (
					<div class="note problem" role="alert">
						<strong>{problem.status === 401 ? "This token is not valid." : problem.message}</strong>
						<p>{problem.status === 401 ? "It may be mistyped, expired or revoked." : hintFor(problem)}</p>
					</div>
				)}
				<button class="primary" disabled={isBusy}>
					{isBusy ? "Signing in…" : "Sign in"}
				</button>
			</form>
		</main>
	);
}
