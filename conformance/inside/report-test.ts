import { appendFileSync } from "node:fs";
import type { ReportedTest } from "../result.ts";
import { variable } from "./environment.ts";

/** Written at once: the process may be killed at any time. */
export function reportTest(test: ReportedTest): void {
	appendFileSync(variable("CONFORMANCE_REPORT"), `${JSON.stringify(test)}\n`);
}
