import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { addressesOf, anchorsOf, type DocPage, readDocPages } from "../../../scripts/doc-pages.ts";
import { projectRoot } from "../../../scripts/project.ts";

const pages = readDocPages();
const anchors = new Map(pages.map((page) => [page.path, anchorsOf(page)]));

/** What is wrong with an address on a page, for one that leads nowhere. */
function faultOf({ path }: DocPage, address: string): string | undefined {
	if (URL.canParse(address)) return undefined;
	const [file = "", anchor] = address.split("#");
	const target = file === "" ? path : normalize(join(dirname(path), file));
	if (!existsSync(join(projectRoot, target))) return `${path}: there is no ${target}`;
	if (anchor === undefined || anchors.get(target)?.has(anchor) === true) return undefined;
	return `${path}: ${target} has no heading for #${anchor}`;
}

test("every link on a page leads to a file and a heading that are there", () => {
	const faults = pages.flatMap((page) => addressesOf(page).map((address) => faultOf(page, address)));
	expect(faults.length).toBeGreaterThan(100);
	expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

test("every page of docs/ is linked from another", () => {
	const linked = new Set(
		pages.flatMap((page) =>
			addressesOf(page)
				.filter((address) => !URL.canParse(address) && !address.startsWith("#"))
				.map((address) => normalize(join(dirname(page.path), address.replace(/#.*/, "")))),
		),
	);
	expect(pages.map(({ path }) => path).filter((path) => path !== "README.md" && !linked.has(path))).toEqual(
		[],
	);
});

test("every page of docs/ has one title, and begins with what it is for", () => {
	for (const { path, tree } of pages.filter((page) => page.path.startsWith("docs/"))) {
		const titles = tree.children.filter((node) => node.type === "heading" && node.depth === 1);
		expect(titles, path).toEqual([tree.children[0]]);
		expect(tree.children[1]?.type, path).toBe("paragraph");
	}
});
