import type { Journal } from "./journal.ts";
import type { Options } from "./options.ts";

const SHOWN = 20;
const SHOWN_CHARACTERS = 900;

/** What people read at the end. */
export function reportOf({ seed, sessions, durationMs }: Options, journal: Journal, tookMs: number): string {
	const counts = [...journal.counts].toSorted(([a], [b]) => a.localeCompare(b));
	const width = Math.max(...counts.map(([event]) => event.length));
	const { violations } = journal;
	// One session that goes wrong breaks several rules.
	const byId = Map.groupBy(violations, ({ fields }) => fields["id"]);
	const shown = [...byId.values()].slice(0, SHOWN).map((group) => {
		const rules = group.map(({ rule, fields }) => `✗ ${timeOf(fields["at"])} ${rule}`);
		return [...rules, `  ${JSON.stringify(group[0]?.fields).slice(0, SHOWN_CHARACTERS)}`].join("\n");
	});
	if (byId.size > SHOWN) shown.push(`… and ${byId.size - SHOWN} more things that went wrong`);
	const verdict =
		violations.length === 0 ? "Everything held." : `${violations.length} violations; see ${journal.file}`;
	const minutes = Math.round(durationMs / 6_000) / 10;
	const run = `seed ${seed}, ${sessions} sessions at a time, ${minutes} min of faults, ${Math.round(tookMs / 1000)} s in all`;
	// On a machine that is too busy little can go wrong.
	const countOf = (event: string): number => journal.counts.get(event) ?? 0;
	const seen = `${countOf("sessions")} sessions, ${countOf("create 200")} of them given out; ${countOf("snapshot")} looks`;
	return [
		...counts.map(([event, count]) => `${event.padEnd(width)}  ${count}`),
		...shown,
		`${run}. ${seen}. ${verdict}`,
	].join("\n");
}

/** As the journal has it. */
const timeOf = (at: unknown): string => new Date(Number(at)).toISOString().slice(11, 23);
