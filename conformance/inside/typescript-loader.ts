import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { existsSync } from "node:fs";
import { transformSync } from "esbuild";

/**
 * Lets Node run a suite's TypeScript as it is, where that is CommonJS and has syntax that Node does not erase.
 *
 * @param folder where it is
 * @param aliases files that a package's name stands for
 */
export function loadTypeScriptOf(folder: string, aliases: Readonly<Record<string, string>>): void {
	const root = pathToFileURL(`${folder}/`).href;
	const isOwn = (url: string) => url.startsWith(root) && !url.includes("/node_modules/");
	registerHooks({
		resolve(specifier, context, next) {
			const alias = aliases[specifier];
			if (alias !== undefined) return { url: pathToFileURL(alias).href, shortCircuit: true };
			// It names the files that its build would make.
			if (specifier.startsWith(".") && specifier.endsWith(".js") && isOwn(context.parentURL ?? "")) {
				const source = new URL(specifier.replace(/\.js$/, ".ts"), context.parentURL);
				if (existsSync(source)) return { url: source.href, shortCircuit: true };
			}
			return next(specifier, context);
		},
		load(url, context, next) {
			if (!isOwn(url) || !url.endsWith(".ts")) return next(url, context);
			const path = fileURLToPath(url);
			const { code } = transformSync(readFileSync(path, "utf8"), {
				loader: "ts",
				format: "cjs",
				platform: "node",
				target: "node20",
				sourcefile: path,
				sourcemap: "inline",
			});
			return { format: "commonjs", source: code, shortCircuit: true };
		},
	});
}
