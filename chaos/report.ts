import type { Journal } from "./journal.ts";
import type { Options } from "./options.ts";

const SHOWN_VIOLATIONS = 30;
const SHOWN_CHARACTERS = 900;

/** What people read at the end. */
export function reportOf({ seed, sessions, durationMs }: Options, journal: Journal, tookMs: number): string {
	const counts = [...journal.counts].toSorted(([a], [b]) => a.localeCompare(b));
	const width = Math.max(...counts.map(([event]) => event.length));
	const { violations } = journal;
	const shown = violations
		.slice(0, SHOWN_VIOLATIONS)
		.map(({ rule, fields }) => `✗ ${rule}\n  ${JSON.stringify(fields).slice(0, SHOWN_CHARACTERS)}`);
	if (violations.length > shown.length) shown.push(`… and ${violations.length - shown.length} more`);
	const verdict =
		violations.length === 0 ? "Everything held." : `${violations.length} violations; see ${journal.file}`;
	const minutes = Math.round(durationMs / 6_000) / 10;
	return [
		...counts.map(([event, count]) => `${event.padEnd(width)}  ${count}`),
		...shown,
		`seed ${seed}, ${sessions} sessions, ${minutes} min of faults, ${Math.round(tookMs / 1000)} s in all. ${verdict}`,
	].join("\n");
}
