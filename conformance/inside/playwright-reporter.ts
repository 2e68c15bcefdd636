import { reportTest } from "./report-test.ts";

/** What is used of Playwright's tests and results. */
interface PlaywrightTest {
	readonly expectedStatus: string;
	titlePath(): readonly string[];
}

interface PlaywrightResult {
	readonly status: string;
	readonly duration: number;
	readonly error?: { readonly stack?: string; readonly message?: string; readonly value?: string };
}

/** Before a test's own names are those of the root, the project and the file. */
const NAMES_BEFORE = 3;

export default class Reporter {
	onTestEnd(test: PlaywrightTest, { status, duration, error }: PlaywrightResult): void {
		const titles = test.titlePath().slice(NAMES_BEFORE);
		const isExpected = status === test.expectedStatus;
		const outcome = status === "skipped" ? "skipped" : isExpected ? "passed" : "failed";
		const text = error?.stack ?? error?.message ?? error?.value;
		const said =
			outcome === "failed" ? (text ?? `${status} where ${test.expectedStatus} is expected`) : undefined;
		reportTest({ titles, status: outcome, ms: duration, ...(said !== undefined && { error: said }) });
	}
}
