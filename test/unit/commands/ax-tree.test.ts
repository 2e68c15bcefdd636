import { expect, test } from "vitest";
import { type AxNode, type AxPayload, treeOf } from "../../../src/commands/ax-tree.ts";

const payload = (nodeId: string, childIds: string[], { name = nodeId, role = "button" } = {}): AxPayload => ({
	nodeId,
	childIds,
	ignored: false,
	role: { type: "role", value: role },
	name: { type: "computedString", value: name },
});

function namesDown(root: AxNode | undefined): string[] {
	const names = [];
	for (let at = root; at !== undefined; at = at.children[0]) names.push(at.name);
	return names;
}

test("a name is trimmed, and a text is not", () => {
	const tree = treeOf([
		payload("1", ["2"], { name: " In stock" }),
		payload("2", [], { name: " In stock", role: "StaticText" }),
	]);
	expect(namesDown(tree)).toEqual(["In stock", " In stock"]);
});

test("a tree may be deeper than the stack", () => {
	const deep = Array.from({ length: 100_000 }, (_, at) => payload(String(at), [String(at + 1)]));
	expect(namesDown(treeOf(deep))).toHaveLength(100_000);
});

test("a node that holds itself is there once", () => {
	expect(
		namesDown(treeOf([payload("1", ["2"]), payload("2", ["1", "2", "3"]), payload("3", ["2"])])),
	).toEqual(["1", "2", "3"]);
});
