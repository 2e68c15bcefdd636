import { build } from "esbuild";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { berthFolder, projectRoot } from "./project.ts";

const sources = join(projectRoot, "src/ui");
/** What is served as it is: `[assets]` in wrangler.toml. */
const pagesFolder = join(berthFolder, "pages");

/**
 * Makes the pages for people: `src/ui/static` as it is, and of each `src/ui/NAME/main.ts` or `main.tsx` a `/ui/NAME.js`
 * with, where it imports styles, a `/ui/NAME.css`. A file that has not changed is left alone, so that several wranglers
 * may do this at the same time and none that watches the folder starts over for nothing.
 */
export async function buildPages(): Promise<void> {
	const files = new Map([...staticFiles(), ...(await bundles())]);
	for (const path of filesOf(pagesFolder)) if (!files.has(path)) rmSync(join(pagesFolder, path));
	for (const [path, contents] of files) writeChanged(join(pagesFolder, path), contents);
}

function staticFiles(): readonly (readonly [string, Uint8Array])[] {
	const folder = join(sources, "static");
	return filesOf(folder).map((path) => [path, readFileSync(join(folder, path))] as const);
}

async function bundles(): Promise<readonly (readonly [string, Uint8Array])[]> {
	const mains = globSync("*/main.{ts,tsx}", { cwd: sources });
	const { outputFiles } = await build({
		absWorkingDir: sources,
		entryPoints: Object.fromEntries(mains.map((main) => [basename(dirname(main)), main])),
		outdir: join(pagesFolder, "ui"),
		bundle: true,
		write: false,
		minify: true,
		format: "esm",
		target: "es2024",
		jsx: "automatic",
		jsxImportSource: "preact",
		legalComments: "inline",
		logLevel: "error",
	});
	return outputFiles.map(({ path, contents }) => [relative(pagesFolder, path), contents] as const);
}

function filesOf(folder: string): readonly string[] {
	const entries = globSync("**/*", { cwd: folder, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function writeChanged(path: string, contents: Uint8Array): void {
	if (existsSync(path) && readFileSync(path).equals(contents)) return;
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, contents);
}
