/** What is read of an object whose kind its tag says. */
interface Tagged {
	readonly name?: unknown;
	readonly message?: unknown;
	readonly cause?: unknown;
	readonly errors?: unknown;
	readonly nodeType?: unknown;
	readonly nodeName?: unknown;
	/** In a form, what has this name. */
	readonly attributes?: Iterable<{ readonly name?: unknown; readonly value?: unknown }>;
	readonly buffer?: ArrayBuffer;
	readonly byteOffset?: number;
	readonly byteLength?: number;
	readonly source?: unknown;
	readonly getTime?: unknown;
	readonly toJSON?: unknown;
}

/**
 * Runs in the page's own world: a value, or what a function gives where functions are to be called, as JSON can hold it.
 * What has no form in JSON becomes a text that says what it is. For a value that is too deep or large, refers to itself
 * or throws when it is read, one is given back that Chrome refuses.
 *
 * Pages have globals such as `Set` or `Symbol` that are something else, and change the prototypes of objects and arrays:
 * the copy needs neither.
 */
export async function plainOf(given: unknown, callsFunction: boolean): Promise<unknown> {
	const value: unknown =
		callsFunction && typeof given === "function" ? await (given as () => unknown)() : given;
	const MOST_DEEP = 1_000;
	/** Of characters that the value has as JSON, at least. A text that is held a thousand times is sent as often. */
	let left = 5_000_000;
	/** Makes objects that inherit nothing, faster than `Object.create` does. */
	const Bare = function () {} as unknown as new () => Record<string, unknown>;
	Bare.prototype = Object.create(null) as object;

	const isFiniteNumber = (number: number) => number - number === 0;
	const iterated = (items: Iterable<unknown>, depth: number) => {
		const list: unknown[] = [];
		for (const each of items) list[list.length] = plain(each, depth + 1);
		return list;
	};
	const isIterable = (held: unknown) => {
		const first = ([one]: Iterable<unknown>) => one;
		try {
			first(held as Iterable<unknown>);
			return true;
		} catch {
			return false;
		}
	};
	const withKeys = (object: object, keys: readonly string[], depth: number) => {
		const copy = new Bare();
		for (const key of keys) {
			left -= key.length;
			copy[key] = plain((object as Record<string, unknown>)[key], depth + 1);
		}
		return copy;
	};
	/** Throws for what is no buffer, whatever its tag says. */
	const bytesOf = (buffer: ArrayBuffer, offset?: number, length?: number) =>
		new Uint8Array(new DataView(buffer).buffer, offset, length);
	const openingTag = (node: Tagged) => {
		let text = String(node.nodeName).toLowerCase();
		if (node.nodeType !== 1) return `[${text}]`;
		for (const { name, value: held } of isIterable(node.attributes) ? (node.attributes ?? []) : [])
			if (text.length < 200 && typeof held === "string") text += ` ${String(name)}="${held.slice(0, 100)}"`;
		return `<${text.slice(0, 300)}>`;
	};
	const tagOf = (held: object) => Object.prototype.toString.call(held).slice(8, -1);
	const object = (held: object & Tagged, depth: number): unknown => {
		if (Object.getPrototypeOf(held) === Object.prototype) return withKeys(held, Object.keys(held), depth);
		const tag = tagOf(held);
		if (Array.isArray(held)) return iterated(held, depth);
		if (tag === "Date" && typeof held.getTime === "function") {
			const date = new Date((held as Date).getTime());
			return isFiniteNumber(date.getTime()) ? date.toISOString() : "Invalid Date";
		}
		if (tag === "RegExp" && typeof held.source === "string") return RegExp.prototype.toString.call(held);
		if (/^(Number|String|Boolean|BigInt|Symbol)$/.test(tag)) {
			const primitive: unknown = held.valueOf();
			if (typeof primitive !== "object") return plain(primitive, depth + 1);
		}
		if ((tag === "Error" || tag === "DOMException") && "message" in held) {
			const { name, message, cause, errors } = held;
			const own = withKeys(held, Object.keys(held), depth);
			const because = cause === undefined ? {} : { cause: plain(cause, depth + 1) };
			const several = Array.isArray(errors) ? { errors: plain(errors, depth + 1) } : {};
			return { name: String(name), message: String(message), ...because, ...several, ...own };
		}
		if (/^(Shared)?ArrayBuffer$/.test(tag)) return iterated(bytesOf(held as ArrayBuffer), depth);
		if (tag === "DataView" && held.buffer !== undefined)
			return iterated(bytesOf(held.buffer, held.byteOffset, held.byteLength), depth);
		if (tag === "Window") return "[Window]";
		if (tag !== "Object" && typeof held.nodeType === "number") return openingTag(held);
		const isListed =
			/(Array|List|Collection|^Map|^Set|^Headers|^URLSearchParams|^FormData|^Arguments|^NamedNodeMap)$/.test(
				tag,
			);
		if (isListed && isIterable(held)) return iterated(held as Iterable<unknown>, depth);
		const keys = Object.keys(held);
		// Objects of the browser without keys have what they hold behind getters of theirs.
		if (keys.length > 0 || /^(Object|Storage|DOMStringMap)$/.test(tag)) return withKeys(held, keys, depth);
		return `[${tag.slice(0, 100)}]`;
	};
	function plain(held: unknown, depth: number): unknown {
		left -= typeof held === "string" ? held.length + 2 : 2;
		// A value that refers to itself ends here as well.
		if (left < 0 || depth > MOST_DEEP) throw new RangeError("too much");
		if (held === undefined) return null;
		// The one object of this type.
		if (typeof held === "undefined") return "[HTMLAllCollection]";
		if (typeof held === "bigint") return `${held}n`;
		if (typeof held === "symbol") return String(held).slice(0, 1_000);
		if (typeof held === "function") {
			// A class may have a static member by that name.
			const name: unknown = held.name;
			return `[function ${typeof name === "string" ? name.slice(0, 100) : ""}]`;
		}
		if (typeof held === "number" && !isFiniteNumber(held)) return `${held}`;
		if (typeof held !== "object" || held === null) return held;
		const { toJSON } = held as Tagged;
		const isOwn = typeof toJSON !== "function" || /Date$|Array$/.test(tagOf(held));
		const shown: unknown = isOwn ? held : (toJSON as () => unknown).call(held);
		return typeof shown === "object" && shown !== null ? object(shown, depth) : plain(shown, depth + 1);
	}

	try {
		return plain(value, 0);
	} catch {
		const endless: unknown[] = [];
		endless[0] = endless;
		return endless;
	}
}
