import { plural } from "../format.ts";

export interface HostListProps {
	readonly hosts: readonly string[];
	/** The sets that some of them come from. */
	readonly sets?: readonly string[] | undefined;
}

/** Hosts, behind how many there are. */
export const HostList = ({ hosts, sets = [] }: HostListProps) =>
	hosts.length === 0 ? (
		<span>No host</span>
	) : (
		<details class="hosts">
			<summary>
				{plural(hosts.length, "host")}
				{sets.length > 0 && <span class="quiet"> with {sets.join(", ")}</span>}
			</summary>
			<ul>
				{hosts.map((host) => (
					<li key={host}>
						<code>{host}</code>
					</li>
				))}
			</ul>
		</details>
	);
