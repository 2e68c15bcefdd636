import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project.ts";
import { isTextModule } from "./text-modules.ts";

/** An import of code, not of types alone, from outside the project. */
const IMPORT = /^(?:import (?!type )|export |\}).*from "([^."][^"]*)";$/gm;
/** One that is loaded on first use. */
const LAZY_IMPORT = /\bimport\("([^."][^"]*)"\)/g;
/** What the platform gives. */
const PLATFORM = /^(?:cloudflare|node):/;

/** The packages, and the paths in packages, that the Worker imports as code. */
export function workerPackages(): readonly string[] {
	const imported = globSync("src/**/*.ts", { cwd: projectRoot, exclude: ["src/ui/**"] })
		.map((file) => readFileSync(join(projectRoot, file), "utf8"))
		.flatMap((text) => [...text.matchAll(IMPORT), ...text.matchAll(LAZY_IMPORT)])
		.map(([, name = ""]) => name);
	return [...new Set(imported)].filter((name) => !PLATFORM.test(name) && !isTextModule(name));
}
