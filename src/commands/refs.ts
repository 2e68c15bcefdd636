import type { Frame } from "@cloudflare/puppeteer";
import { frameIdOf } from "./internals.ts";

export interface KnownNode {
	readonly frame: Frame;
	/** Chrome's id of the DOM node; good for as long as its document. */
	readonly backendNodeId: number;
}

/**
 * The names (`e12`) that snapshots give to elements. A node keeps its name for as long as the document lives, and no name
 * is given twice, so that an old one never means another element.
 */
export class Refs {
	readonly #nodes = new Map<string, KnownNode>();
	readonly #names = new Map<string, string>();
	#last = 0;

	nameOf(node: KnownNode): string {
		const key = `${frameIdOf(node.frame)} ${node.backendNodeId}`;
		const known = this.#names.get(key);
		if (known !== undefined) return known;
		this.#last += 1;
		const name = `e${this.#last}`;
		this.#names.set(key, name);
		this.#nodes.set(name, node);
		return name;
	}

	get(name: string): KnownNode | undefined {
		return this.#nodes.get(name);
	}

	clear(): void {
		this.#nodes.clear();
		this.#names.clear();
	}
}
