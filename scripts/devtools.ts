import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const manifestPath = require.resolve("@react-native/debugger-frontend/package.json");
const { version } = JSON.parse(readFileSync(manifestPath, "utf8")) as { readonly version: string };
const built = join(dirname(manifestPath), "dist/third-party");

/** Where all versions of DevTools lie in the pages; and this one, with its version in the path, so that it keeps for ever. */
export const devtoolsFolder = "ui/devtools";
export const devtoolsPath = `${devtoolsFolder}/${version}`;

/** What only React Native, Node or the front end's own tests open, and what can't work here. */
const LEFT_OUT = [
	"!(inspector|device_mode_emulation_frame).html",
	"Tests.js",
	"devtools_compatibility.js",
	"legacy_test_runner",
	"entrypoints/{js_app,ndb_app,node_app,rehydrated_devtools_app,rn_fusebox,worker_app}",
	"panels/{react_devtools,rn_welcome}",
	// It evaluates texts as scripts, which the pages' policy forbids.
	"{panels,third_party}/lighthouse",
	"entrypoints/lighthouse_worker",
	"third_party/react-devtools",
];

const ENTRY = "entrypoints/inspector/inspector.js";
const WITHOUT_LIGHTHOUSE = `import{ViewManager}from"../../ui/legacy/legacy.js";ViewManager.maybeRemoveViewExtension("lighthouse");`;

/** The script that the front end starts with, and its path in the pages. */
export const devtoolsEntry = (): readonly [string, Uint8Array] => [
	join(devtoolsPath, ENTRY),
	Buffer.from(`${readFileSync(join(built, "front_end", ENTRY), "utf8")}${WITHOUT_LIGHTHOUSE}\n`),
];

/** Puts the DevTools front end and its license among the pages, unless this version of it is there already. */
export function installDevtools(pagesFolder: string): void {
	const target = join(pagesFolder, devtoolsPath);
	if (existsSync(target)) return;
	// Next to the pages and then put in place at once: a half copy is never taken for a whole one.
	const copy = `${pagesFolder}.devtools-${process.pid}`;
	const frontEnd = join(built, "front_end");
	const leftOut = new Set(globSync(LEFT_OUT, { cwd: frontEnd }).map((path) => join(frontEnd, path)));
	cpSync(frontEnd, copy, { recursive: true, filter: (path) => !leftOut.has(path) });
	cpSync(join(built, "LICENSE"), join(copy, "LICENSE.txt"));
	rmSync(join(pagesFolder, devtoolsFolder), { recursive: true, force: true });
	mkdirSync(dirname(target), { recursive: true });
	try {
		renameSync(copy, target);
	} catch (error) {
		// Another wrangler was faster.
		rmSync(copy, { recursive: true });
		if (!existsSync(target)) throw error;
	}
}
