import { parseArgs } from "node:util";
import { randomSecret, type SecretName, secretNames } from "./dev-vars.ts";

export interface WranglerRun {
	readonly code: number;
	/** Empty unless it was asked for. */
	readonly stdout: string;
}

/** What a deployment needs of the world. */
export interface Surroundings {
	/** `input` goes to wrangler's standard input, where no process list shows it; `capture` keeps its output. */
	readonly wrangler: (
		args: readonly string[],
		options?: { readonly input?: string; readonly capture?: boolean },
	) => Promise<WranglerRun>;
	/** A secret that the environment gives. */
	readonly given: (name: SecretName) => string | undefined;
	/** What a person types, empty for nothing; undefined when there is nobody to ask. */
	readonly ask: (question: string) => Promise<string | undefined>;
	readonly print: (line: string) => void;
}

/**
 * Deploys the Worker, and what it needs: wrangler makes the database, whose id it finds by its name ever after.
 * Until the secrets are set, a new Worker refuses all requests.
 *
 * @param args for `wrangler deploy`
 * @returns the exit code
 */
export async function deploy(args: readonly string[], surroundings: Surroundings): Promise<number> {
	const { wrangler } = surroundings;
	const target = targetOf(args);
	const deployed = await wrangler(["deploy", ...args]);
	if (deployed.code !== 0 || target.isDryRun) return deployed.code;
	const migrated = await wrangler(["d1", "migrations", "apply", "CATALOG", "--remote", ...target.ofAll]);
	if (migrated.code !== 0) return migrated.code;

	const ofSecrets = [...target.ofAll, ...target.ofWorker];
	const listed = await wrangler(["secret", "list", "--format", "json", ...ofSecrets], { capture: true });
	if (listed.code !== 0) return listed.code;
	const present = namesIn(listed.stdout);
	for (const name of secretNames.filter((secret) => !present.has(secret))) {
		const { value, isNews } = await newSecret(name, surroundings);
		const put = await wrangler(["secret", "put", name, ...ofSecrets], { input: value });
		if (put.code !== 0) return put.code;
		if (isNews) surroundings.print(`\n${name}: ${value}\nIt is shown only now.\n`);
	}
	return 0;
}

/** Nobody needs to know what Berth signs and encrypts with; the admin token is of use only to who has it. */
async function newSecret(
	name: SecretName,
	{ given, ask }: Surroundings,
): Promise<{ value: string; isNews: boolean }> {
	const fromEnvironment = given(name);
	if (fromEnvironment) return { value: fromEnvironment, isNews: false };
	if (name !== "ADMIN_TOKEN") return { value: randomSecret(), isNews: false };
	const typed = (await ask(`${name} (leave it empty for a random one): `))?.trim();
	return typed ? { value: typed, isNews: false } : { value: randomSecret(), isNews: true };
}

/** The options of `wrangler deploy` that say which Worker is meant, for the other commands. */
function targetOf(args: readonly string[]) {
	const { values } = parseArgs({
		args: [...args],
		strict: false,
		options: {
			config: { type: "string", short: "c" },
			env: { type: "string", short: "e" },
			profile: { type: "string" },
			name: { type: "string" },
			"dry-run": { type: "boolean" },
		},
	});
	const passOn = (...names: readonly ("config" | "env" | "profile" | "name")[]) =>
		names.flatMap((name) => (typeof values[name] === "string" ? [`--${name}`, values[name]] : []));
	return {
		isDryRun: values["dry-run"] === true,
		ofAll: passOn("config", "env", "profile"),
		ofWorker: passOn("name"),
	};
}

function namesIn(json: string): ReadonlySet<string> {
	const secrets: unknown = JSON.parse(json);
	if (!Array.isArray(secrets)) return new Set();
	return new Set(secrets.map(({ name }: { readonly name: string }) => name));
}
