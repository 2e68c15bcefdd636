/** What is read of an object whose kind its tag says. */
interface Tagged {
	readonly name?: unknown;
	readonly message?: unknown;
	readonly cause?: unknown;
	readonly nodeType?: unknown;
	readonly nodeName?: unknown;
	readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
	readonly buffer?: ArrayBuffer;
	readonly byteOffset?: number;
	readonly byteLength?: number;
	toJSON?: unknown;
	[Symbol.iterator]?: unknown;
}

/**
 * Runs in the page's own world: a value, or what a function gives where functions are to be called, as JSON can hold it.
 * What has no form in JSON becomes a text that says what it is. For a value that is too deep or large, refers to itself
 * or throws when it is read, one is given back that Chrome refuses.
 */
export async function plainOf(given: unknown, callsFunction: boolean): Promise<unknown> {
	const value: unknown =
		callsFunction && typeof given === "function" ? await (given as () => unknown)() : given;
	const MOST_DEEP = 1_000;
	/** More has over 5,000,000 characters in any case. */
	let left = 2_500_000;
	const path = new Set<object>();

	const iterated = (items: Iterable<unknown>, depth: number) => {
		const list: unknown[] = [];
		for (const each of items) list.push(plain(each, depth + 1));
		return list;
	};
	const withKeys = (object: object, keys: readonly string[], depth: number) => {
		const copy: Record<string, unknown> = {};
		for (const key of keys) {
			const held = plain((object as Record<string, unknown>)[key], depth + 1);
			// By assignment, which is faster, but for the one key to which that does something else.
			if (key === "__proto__") Object.defineProperty(copy, key, { value: held, enumerable: true });
			else copy[key] = held;
		}
		return copy;
	};
	const openingTag = (node: Tagged) => {
		let text = String(node.nodeName).toLowerCase();
		if (node.nodeType !== 1) return `[${text}]`;
		for (const { name, value: held } of node.attributes ?? [])
			if (text.length < 200) text += ` ${name}="${held.slice(0, 100)}"`;
		return `<${text.slice(0, 300)}>`;
	};
	const tagOf = (held: object) => Object.prototype.toString.call(held).slice(8, -1);
	const object = (held: object & Tagged, depth: number): unknown => {
		if (Object.getPrototypeOf(held) === Object.prototype) return withKeys(held, Object.keys(held), depth);
		const tag = tagOf(held);
		if (Array.isArray(held)) return iterated(held, depth);
		if (held instanceof Date || tag === "Date") {
			const date = new Date(Number(held));
			return Number.isNaN(date.getTime()) ? "Invalid Date" : date.toISOString();
		}
		if (tag === "RegExp") return RegExp.prototype.toString.call(held);
		if (/^(Number|String|Boolean|BigInt|Symbol)$/.test(tag)) return plain(held.valueOf(), depth + 1);
		if (tag === "Error" || tag === "DOMException") {
			const { name, message, cause } = held;
			const own = withKeys(held, Object.keys(held), depth);
			const because = cause === undefined ? {} : { cause: plain(cause, depth + 1) };
			return { name: String(name), message: String(message), ...because, ...own };
		}
		if (/^(Shared)?ArrayBuffer$/.test(tag)) return iterated(new Uint8Array(held as ArrayBuffer), depth);
		if (tag === "DataView" && held.buffer !== undefined)
			return iterated(new Uint8Array(held.buffer, held.byteOffset, held.byteLength), depth);
		if (tag === "Window") return "[Window]";
		if (tag !== "Object" && typeof held.nodeType === "number") return openingTag(held);
		const isListed =
			/(Array|List|Collection|^Map|^Set|^Headers|^URLSearchParams|^FormData|^Arguments|^NamedNodeMap)$/.test(
				tag,
			);
		if (isListed && typeof held[Symbol.iterator] === "function")
			return iterated(held as Iterable<unknown>, depth);
		const keys = Object.keys(held);
		// Objects of the browser without keys have what they hold behind getters of theirs.
		if (keys.length > 0 || /^(Object|Storage|DOMStringMap)$/.test(tag)) return withKeys(held, keys, depth);
		return `[${tag.slice(0, 100)}]`;
	};
	function plain(held: unknown, depth: number): unknown {
		left -= 1;
		if (left < 0 || depth > MOST_DEEP) throw new RangeError("too much");
		if (held === undefined) return null;
		if (typeof held === "bigint") return `${held}n`;
		if (typeof held === "symbol") return String(held).slice(0, 1_000);
		if (typeof held === "function") return `[function ${held.name.slice(0, 100)}]`;
		if (typeof held === "number" && !Number.isFinite(held)) return String(held);
		if (typeof held !== "object" || held === null) return held;
		if (path.has(held)) throw new TypeError("refers to itself");
		path.add(held);
		const { toJSON } = held as Tagged;
		const isOwn = typeof toJSON !== "function" || /Date$|Array$/.test(tagOf(held));
		const shown: unknown = isOwn ? held : (toJSON as () => unknown).call(held);
		const result =
			typeof shown === "object" && shown !== null ? object(shown, depth) : plain(shown, depth + 1);
		path.delete(held);
		return result;
	}

	try {
		return plain(value, 0);
	} catch {
		const endless: unknown[] = [];
		endless.push(endless);
		return endless;
	}
}
