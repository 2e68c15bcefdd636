import { expect, test } from "vitest";
import quickPage from "../../../docs/apis/quick-actions.md?raw";
import scrapePage from "../../../docs/guides/scrape-crawl.md?raw";
import metricsPage from "../../../docs/operations/metrics.md?raw";
import reasonsPage from "../../../docs/reference/close-reasons.md?raw";
import commandsPage from "../../../docs/reference/commands.md?raw";
import configurationPage from "../../../docs/reference/configuration.md?raw";
import errorsPage from "../../../docs/reference/errors.md?raw";
import type { Command } from "../../../src/commands/command.ts";
import { COMMANDS } from "../../../src/commands/registry.ts";
import { CLOSE_REASONS } from "../../../src/domain/close-reason.ts";
import type { ProblemCode } from "../../../src/domain/problem.ts";
import { QUICK_ACTIONS, QUICK_BODIES } from "../../../src/domain/quick/request.ts";
import { metricFamilies } from "../../../src/http/berth/metric-families.ts";
import { ACTION_TYPES } from "../../../src/http/browsr/scrape-actions.ts";
import { CLOUDFLARE_CODES } from "../../../src/http/cloudflare/problems.ts";
import { QUICK_FAILURES } from "../../../src/http/cloudflare/quick/failures.ts";
import { PROBLEM_STATUS } from "../../../src/http/problem-status.ts";
import { THINKRUN_ERRORS, thinkrunCode } from "../../../src/http/thinkrun/problems.ts";
import settings from "../../../wrangler.toml?raw";

const code = (text: string) => `\`${text}\``;

/** The rows of the table on a page that begins so. */
function rowsOf(page: string, heading: string): readonly string[] {
	const start = page.indexOf(heading);
	return page.slice(start, page.indexOf("\n\n", start)).split("\n").slice(2);
}

/** A command's row of the table. */
function rowOf({ name, aliases = [], fields, kind, origin, summary }: Command): string {
	const names = [name, ...aliases].map(code).join(", ");
	const data = fields.length === 0 ? "" : fields.map(code).join(", ");
	const cells = [names, data, summary.replaceAll("|", "\\|"), kind, origin === "browsr" ? "Browsr" : "Berth"];
	return `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
}

test("the page of commands has every command, with its fields and what it does", () => {
	expect(rowsOf(commandsPage, "| command | data |")).toEqual(COMMANDS.map(rowOf));
});

test("the page of scrapes has every type of action", () => {
	const start = scrapePage.indexOf("\n## Actions\n");
	const section = scrapePage.slice(start, scrapePage.indexOf("\n## ", start + 1));
	for (const type of ACTION_TYPES) expect(section).toContain(code(type));
});

test("the page of errors has every code, with its status and its codes in other APIs", () => {
	// It has exactly these keys.
	const codes = Object.keys(CLOUDFLARE_CODES) as ProblemCode[];
	const cells = codes.map((name) =>
		[code(name), PROBLEM_STATUS[name], CLOUDFLARE_CODES[name], code(thinkrunCode(name))].join(" | "),
	);
	const rows = rowsOf(errorsPage, "| code | status | Cloudflare's |");
	expect(rows.map((row) => row.split(" | ").slice(0, 4).join(" | "))).toEqual(cells.map((row) => `| ${row}`));
});

test.each(Object.entries(THINKRUN_ERRORS))("the page of errors has ThinkRun's %s", (name, [status]) => {
	const row = rowsOf(errorsPage, "| code | status | |").find((each) => each.includes(code(name)));
	expect(row).toContain(String(status));
});

test.each(QUICK_ACTIONS)("the page of quick actions has %s, with its fields", (action) => {
	const { shape } = QUICK_BODIES[action].out;
	for (const name of [action, ...Object.keys(shape)]) expect(quickPage).toContain(code(name));
});

test("the page of quick actions has every failure, with its sentence", () => {
	const rows = rowsOf(quickPage, "| code | message |");
	expect(rows.map((row) => row.split(" | ").slice(0, 2).join(" | "))).toEqual(
		[...QUICK_FAILURES].map(
			([number, { status, message }]) => `| ${number}${status === 422 ? "" : ` (${status})`} | ${message}`,
		),
	);
});

test.each(Object.keys(CLOSE_REASONS))("the page of close reasons has %s", (reason) => {
	expect(reasonsPage).toContain(`| ${code(reason)} |`);
});

test.each([...settings.matchAll(/^([A-Z][A-Z_]+) = /gm)].map(([, name = ""]) => name))(
	"the page of settings has %s",
	(name) => {
		expect(configurationPage).toContain(code(name));
	},
);

const none = {
	sessionsCreated: 0,
	ended: new Map(),
	startupBuckets: [],
	startupMs: 0,
	startups: 0,
	connections: 0,
	bytesToClients: 0,
	bytesToBrowser: 0,
	mended: new Map(),
	catalogRetries: 0,
};
const nobody = {
	sessions: new Map(),
	connectedSessions: 0,
	waiting: 0,
	granted: 0,
	isUpstreamBlocked: false,
};

test.each(metricFamilies(none, nobody, "1.0.0"))(
	"the page of metrics has $name, a $type",
	({ name, type }) => {
		expect(metricsPage).toContain(`| ${code(name)} | ${type} |`);
	},
);
