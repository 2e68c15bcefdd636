import { randomBytes } from "node:crypto";
import { appendFileSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** The secrets that Berth does not start without. */
export const secretNames = ["ADMIN_TOKEN", "SIGNING_SECRET", "ENCRYPTION_SECRET"] as const;
export type SecretName = (typeof secretNames)[number];

export function randomSecret(): string {
	return randomBytes(32).toString("base64url");
}

/** Makes `.dev.vars`, or appends the secrets that are not in it; what is in it stays. */
export function prepareDevVars(path: string): void {
	const present = readDevVars(path);
	if (present === undefined && create(path)) return;
	const text = readFileSync(path, "utf8");
	const missing = secretNames.filter((name) => !(name in parseEnv(text)));
	if (missing.length === 0) return;
	appendFileSync(path, (text === "" || text.endsWith("\n") ? "" : "\n") + randomLines(missing));
}

/** Undefined when there is no such file. */
export function readDevVars(path: string): NodeJS.Dict<string> | undefined {
	try {
		return parseEnv(readFileSync(path, "utf8"));
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
		throw error;
	}
}

/** False when another process made it first: linking, unlike renaming, leaves that one's secrets alone. */
function create(path: string): boolean {
	const temporary = `${path}.${process.pid}`;
	writeFileSync(temporary, `# Secrets of local development.\n${randomLines(secretNames)}`, { mode: 0o600 });
	try {
		linkSync(temporary, path);
		return true;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
		throw error;
	} finally {
		rmSync(temporary);
	}
}

function randomLines(names: readonly SecretName[]): string {
	return names.map((name) => `${name}=${randomSecret()}\n`).join("");
}
