/** What became of one test. */
export interface TestResult {
	/** Its names from the outermost group on, joined by {@link SEPARATOR}; unique in a run. */
	readonly title: string;
	readonly status: "passed" | "failed" | "skipped";
	readonly ms: number;
	readonly error?: string;
}

/** One run of a file, or of some tests of it, on one side. */
export interface FileRun {
	readonly results: readonly TestResult[];
	/** Why it ended before its end. */
	readonly cutShort?: string;
}

export const SEPARATOR = " › ";
const KEPT_CHARACTERS = 1_500;

/** What the reporters inside the suites write, a line a test. */
export interface ReportedTest {
	readonly titles: readonly string[];
	readonly status: TestResult["status"];
	readonly ms: number;
	readonly error?: string;
	/** A hook failed that belongs to this test, whatever the test itself did. */
	readonly isHook?: boolean;
}

/** The results in what a reporter has written. A last line that is not whole is left out. */
export function parseReport(text: string): readonly TestResult[] {
	const byTitle = new Map<string, TestResult>();
	for (const line of text.split("\n").slice(0, -1)) {
		const { titles, status, ms, error, isHook = false } = JSON.parse(line) as ReportedTest;
		const name = titles.join(SEPARATOR);
		const title = isHook ? name : unused(name, byTitle);
		byTitle.set(title, { title, status, ms, ...(error !== undefined && { error: readable(error) }) });
	}
	return [...byTitle.values()];
}

/** A suite may have several tests of one name. */
function unused(name: string, taken: ReadonlyMap<string, unknown>): string {
	if (!taken.has(name)) return name;
	for (let count = 2; ; count++) if (!taken.has(`${name} (${count})`)) return `${name} (${count})`;
}

/** The names that a pattern for one title looks for: without what {@link parseReport} adds. */
export const namesOf = (title: string): readonly string[] => title.replace(/ \(\d+\)$/, "").split(SEPARATOR);

/** Without colors, and not longer than somebody reads. */
const readable = (error: string): string =>
	// eslint-disable-next-line no-control-regex -- these are the colors
	error.replaceAll(/\u001B\[[0-9;]*m/g, "").slice(0, KEPT_CHARACTERS);
