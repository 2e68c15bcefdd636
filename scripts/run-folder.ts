import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { berthFolder } from "./project.ts";
import { isAlive } from "./processes.ts";

/** A folder for the temporary files of one wrangler, browser profiles among them: a killed one leaves them behind. */
export function makeRunFolder(): string {
	mkdirSync(berthFolder, { recursive: true });
	for (const name of readdirSync(berthFolder)) {
		const owner = /^run-(\d+)-/.exec(name)?.[1];
		if (owner !== undefined && !isAlive(Number(owner))) removeRunFolder(join(berthFolder, name));
	}
	return mkdtempSync(join(berthFolder, `run-${process.pid}-`));
}

export function removeRunFolder(folder: string): void {
	// A browser that is just ending may still write.
	rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
