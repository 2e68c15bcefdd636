import { useState } from "preact/hooks";
import { BUILT_IN_SETS } from "../../../domain/built-in-sets.ts";
import { type DomainSet, listDomainSets } from "../api/domain-sets.ts";
import { holder } from "../api/holder.ts";
import { Field } from "../parts/field.tsx";
import { HostList } from "../parts/host-list.tsx";
import { usePolling } from "../polling.ts";
import { Group, type GroupProps, Tick } from "./group.tsx";

const SETS = "guardrails.allowedDomainSets";

/** Which hosts the session may reach. */
export function Guardrails({ problem }: GroupProps) {
	const [isRestricted, setIsRestricted] = useState(false);
	return (
		<Group title="Where it may go">
			<Field label="Hosts" name="guardrails" problem={isRestricted ? undefined : problem}>
				{(input) => (
					<select
						{...input}
						value={String(isRestricted)}
						onChange={({ currentTarget }) => setIsRestricted(currentTarget.value === "true")}
					>
						<option value="false">Any</option>
						<option value="true">Only those that are named</option>
					</select>
				)}
			</Field>
			{isRestricted && (
				<>
					<Field
						isWhole
						label="Hosts by name"
						name="guardrails.allowedDomains"
						problem={problem}
						hint="One a line, each with one * at most, such as *.example.com. With none, and no set, it can go nowhere."
					>
						{(input) => <textarea {...input} rows={3} spellcheck={false} autocapitalize="none" />}
					</Field>
					<SetTicks />
					<Field
						isWhole
						label="Other sets"
						name={SETS}
						problem={problem}
						hint="By name, or the https address of a list. Four sets in all."
					>
						{(input) => <input {...input} type="text" spellcheck={false} autocapitalize="none" />}
					</Field>
				</>
			)}
		</Group>
	);
}

const builtIn = [...BUILT_IN_SETS].map(([name, domains]): DomainSet => ({ name, domains, isBuiltIn: true }));

/** The sets that are known here, with what they hold; only the admin is told of more than those that every Berth has. */
function SetTicks() {
	const isAdmin = holder.value?.isAdmin === true;
	const load = (signal: AbortSignal) => (isAdmin ? listDomainSets(signal) : Promise.resolve(builtIn));
	const { data = builtIn } = usePolling(load, undefined, [isAdmin]);
	return (
		<div class="whole sets" role="group" aria-label="Domain sets">
			{data.map(({ name, domains }) => (
				<div key={name}>
					<Tick name={SETS} value={name}>
						{name}
					</Tick>
					<HostList hosts={domains} />
				</div>
			))}
		</div>
	);
}
