import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { FoundChrome } from "./chrome-search.ts";

/**
 * The Chromium (a headless shell, Linux x64 only) that is packed in `@sparticuz/chromium`, unpacked below `folder`
 * if it is not yet: 3 s and 211 MB. It comes with the libraries and a font that a bare system does not have.
 */
export function packedChrome(folder: string): FoundChrome | undefined {
	if (process.platform !== "linux" || process.arch !== "x64") return undefined;
	const version = versionOfPackage();
	if (version === undefined) return undefined;
	const unpacked = join(folder, `chromium-${version}`);
	if (!existsSync(unpacked)) unpack(unpacked);
	return {
		path: join(unpacked, "chromium"),
		origin: "packed in @sparticuz/chromium",
		// The helper that the sandbox needs where user namespaces are restricted is not in the package.
		flags: ["--no-sandbox"],
		env: {
			LD_LIBRARY_PATH: join(unpacked, "al2023/lib"),
			FONTCONFIG_FILE: join(unpacked, "berth-fonts.conf"),
		},
	};
}

/** The library unpacks to the folder for temporary files, and its shared libraries only on AWS Lambda. */
function unpack(unpacked: string): void {
	mkdirSync(dirname(unpacked), { recursive: true });
	const temporary = mkdtempSync(`${unpacked}-`);
	try {
		const code = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
		execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
			cwd: import.meta.dirname,
			env: { ...process.env, TMPDIR: temporary, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
			stdio: ["ignore", "ignore", "inherit"],
		});
		writeFileSync(join(temporary, "berth-fonts.conf"), fontsConfiguration(unpacked));
		renameSync(temporary, unpacked);
	} catch (error) {
		rmSync(temporary, { recursive: true, force: true });
		// Another process was quicker: the rename does not replace a folder that has something in it.
		if (!existsSync(unpacked)) throw error;
	}
}

/** The system's fonts if it has any, and the package's own. */
function fontsConfiguration(unpacked: string): string {
	return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
	<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
	<dir>${join(unpacked, "fonts")}</dir>
	<cachedir>${join(unpacked, "fonts-cache")}</cachedir>
</fontconfig>
`;
}

function versionOfPackage(): string | undefined {
	try {
		const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
		const manifest: unknown = JSON.parse(readFileSync(join(dirname(entry), "../package.json"), "utf8"));
		if (typeof manifest !== "object" || manifest === null || !("version" in manifest)) return undefined;
		return String(manifest.version);
	} catch {
		return undefined;
	}
}
