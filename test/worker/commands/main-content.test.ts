import { expect, test } from "vitest";
import { mainContent } from "../../../src/commands/main-content.ts";
import { problem } from "../../../src/domain/problem.ts";
import { refuse } from "../../../src/domain/result.ts";

test("of a page that is left while it is read is not nothing, so that it is read again", async () => {
	const left = async () => refuse(problem("page_navigated", "The page was left."));
	await expect(mainContent(left, 100, false)).rejects.toMatchObject({ problem: { code: "page_navigated" } });
});

test("of a page that can't be read is empty", async () => {
	const unreadable = async () => refuse(problem("command_failed", "No world was made."));
	expect(await mainContent(unreadable, 100, false)).toEqual({ text: "" });
});
