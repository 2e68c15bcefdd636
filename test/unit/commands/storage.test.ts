import { expect, test } from "vitest";
import { setStorage } from "../../../src/commands/storage.ts";

const items = (count: number, value: unknown) =>
	Object.fromEntries(Array.from({ length: count }, (_, at) => [`key ${at}`, value]));

test("set_storage takes a thousand items", () => {
	expect(setStorage.prepare({ items: items(1_000, "x") })).toMatchObject({ ok: true });
});

test.each([
	["more", items(1_001, "x"), "set_storage: items: 1000 at most"],
	["one that is no text", { a: 1 }, "set_storage: items.a: Invalid input: expected string, received number"],
	["__proto__", JSON.parse('{"__proto__":"x"}') as object, "set_storage: items: __proto__ can't be set"],
	["a list", ["a"], "set_storage: items: Invalid input: expected object"],
])("set_storage refuses %s", (_, given, message) => {
	const problem = { code: "invalid_command_data", message };
	expect(setStorage.prepare({ items: given })).toEqual({ ok: false, problem });
});
