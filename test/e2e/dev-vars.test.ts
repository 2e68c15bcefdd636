import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { prepareDevVars, readDevVars } from "../../scripts/dev-vars.ts";

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "berth-e2e-"));
	file = join(folder, ".dev.vars");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a .dev.vars", () => {
	test("is made with random secrets that only its owner can read", () => {
		prepareDevVars(file);
		const { ADMIN_TOKEN, SIGNING_SECRET } = readDevVars(file) ?? {};
		expect(ADMIN_TOKEN).toMatch(/^[\w-]{43}$/);
		expect(SIGNING_SECRET).toMatch(/^[\w-]{43}$/);
		expect(SIGNING_SECRET).not.toBe(ADMIN_TOKEN);
		expect(statSync(file).mode & 0o777).toBe(0o600);
	});

	test("keeps what is in it, and gets what it lacks", () => {
		writeFileSync(file, "# mine\nOTHER=1\nADMIN_TOKEN=chosen");
		prepareDevVars(file);
		expect(readFileSync(file, "utf8")).toMatch(
			/^# mine\nOTHER=1\nADMIN_TOKEN=chosen\nSIGNING_SECRET=[\w-]{43}\nENCRYPTION_SECRET=[\w-]{43}\n$/,
		);
	});

	test("stays as it is when it is complete", () => {
		prepareDevVars(file);
		const before = readFileSync(file, "utf8");
		prepareDevVars(file);
		expect(readFileSync(file, "utf8")).toBe(before);
	});
});
