import type { PageStorage, PageWindow } from "./dom.ts";

export type StorageKind = "local" | "session";

/**
 * Runs in the page: sets and removes what a storage of it holds, and gives what it holds then; null on pages that have
 * none, such as `data:` URLs.
 */
export function useStorage(
	kind: StorageKind,
	change: {
		readonly set?: Readonly<Record<string, string>>;
		readonly remove?: string;
		readonly clear?: boolean;
	},
): Record<string, string> | "full" | null {
	const page = globalThis as unknown as PageWindow;
	let storage: PageStorage;
	try {
		storage = kind === "local" ? page.localStorage : page.sessionStorage;
	} catch {
		return null;
	}
	if (change.clear === true) storage.clear();
	if (change.remove !== undefined) storage.removeItem(change.remove);
	try {
		for (const [key, value] of Object.entries(change.set ?? {})) storage.setItem(key, value);
	} catch {
		return "full";
	}
	const entries: [string, string][] = [];
	for (let index = 0; index < storage.length; index += 1) {
		const key = storage.key(index);
		if (key !== null) entries.push([key, storage.getItem(key) ?? ""]);
	}
	// Not by assignment: a page may call a key `__proto__`.
	return Object.fromEntries(entries);
}
