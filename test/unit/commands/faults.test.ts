import { expect, test } from "vitest";
import { problemOf } from "../../../src/commands/faults.ts";

test.each([
	["Protocol error (Page.captureScreenshot): Not attached to an active page", "page_navigated"],
	["Protocol error (Page.captureScreenshot): Unable to capture screenshot", "command_failed"],
	["'left' is already pressed.", "invalid_command_data"],
	["Protocol error (Page.printToPDF): Page range syntax error", "invalid_command_data"],
	["Protocol error (Page.printToPDF): Page range exceeds page count", "invalid_command_data"],
	["Protocol error (Page.printToPDF): Printing failed", "command_failed"],
	["Node is detached from document", undefined],
])("what Chrome means by %j", (message, code) => {
	expect(problemOf(new Error(message))?.code).toBe(code);
});
