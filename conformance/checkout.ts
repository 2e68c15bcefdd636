import { execFileSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import type { Suite } from "./suite.ts";

const MARKER = "berth-copy.txt";

/**
 * A copy of the checkout's tests that can be run, with the packages they need; the checkout itself stays as it is.
 *
 * @returns its folder
 * @throws when the checkout lacks what the suite's tests need
 */
export function copyOf(suite: Suite, checkout: string, folder: string): string {
	for (const path of suite.paths)
		if (!existsSync(join(checkout, path))) throw new Error(`--checkout ${checkout}: it has no ${path}`);
	const copy = join(folder, suite.name);
	const wanted = JSON.stringify({
		checkout,
		packages: suite.packages,
		stamp: stampOf(checkout, suite.files(checkout)),
	});
	const marker = join(copy, MARKER);
	if (!existsSync(marker) || readFileSync(marker, "utf8") !== wanted) {
		console.error(`Copying ${checkout} and installing what its tests need …`);
		rmSync(copy, { recursive: true, force: true });
		mkdirSync(copy, { recursive: true });
		const manifest = { private: true, type: "commonjs", dependencies: suite.packages };
		writeFileSync(join(copy, "package.json"), JSON.stringify(manifest));
		for (const path of suite.paths) cpSync(join(checkout, path), join(copy, path), { recursive: true });
		const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: "1", PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" };
		execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
			cwd: copy,
			env,
			stdio: ["ignore", "ignore", "inherit"],
		});
		writeFileSync(marker, wanted);
	}
	suite.prepare(copy);
	return copy;
}

/** What tells one version of some files from another. */
export function stampOf(folder: string, files: readonly string[]): string {
	const hash = createHash("sha256");
	for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
	return hash.digest("base64url").slice(0, 16);
}

/** What is kept of a run without Berth depends on how it was run, too. */
export const stampOfTool = (): string =>
	stampOf(import.meta.dirname, globSync("{inside,suites}/*.ts", { cwd: import.meta.dirname }).toSorted());
