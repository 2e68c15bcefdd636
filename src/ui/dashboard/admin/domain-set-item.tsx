import { useState } from "preact/hooks";
import type { DomainSet } from "../api/domain-sets.ts";
import { dateAndTime } from "../format.ts";
import { HostList } from "../parts/host-list.tsx";
import { DomainSetForm } from "./domain-set-form.tsx";

export interface DomainSetItemProps {
	readonly set: DomainSet;
	readonly onSaved: () => void;
	readonly onDelete: () => void;
}

/** A set and what it holds; one of Berth's own can only be looked at. */
export function DomainSetItem({ set, onSaved, onDelete }: DomainSetItemProps) {
	const [isEditing, setIsEditing] = useState(false);
	const { name, domains, isBuiltIn, updatedAt } = set;
	return (
		<li class="set">
			<div class="set-head">
				<p class="name">
					{name}{" "}
					<span class="quiet">
						{isBuiltIn ? "built in" : updatedAt !== undefined && `changed ${dateAndTime(updatedAt)}`}
					</span>
				</p>
				{!isBuiltIn && (
					<div class="buttons">
						<button
							type="button"
							aria-label={`Edit ${name}`}
							aria-expanded={isEditing}
							onClick={() => setIsEditing(!isEditing)}
						>
							Edit
						</button>
						<button type="button" class="danger" aria-label={`Delete ${name}`} onClick={onDelete}>
							Delete
						</button>
					</div>
				)}
			</div>
			{isEditing ? (
				<DomainSetForm
					set={set}
					onSaved={() => {
						setIsEditing(false);
						onSaved();
					}}
					onCancel={() => setIsEditing(false)}
				/>
			) : (
				<HostList hosts={domains} />
			)}
		</li>
	);
}
