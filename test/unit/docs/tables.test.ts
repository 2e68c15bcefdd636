import { expect, test } from "vitest";
import commandsPage from "../../../docs/reference/commands.md?raw";
import scrapePage from "../../../docs/guides/scrape-crawl.md?raw";
import type { Command } from "../../../src/commands/command.ts";
import { COMMANDS } from "../../../src/commands/registry.ts";
import { ACTION_TYPES } from "../../../src/http/browsr/scrape-actions.ts";

const code = (text: string) => `\`${text}\``;

/** A command's row of the table. */
function rowOf({ name, aliases = [], fields, kind, origin, summary }: Command): string {
	const names = [name, ...aliases].map(code).join(", ");
	const data = fields.length === 0 ? "" : fields.map(code).join(", ");
	const cells = [names, data, summary.replaceAll("|", "\\|"), kind, origin === "browsr" ? "Browsr" : "Berth"];
	return `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
}

test("the page of commands has every command, with its fields and what it does", () => {
	const start = commandsPage.indexOf("| command | data |");
	const table = commandsPage.slice(start, commandsPage.indexOf("\n\n", start)).split("\n").slice(2);
	expect(table).toEqual(COMMANDS.map(rowOf));
});

test("the page of scrapes has every type of action", () => {
	const start = scrapePage.indexOf("\n## Actions\n");
	const section = scrapePage.slice(start, scrapePage.indexOf("\n## ", start + 1));
	for (const type of ACTION_TYPES) expect(section).toContain(code(type));
});
