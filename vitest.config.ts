import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// Where the local browser of the tests finds its Chrome.
process.env["XDG_CACHE_HOME"] = join(import.meta.dirname, ".berth/cache");
// `.env` is for wrangler itself and has nothing for the Worker.
process.env["CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV"] = "false";

const worker = {
	plugins: [
		cloudflareTest({
			wrangler: { configPath: "./wrangler.toml" },
			miniflare: {
				bindings: { ADMIN_TOKEN: "admin-token-of-the-tests", SIGNING_SECRET: "signing-secret-of-the-tests" },
			},
		}),
	],
	test: { name: "worker", include: ["test/worker/**/*.test.ts"] },
};

const e2e = {
	test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], fileParallelism: false },
};

export default defineConfig({ test: { projects: [worker, e2e] } });
