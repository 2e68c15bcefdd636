import { expect, test } from "vitest";
import readme from "../../../README.md?raw";
import type { Command } from "../../../src/commands/command.ts";
import { COMMANDS } from "../../../src/commands/registry.ts";
import { ACTION_TYPES } from "../../../src/http/browsr/scrape-actions.ts";

const code = (text: string) => `\`${text}\``;

/** A command's row of the README's table. */
function rowOf({ name, aliases = [], fields, kind, origin, summary }: Command): string {
	const names = [name, ...aliases].map(code).join(", ");
	const data = fields.length === 0 ? "" : fields.map(code).join(", ");
	const cells = [names, data, summary.replaceAll("|", "\\|"), kind, origin === "browsr" ? "Browsr" : "Berth"];
	return `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
}

test("the README has every command, as it is", () => {
	const start = readme.indexOf("| command | data |");
	const table = readme.slice(start, readme.indexOf("\n\n", start)).split("\n").slice(2);
	expect(table).toEqual(COMMANDS.map(rowOf));
});

test("the README has every type of a scrape's actions", () => {
	const start = readme.indexOf("### Actions of a scrape");
	const section = readme.slice(start, readme.indexOf("\n### ", start + 1));
	for (const type of ACTION_TYPES) expect(section).toContain(code(type));
});
