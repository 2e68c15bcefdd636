import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { slug } from "github-slugger";
import type { Code, Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { projectRoot } from "./project.ts";

/** A page of the documentation. */
export interface DocPage {
	/** From the project's folder, with slashes. */
	readonly path: string;
	readonly tree: Root;
}

/** The README, SECURITY.md and all pages of `docs/`, by path. */
export function readDocPages(): readonly DocPage[] {
	const paths = globSync(["*.md", "docs/**/*.md"], { cwd: projectRoot }).toSorted();
	return paths.map((path) => ({ path, tree: fromMarkdown(readFileSync(join(projectRoot, path))) }));
}

/** The code blocks of a page, in order. */
export const codeOf = ({ tree }: DocPage): readonly Code[] =>
	nodesOf(tree).flatMap((node) => (node.type === "code" ? [node] : []));

/** The addresses that a page links to, and those of its pictures. */
export const addressesOf = ({ tree }: DocPage): readonly string[] =>
	nodesOf(tree).flatMap((node) =>
		node.type === "link" || node.type === "image" || node.type === "definition" ? [node.url] : [],
	);

/** The fragments that lead to a page's headings, as GitHub makes them. */
export function anchorsOf({ tree }: DocPage): ReadonlySet<string> {
	const anchors = new Set<string>();
	for (const node of nodesOf(tree)) {
		if (node.type !== "heading") continue;
		const plain = slug(nodesOf(node).map(wordsOf).join(""));
		let anchor = plain;
		for (let again = 1; anchors.has(anchor); again++) anchor = `${plain}-${again}`;
		anchors.add(anchor);
	}
	return anchors;
}

const wordsOf = (node: Nodes): string =>
	node.type === "text" || node.type === "inlineCode" ? node.value : "";

/** A node and all that are in it, in the order of the page. */
function nodesOf(node: Nodes): readonly Nodes[] {
	return "children" in node ? [node, ...node.children.flatMap((child: Nodes) => nodesOf(child))] : [node];
}
