import { useState } from "preact/hooks";
import { listProfiles } from "../api/admin.ts";
import { concerns, Field } from "../parts/field.tsx";
import { usePolling } from "../polling.ts";
import { Group, type GroupProps, Tick } from "./group.tsx";

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
			label="May wait for a browser (minutes)"
			name="waitMs"
			problem={problem}
			hint="Where a limit is reached: ten at most, and 0 to be refused at once."
		>
			{(input) => <input {...input} type="number" min="0" step="any" inputMode="decimal" placeholder="10" />}
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
		<Field
			label="Recording"
			name="recording"
			problem={problem}
			hint="What its pages look like, to replay it later. What is typed into fields is masked."
		>
			{(input) => (
				<select {...input}>
					<option value="">As this Berth is set up</option>
					<option value="true">On</option>
					<option value="false">Off</option>
				</select>
			)}
		</Field>
		<ProfileField problem={problem} account={account} />
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

/** How it looks to sites. */
export function Identity({ problem }: GroupProps) {
	const [who, setWho] = useState("");
	return (
		<Group title="How it presents itself">
			<Field label="User agent" name="identity" problem={who === "own" ? undefined : problem}>
				{(input) => (
					<select {...input} value={who} onChange={({ currentTarget }) => setWho(currentTarget.value)}>
						<option value="">The browser’s own</option>
						<option value="random">One that is common now</option>
						<option value="own">Another</option>
					</select>
				)}
			</Field>
			{who === "own" && (
				<Field label="Its text" name="identity.userAgent" problem={problem}>
					{(input) => <input {...input} type="text" placeholder="Mozilla/5.0 …" spellcheck={false} />}
				</Field>
			)}
			<Tick name="hidesAutomation">Hide the marks of automation</Tick>
		</Group>
	);
}

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
