import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deploy, type Surroundings } from "../../scripts/deployment.ts";

interface Call {
	readonly command: string;
	readonly input?: string | undefined;
}

/** Stands for wrangler and the terminal, and writes down what is asked of them. */
function scripted({
	secrets = [] as string[],
	fails = "",
	typed = undefined as string | undefined,
	env = {},
} = {}) {
	const calls: Call[] = [];
	const printed: string[] = [];
	const surroundings: Surroundings = {
		wrangler: (args, { input } = {}) => {
			const command = args.join(" ");
			calls.push(input === undefined ? { command } : { command, input });
			const code = fails !== "" && command.startsWith(fails) ? 7 : 0;
			return Promise.resolve({
				code,
				stdout: JSON.stringify(secrets.map((name) => ({ name, type: "secret_text" }))),
			});
		},
		given: (name) => (env as Record<string, string | undefined>)[name],
		ask: () => Promise.resolve(typed),
		print: (line) => printed.push(line),
	};
	return { surroundings, calls, printed, commands: () => calls.map(({ command }) => command) };
}

describe("a deployment", () => {
	test("deploys, migrates, and sets the secrets that are missing", async () => {
		const { surroundings, commands } = scripted();
		expect(await deploy([], surroundings)).toBe(0);
		expect(commands()).toEqual([
			"deploy",
			"d1 migrations apply CATALOG --remote",
			"secret list --format json",
			"secret put ADMIN_TOKEN",
			"secret put SIGNING_SECRET",
			"secret put ENCRYPTION_SECRET",
		]);
	});

	test("leaves secrets alone that are there", async () => {
		const { surroundings, commands } = scripted({
			secrets: ["SIGNING_SECRET", "ENCRYPTION_SECRET", "ADMIN_TOKEN", "OTHER"],
		});
		expect(await deploy([], surroundings)).toBe(0);
		expect(commands().filter((command) => command.startsWith("secret put"))).toEqual([]);
	});

	test("hands secrets over on standard input only", async () => {
		const { surroundings, calls } = scripted({ typed: "typed-by-a-person" });
		await deploy([], surroundings);
		expect(calls.map(({ command }) => command).join()).not.toContain("typed-by-a-person");
		expect(calls.find(({ command }) => command.endsWith("ADMIN_TOKEN"))?.input).toBe("typed-by-a-person");
	});

	test("shows an admin token that it made up, and never the signing secret", async () => {
		const { surroundings, calls, printed } = scripted({ typed: "" });
		await deploy([], surroundings);
		const [admin, signing] = calls.filter(({ command }) => command.startsWith("secret put"));
		expect(admin?.input).toMatch(/^[\w-]{43}$/);
		expect(signing?.input).toMatch(/^[\w-]{43}$/);
		expect(printed.join("\n")).toContain(admin?.input);
		expect(printed.join("\n")).not.toContain(signing?.input);
	});

	test("makes up an admin token when there is nobody to ask", async () => {
		const { surroundings, printed } = scripted();
		await deploy([], surroundings);
		expect(printed.join("\n")).toMatch(/ADMIN_TOKEN: [\w-]{43}\n/);
	});

	test("takes secrets from the environment without showing them", async () => {
		const { surroundings, calls, printed } = scripted({ env: { ADMIN_TOKEN: "of-the-pipeline" } });
		await deploy([], surroundings);
		expect(calls.find(({ command }) => command.endsWith("ADMIN_TOKEN"))?.input).toBe("of-the-pipeline");
		expect(printed).toEqual([]);
	});

	test("touches nothing in a dry run", async () => {
		const { surroundings, commands } = scripted();
		expect(await deploy(["--dry-run", "--outdir", "dist"], surroundings)).toBe(0);
		expect(commands()).toEqual(["deploy --dry-run --outdir dist"]);
	});

	test("tells every command which Worker is meant", async () => {
		const { surroundings, commands } = scripted();
		await deploy(["-e", "staging", "--name=other", "--keep-vars"], surroundings);
		expect(commands()).toEqual([
			"deploy -e staging --name=other --keep-vars",
			"d1 migrations apply CATALOG --remote --env staging",
			"secret list --format json --env staging --name other",
			"secret put ADMIN_TOKEN --env staging --name other",
			"secret put SIGNING_SECRET --env staging --name other",
			"secret put ENCRYPTION_SECRET --env staging --name other",
		]);
	});

	test.for([
		["deploy", 1],
		["d1 migrations", 2],
		["secret list", 3],
		["secret put", 4],
	] as const)("stops where `%s` fails, with its exit code", async ([fails, callCount]) => {
		const { surroundings, calls } = scripted({ fails });
		expect(await deploy([], surroundings)).toBe(7);
		expect(calls).toHaveLength(callCount);
	});
});

test("`npm run deploy` runs wrangler itself with the secrets on its standard input", () => {
	const folder = mkdtempSync(join(tmpdir(), "berth-e2e-"));
	try {
		const wrangler = join(folder, "wrangler.mjs");
		const log = join(folder, "log");
		writeFileSync(wrangler, fakeWrangler(log));
		const env = { ...process.env, BERTH_WRANGLER: wrangler, ADMIN_TOKEN: "of-the-pipeline" };
		execFileSync("npm", ["run", "--silent", "deploy", "--", "--minify"], { env, input: "" });
		expect(readFileSync(log, "utf8").split("\n")).toEqual([
			"deploy --minify < ",
			"d1 migrations apply CATALOG --remote < ",
			"secret list --format json < ",
			"secret put ADMIN_TOKEN < of-the-pipeline",
			expect.stringMatching(/^secret put ENCRYPTION_SECRET < [\w-]{43}$/),
			"",
		]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

/** Logs its arguments and standard input, and says that one secret is set. */
function fakeWrangler(log: string): string {
	return `
import { appendFileSync, readFileSync } from "node:fs";
const args = process.argv.slice(2).join(" ");
appendFileSync(${JSON.stringify(log)}, args + " < " + readFileSync(0, "utf8") + "\\n");
if (args.startsWith("secret list")) console.log('[{"name": "SIGNING_SECRET", "type": "secret_text"}]');
`;
}
