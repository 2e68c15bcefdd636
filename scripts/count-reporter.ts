import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import { berthFolder } from "./project.ts";

/** For .ci/run: what vitest's own summary says, as one plain line in a file. */
export class CountReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
		let passed = 0;
		// An error that belongs to no test fails the run too, and so does a file that cannot be loaded.
		let failed = errors.length;
		for (const module of modules) {
			const states = [...module.children.allTests()].map((test) => test.result().state);
			passed += states.filter((state) => state === "passed").length;
			const failures = states.filter((state) => state === "failed").length;
			failed += failures === 0 && !module.ok() ? 1 : failures;
		}
		const file = join(berthFolder, "test-count.txt");
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, `${passed} passed, ${failed} failed\n`);
	}
}
