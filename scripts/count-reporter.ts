import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import { berthFolder } from "./project.ts";

const SHOWN = 10;
/** Small runs need no table. */
const LEAST_FILES = 20;

/** The files of a large run that took longest, and for .ci/run vitest's own summary as one plain line in a file. */
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
		if (modules.length >= LEAST_FILES) console.log(slowest(modules));
	}
}

function slowest(modules: readonly TestModule[]): string {
	const timed = modules.map((module) => ({
		name: module.relativeModuleId,
		ms: module.diagnostic().duration + module.diagnostic().setupDuration,
	}));
	const rows = timed
		.toSorted((a, b) => b.ms - a.ms)
		.slice(0, SHOWN)
		.map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`);
	return ["", "Slowest files:", ...rows].join("\n");
}
