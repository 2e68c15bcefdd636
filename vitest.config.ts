import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { CountReporter } from "./scripts/count-reporter.ts";
import { dropExpected } from "./scripts/expected-noise.ts";
import { LongFirst } from "./scripts/long-first.ts";
import { cacheHome } from "./scripts/project.ts";
import { textModules } from "./scripts/text-modules.ts";
import { workerPackages } from "./scripts/worker-packages.ts";

// Where the local browser of the tests finds its Chrome.
process.env["XDG_CACHE_HOME"] = cacheHome;
// `.env` is for wrangler itself and has nothing for the Worker.
process.env["CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV"] = "false";

dropExpected();

const common = {
	// A hung test ends; no limit decides one that only has a slow machine.
	testTimeout: 300_000,
	hookTimeout: 300_000,
	expect: { poll: { timeout: 100_000 } },
	provide: { isFullSize: process.env["BERTH_LONG_TESTS"] === "1" },
};

/** Leaves out the Worker's own log lines. */
const onConsoleLog = (line: string): boolean => !line.startsWith('{"event":');

/** What needs nothing of the platform. No file leaves anything behind, so they share their processes. */
const unit = {
	plugins: [textModules()],
	test: {
		name: "unit",
		include: ["test/unit/**/*.test.ts"],
		isolate: false,
		sequence: { groupOrder: 0 },
		...common,
	},
};

/** Each file's workerd asks for each module by itself: a package that is one module spares it 400 of 800. */
const bundledPackages = {
	enabled: true,
	include: [...workerPackages()],
	// What the runtime has; puppeteer imports the last two where it is given a file's name.
	rolldownOptions: { external: [/^node:/, "fs/promises", "path"] },
};

const worker = {
	plugins: [
		textModules(),
		cloudflareTest({
			wrangler: { configPath: "./wrangler.toml" },
			miniflare: {
				bindings: {
					ADMIN_TOKEN: "admin-token-of-the-tests",
					SIGNING_SECRET: "signing-secret-of-the-tests",
					ENCRYPTION_SECRET: "encryption-secret-of-the-tests",
					// Tests create faster than people; those of the limit itself set one.
					ACQUISITIONS_PER_SECOND: "1000",
					ACQUISITION_BURST: "1000",
				},
			},
		}),
	],
	test: {
		name: "worker",
		include: ["test/worker/**/*.test.ts"],
		...common,
		deps: { optimizer: { ssr: bundledPackages } },
		// Each file has a workerd and Chromes of its own, and waits a third of its time.
		maxWorkers: 3,
		sequence: { groupOrder: 1 },
	},
};

const e2e = {
	// Each file waits most of its time, for browsers or for what is due: three at a time keep two cores busy. They share their
	// processes, which have loaded the clients then.
	test: {
		name: "e2e",
		include: ["test/e2e/**/*.test.ts"],
		globalSetup: "./test/e2e/shared-berth-setup.ts",
		isolate: false,
		maxWorkers: 3,
		sequence: { groupOrder: 2 },
		...common,
	},
};

export default defineConfig({
	test: {
		globalSetup: "./scripts/test-setup.ts",
		onConsoleLog,
		sequence: { sequencer: LongFirst },
		reporters: ["default", new CountReporter()],
		projects: [unit, worker, e2e],
	},
});
