import type { Limits, OwnLimits } from "../../../domain/limits.ts";
import { readLimits, writeLimits } from "../api/admin.ts";
import { announce } from "../parts/announcer.tsx";
import { Field } from "../parts/field.tsx";
import { formText } from "../parts/form-text.ts";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { useSubmit } from "../parts/use-submit.ts";
import { usePolling } from "../polling.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Each limit with its name for people, and how much of the API's unit one of its own is. */
const FIELDS: readonly (readonly [keyof Limits, string, number])[] = [
	["maxConcurrentSessions", "Sessions at a time", 1],
	["acquisitionsPerSecond", "New sessions a second", 1],
	["acquisitionBurst", "New sessions at once", 1],
	["browserTimePerDayMs", "Browser time a day (hours)", HOUR_MS],
	["maxSessionMs", "Longest session (minutes)", MINUTE_MS],
	["maxKeepAliveMs", "Longest idle time (minutes)", MINUTE_MS],
];

export interface LimitsFormProps {
	readonly account: string;
	readonly onSaved: () => void;
}

/** Limits of an account's own; a field that is left empty keeps the deployment's. */
export function LimitsForm({ account, onSaved }: LimitsFormProps) {
	const { data, problem: unread } = usePolling((signal) => readLimits(account, signal), undefined, [account]);
	const { problem, isBusy, onSubmit } = useSubmit(async (fields) => {
		await writeLimits(account, limitsIn(fields));
		announce(`The limits of ${account} are saved`);
		onSaved();
	});
	if (data === undefined)
		return unread === undefined ? (
			<Skeleton />
		) : (
			<ProblemNote problem={unread} what="The limits can’t be read" />
		);
	return (
		<form class="limits" onSubmit={onSubmit} noValidate>
			{FIELDS.map(([name, label, unit]) => (
				<Field key={name} label={label} name={name} problem={problem}>
					{(input) => (
						<input
							{...input}
							type="number"
							min="0"
							step="any"
							defaultValue={data.own[name] === undefined ? "" : String(data.own[name] / unit)}
							placeholder={String(data.limits[name] / unit)}
						/>
					)}
				</Field>
			))}
			{problem !== undefined && problem.field === undefined && (
				<ProblemNote problem={problem} what="The limits were not saved" />
			)}
			<p class="quiet">Empty: the deployment’s.</p>
			<button class="primary" disabled={isBusy}>
				Save the limits
			</button>
		</form>
	);
}

function limitsIn(form: FormData): OwnLimits {
	const own: { -readonly [Name in keyof Limits]?: number } = {};
	for (const [name, , unit] of FIELDS) {
		const value = formText(form, name);
		if (value !== "") own[name] = unit === 1 ? Number(value) : Math.round(Number(value) * unit);
	}
	return own;
}
