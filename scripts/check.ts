import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { projectRoot } from "./project.ts";
import { wranglerArgs, wranglerEnv } from "./wrangler.ts";

interface Step {
	readonly name: string;
	/** What Node runs. */
	readonly args: readonly string[];
	/** Of the output of a step that passed, what is worth showing. */
	readonly show?: RegExp;
	readonly remedy?: string;
}

const require = createRequire(import.meta.url);
const { scripts } = require("../package.json") as { readonly scripts: Readonly<Record<string, string>> };
const generateTypes = scripts["types"]?.split(" ").slice(1) ?? [];
const tsconfigs = globSync(["tsconfig.json", "!(node_modules)/**/tsconfig.json"], {
	cwd: projectRoot,
}).toSorted();

const steps: readonly Step[] = [
	{
		name: "generated types",
		args: wranglerArgs([...generateTypes, "--check"]),
		remedy: "npm run types",
	},
	...tsconfigs.map((path) => ({ name: `types of ${path}`, args: [bin("typescript", "tsc"), "-p", path] })),
	{ name: "lint", args: [bin("oxlint", "oxlint"), "--type-aware"] },
	{ name: "format", args: [bin("oxfmt", "oxfmt"), "--check"], remedy: "npm run format" },
	{ name: "bundle", args: wranglerArgs(["deploy", "--dry-run"]), show: /Total Upload: (.*)/ },
];

const failed = steps.filter((step) => !passes(step));
if (failed.length > 0) {
	console.error(`\nFailed: ${failed.map(({ name }) => name).join(", ")}`);
	process.exitCode = 1;
}

function passes({ name, args, show, remedy }: Step): boolean {
	const options = { cwd: projectRoot, env: wranglerEnv(), encoding: "utf8", maxBuffer: 2 ** 26 } as const;
	const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
	if (status === 0) {
		const shown = show?.exec(stdout)?.[1];
		console.log(`✓ ${name}${shown === undefined ? "" : `: ${shown}`}`);
		return true;
	}
	console.log(`✗ ${name}\n${stdout}${stderr}${remedy === undefined ? "" : `\nRun: ${remedy}\n`}`);
	return false;
}

/** The script behind a package's command. */
function bin(packageName: string, command: string): string {
	const path = require.resolve(`${packageName}/package.json`);
	const manifest = require(path) as { readonly bin: string | Readonly<Record<string, string>> };
	const script = typeof manifest.bin === "string" ? manifest.bin : manifest.bin[command];
	if (script === undefined) throw new Error(`${packageName} has no command ${command}`);
	return join(dirname(path), script);
}
