import type { EventEmitter } from "node:events";
import { reportTest } from "./report-test.ts";

/** What is used of mocha's tests and hooks. */
interface MochaTest {
	readonly type: "test" | "hook";
	readonly duration?: number;
	readonly ctx?: { readonly currentTest?: MochaTest };
	readonly title: string;
	titlePath(): readonly string[];
}

/** mocha calls it with `new`. */
function Reporter(runner: EventEmitter): void {
	runner.on("pass", (test: MochaTest) => report(test, "passed"));
	runner.on("pending", (test: MochaTest) => report(test, "skipped"));
	runner.on("fail", (test: MochaTest, fault: unknown) => {
		const error = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
		if (test.type !== "hook") report(test, "failed", error);
		else reportHook(test, error);
	});
}

function report(test: MochaTest, status: "passed" | "failed" | "skipped", error?: string): void {
	const { duration = 0 } = test;
	reportTest({ titles: test.titlePath(), status, ms: duration, ...(error !== undefined && { error }) });
}

/** The hook of a test is that test's failure; one of a group makes a line of its own. */
function reportHook(hook: MochaTest, error: string): void {
	const titles = (hook.ctx?.currentTest ?? hook).titlePath();
	reportTest({
		titles,
		status: "failed",
		ms: hook.duration ?? 0,
		error: `${hook.title}: ${error}`,
		isHook: true,
	});
}

// mocha takes its reporters with require().
export { Reporter as "module.exports" };
