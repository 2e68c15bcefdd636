import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { applyMigrations } from "./local-catalog.ts";
import { type Address, DevServer } from "./dev-server.ts";
import { readDevVars } from "./dev-vars.ts";
import { devVarsFile, prepare } from "./prepare.ts";

const args = process.argv.slice(2);
/** On one's own machine the browser at a `cdp_url` is mostly there as well, for its owner. What is given on the command line wins. */
const ownDefaults = ["--var", "ALLOW_PRIVATE_CDP:admin"];
/** As in wrangler.toml's `crons`. */
const maintenanceEveryMs = 300_000;
const { values } = parseArgs({
	args,
	strict: false,
	options: { port: { type: "string" }, "persist-to": { type: "string" }, "env-file": { type: "string" } },
});

try {
	process.exitCode = await start();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

async function start(): Promise<number> {
	console.log(`Chrome: ${prepare()}`);
	const persistTo = values["persist-to"];
	applyMigrations(typeof persistTo === "string" ? persistTo : undefined);
	const port = values.port === undefined ? ["--port", "8787"] : [];
	const server = new DevServer([...ownDefaults, ...port, ...args], "inherit");
	forwardSignals(server);
	server.ready.then(serve, () => undefined);
	const code = await server.exited;
	if (server.process.signalCode === "SIGKILL" && process.stdin.isTTY) restoreTerminal();
	return code;
}

/** Ctrl-C reaches wrangler without us, as it does all processes of the terminal's job: give it time to end by itself. */
function forwardSignals(server: DevServer): void {
	const stop = () => void server.stop();
	process.once("SIGINT", () => setTimeout(stop, 500).unref());
	process.on("SIGINT", () => undefined);
	process.on("SIGTERM", stop);
	process.on("SIGHUP", stop);
	// npm hands no signal on when it is killed itself.
	const parent = process.ppid;
	const look = () => process.ppid !== parent && stop();
	if (process.env["npm_lifecycle_event"] !== undefined) setInterval(look, 1000).unref();
}

/** As a killed wrangler had set it for its hotkeys, it would show nothing of what is typed. */
function restoreTerminal(): void {
	spawnSync("stty", ["sane"], { stdio: ["inherit", "ignore", "ignore"] });
}

/** With secrets from elsewhere, what is in `.dev.vars` is not the token. */
function adminToken(): string | undefined {
	return values["env-file"] === undefined ? readDevVars(devVarsFile)?.["ADMIN_TOKEN"] : undefined;
}

function shownHost(host: string): string {
	return ["127.0.0.1", "0.0.0.0", "::", "[::]", "*"].includes(host) ? "localhost" : host;
}

function serve(address: Address): void {
	printFirstRequest(address);
	maintain(address);
}

/** As the cron trigger does on Cloudflare. One that fails is reported by the Worker, and tried again. */
function maintain({ host, port }: Address): void {
	const token = adminToken();
	if (token === undefined) return;
	const url = `http://${shownHost(host)}:${port}/berth/v1/maintenance`;
	const request = { method: "POST", headers: { Authorization: `Bearer ${token}` } };
	const run = () => {
		fetch(url, request).then(
			(answer) => answer.body?.cancel(),
			() => undefined,
		);
	};
	setInterval(run, maintenanceEveryMs).unref();
}

function printFirstRequest({ host, port }: Address): void {
	const token = adminToken();
	if (token === undefined) return;
	const shown = shownHost(host);
	const path = "/client/v4/accounts/local/browser-rendering/devtools/browser?keep_alive=600000&targets=true";
	console.log(`
Berth is ready. A first browser:

  curl -X POST -H "Authorization: Bearer ${token}" "http://${shown}:${port}${path}"
`);
}
