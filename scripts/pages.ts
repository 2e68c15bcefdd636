import { build, type Format } from "esbuild";
import { type Dirent, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { devtoolsEntry, devtoolsFolder, devtoolsPath, installDevtools } from "./devtools.ts";
import { berthFolder, projectRoot } from "./project.ts";
import { protocolFile } from "./protocol.ts";

const sources = join(projectRoot, "src/ui");
/** What is served as it is: `[assets]` in wrangler.toml. */
const pagesFolder = join(berthFolder, "pages");
/** What the DevTools front end loads first, as a classic script; below `/ui`. */
const embedderScript = relative("ui", join(devtoolsPath, "embedder-static/embedderScript"));

/**
 * Makes the pages for people: `src/ui/static` as it is; of each `src/ui/NAME/main.ts` or `main.tsx` a `/ui/NAME.js` with,
 * where it imports styles, a `/ui/NAME.css`; the DevTools front end; and the protocol. A file that has not changed is left alone, so
 * that several wranglers may do this at the same time and none that watches the folder starts over for nothing.
 */
export async function buildPages(): Promise<void> {
	installDevtools(pagesFolder);
	const files = new Map([...staticFiles(), devtoolsEntry(), protocolFile(), ...(await bundles())]);
	for (const path of filesOf(pagesFolder)) if (!files.has(path)) rmSync(join(pagesFolder, path));
	for (const [path, contents] of files) writeChanged(join(pagesFolder, path), contents);
}

function staticFiles(): readonly (readonly [string, Uint8Array])[] {
	const folder = join(sources, "static");
	return filesOf(folder).map((path) => [path, readFileSync(join(folder, path))] as const);
}

/** The pages' own scripts, which are modules, and DevTools' first one, which is not. */
async function bundles(): Promise<readonly (readonly [string, Uint8Array])[]> {
	const mains = globSync("*/main.{ts,tsx}", { cwd: sources });
	const pages = Object.fromEntries(mains.map((main) => [basename(dirname(main)), main]));
	const built = await Promise.all([
		bundle("esm", pages),
		bundle("iife", { [embedderScript]: "devtools/embedder.ts" }),
	]);
	return built.flat();
}

async function bundle(format: Format, entryPoints: Readonly<Record<string, string>>) {
	const { outputFiles } = await build({
		absWorkingDir: sources,
		entryPoints,
		outdir: join(pagesFolder, "ui"),
		bundle: true,
		write: false,
		minify: true,
		format,
		target: "es2024",
		jsx: "automatic",
		jsxImportSource: "preact",
		legalComments: "inline",
		logLevel: "error",
	});
	return outputFiles.map(({ path, contents }) => [relative(pagesFolder, path), contents] as const);
}

function filesOf(folder: string): readonly string[] {
	const isDevtools = ({ parentPath, name }: Dirent) =>
		join(parentPath, name) === join(pagesFolder, devtoolsFolder);
	const entries = globSync("**/*", { cwd: folder, withFileTypes: true, exclude: isDevtools });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function writeChanged(path: string, contents: Uint8Array): void {
	if (existsSync(path) && readFileSync(path).equals(contents)) return;
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, contents);
}
