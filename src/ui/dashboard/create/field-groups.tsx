import type { ComponentChildren } from "preact";
import { listProfiles } from "../api/admin.ts";
import type { ApiProblem } from "../api/problem.ts";
import { concerns, Field } from "../parts/field.tsx";
import { usePolling } from "../polling.ts";

interface GroupProps {
	/** What the last try was refused with. */
	readonly problem: ApiProblem | undefined;
}

const Group = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
	<fieldset>
		<legend>{title}</legend>
		{children}
	</fieldset>
);

interface TickProps {
	readonly name: string;
	readonly children: ComponentChildren;
}

const Tick = ({ name, children }: TickProps) => (
	<label class="tick">
		<input type="checkbox" name={name} />
		<span>{children}</span>
	</label>
);

interface StartProps extends GroupProps {
	/** For the admin: whose session it is to be. */
	readonly account: string | undefined;
	readonly onAccount: (account: string) => void;
}

export const Start = ({ problem, account, onAccount }: StartProps) => (
	<Group title="Session">
		<Field
			label="Page to open"
			name="startUrl"
			problem={problem}
			hint="It is loaded before the session is ready."
		>
			{(input) => (
				<input
					{...input}
					type="text"
					inputMode="url"
					placeholder="https://example.com"
					spellcheck={false}
					autocapitalize="none"
				/>
			)}
		</Field>
		<Field label="Name" name="name" problem={problem} hint="What to find it by later.">
			{(input) => <input {...input} type="text" maxLength={100} autocomplete="off" />}
		</Field>
		{account !== undefined && (
			<Field label="Account" name="account" problem={problem}>
				{(input) => (
					<input
						{...input}
						type="text"
						value={account}
						spellcheck={false}
						autocapitalize="none"
						onInput={({ currentTarget }) => onAccount(currentTarget.value.trim())}
					/>
				)}
			</Field>
		)}
	</Group>
);

export const Behaviour = ({ problem }: GroupProps) => (
	<Group title="Browser">
		<Field
			label="Ends when unused for (minutes)"
			name="keepAliveMs"
			problem={problem}
			hint="Ten, unless this Berth is set up otherwise. It can be extended later."
		>
			{(input) => (
				<input {...input} type="number" min="0.2" step="any" inputMode="decimal" placeholder="10" />
			)}
		</Field>
		<Field
			label="Viewport"
			name="viewport"
			problem={problem}
			hint="Width × height of every tab, in CSS pixels."
		>
			{(input) => (
				<>
					<input {...input} type="text" list="viewports" placeholder="The browser’s own" />
					<datalist id="viewports">
						<option value="1280 × 720" />
						<option value="1440 × 900" />
						<option value="1920 × 1080" />
						<option value="390 × 844" />
					</datalist>
				</>
			)}
		</Field>
		<Field
			isWhole
			label="Only these hosts"
			name="guardrails.allowedDomains"
			problem={problem}
			hint="Guardrails: one host a line, with one * at most, such as *.example.com. Empty for no limit."
		>
			{(input) => <textarea {...input} rows={2} spellcheck={false} autocapitalize="none" />}
		</Field>
		<Field
			label="And the hosts of these sets"
			name="guardrails.allowedDomainSets"
			problem={problem}
			hint="Domain sets by name, such as common-cdns."
		>
			{(input) => <input {...input} type="text" spellcheck={false} autocapitalize="none" />}
		</Field>
	</Group>
);

export const Kept = ({ problem, account }: GroupProps & { readonly account: string }) => (
	<Group title="What is kept">
		<Field
			label="Log"
			name="record"
			problem={problem}
			hint="What happens in its pages, without bodies or secrets."
		>
			{(input) => (
				<select {...input}>
					<option value="">As this Berth is set up</option>
					<option value="true">Console and network</option>
					<option value="console">Console only</option>
					<option value="network">Network only</option>
					<option value="false">Nothing</option>
				</select>
			)}
		</Field>
		<ProfileField problem={problem} account={account} />
		<Tick name="recording">Record what its pages look like, to replay it later</Tick>
		<Tick name="savesDownloads">Keep what it downloads</Tick>
	</Group>
);

function ProfileField({ problem, account }: GroupProps & { readonly account: string }) {
	const { data = [] } = usePolling((signal) => listProfiles(account, signal), undefined, [account]);
	return (
		<>
			<Field
				label="Profile"
				name="profileId"
				problem={problem}
				hint="Cookies and storage that were saved of another session."
			>
				{(input) => (
					<select {...input}>
						<option value="">None</option>
						{data.map(({ profile_id, name }) => (
							<option key={profile_id} value={profile_id}>
								{name ?? profile_id}
							</option>
						))}
					</select>
				)}
			</Field>
			{data.length > 0 && <Tick name="savesProfile">Save the profile anew when the session ends</Tick>}
		</>
	);
}

export const Identity = ({ problem }: GroupProps) => (
	<Group title="How it presents itself">
		<Field label="User agent" name="identity" problem={problem}>
			{(input) => (
				<select {...input}>
					<option value="">The browser’s own</option>
					<option value="random">One that is common now</option>
					<option value="own">This one:</option>
				</select>
			)}
		</Field>
		<label class="below">
			<span class="unseen">The user agent’s text</span>
			<input type="text" name="identity.userAgent" placeholder="Mozilla/5.0 …" spellcheck={false} />
		</label>
		<Tick name="hidesAutomation">Hide the marks of automation</Tick>
	</Group>
);

export const Origin = ({ problem }: GroupProps) => (
	<details class="group" open={concerns(problem, "cdpUrl")}>
		<summary>Use a browser that is there already</summary>
		<Field
			label="DevTools endpoint"
			name="cdpUrl"
			problem={problem}
			hint="http(s), which names its socket, or ws(s). It may hold a key, and is never shown again."
		>
			{(input) => (
				<input
					{...input}
					type="text"
					inputMode="url"
					autocomplete="off"
					spellcheck={false}
					placeholder="wss://…"
				/>
			)}
		</Field>
	</details>
);
