import { useState } from "preact/hooks";
import { deleteDomainSet, type DomainSet, listDomainSets } from "../api/domain-sets.ts";
import { type ApiProblem, problemFrom } from "../api/problem.ts";
import { announce } from "../parts/announcer.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { DomainSetForm } from "./domain-set-form.tsx";
import { DomainSetItem } from "./domain-set-item.tsx";

/** The lists of hosts that guardrails may name, in the admin's hands. */
export function DomainSetPage() {
	const { data, problem, refresh } = usePolling(listDomainSets, undefined, []);
	const [doomed, setDoomed] = useState<DomainSet>();
	const [refused, setRefused] = useState<ApiProblem>();
	const remove = async ({ name }: DomainSet) => {
		setDoomed(undefined);
		setRefused(undefined);
		try {
			await deleteDomainSet(name);
			announce(`The domain set ${name} is deleted`);
		} catch (fault) {
			setRefused(problemFrom(fault));
		}
		refresh();
	};
	return (
		<>
			<PageTitle title="Domain sets" />
			<p class="lead">
				Lists of hosts that the guardrails of any account’s sessions may name. A session keeps what a set held
				when it started.
			</p>
			{problem !== undefined && <ProblemNote problem={problem} what="The sets can’t be listed" />}
			{refused !== undefined && <ProblemNote problem={refused} what="The set was not deleted" />}
			{data === undefined && problem === undefined && <Skeleton />}
			{data !== undefined && (
				<>
					<section class="panel" aria-labelledby="new-set">
						<h2 id="new-set">New set</h2>
						<DomainSetForm taken={data.map(({ name }) => name)} onSaved={refresh} />
					</section>
					<ul class="listing" aria-label="Domain sets, by name">
						{data.map((set) => (
							<DomainSetItem key={set.name} set={set} onSaved={refresh} onDelete={() => setDoomed(set)} />
						))}
					</ul>
				</>
			)}
			{doomed !== undefined && (
				<Confirm
					title={`Delete ${doomed.name}?`}
					action="Delete it"
					onConfirm={() => void remove(doomed)}
					onCancel={() => setDoomed(undefined)}
				>
					<p>New sessions that name it are refused. Those that run keep its hosts.</p>
				</Confirm>
			)}
		</>
	);
}
