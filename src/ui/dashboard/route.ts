import { computed, signal } from "@preact/signals";

/** Where a person is. It stands in the address after `#`, which no server sees, so that pages can be linked to. */
const hash = signal(location.hash);
addEventListener("hashchange", () => (hash.value = location.hash));

export interface Route {
	/** `sessions`, `new`, `crawls`, `capacity`, `tokens`, `domain-sets` or `audit`. */
	readonly page: string;
	readonly id: string | undefined;
	readonly panel: string | undefined;
	readonly query: URLSearchParams;
}

export const route = computed((): Route => {
	const [path = "", query = ""] = hash.value.replace(/^#\/?/, "").split("?", 2);
	const [page = "", id, panel] = path.split("/").map(decode);
	return { page: page === "" ? "sessions" : page, id, panel, query: new URLSearchParams(query) };
});

/** The address of a place; what is empty is left out of its query. */
export function place(path: string, query: Readonly<Record<string, string>> = {}): string {
	const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
	return asked.size === 0 ? `#/${path}` : `#/${path}?${asked}`;
}

export const sessionPlace = (id: string, panel = ""): string =>
	place(`sessions/${encodeURIComponent(id)}${panel === "" ? "" : `/${panel}`}`);

export const crawlPlace = (id: string, query: Readonly<Record<string, string>> = {}): string =>
	place(`crawls/${encodeURIComponent(id)}`, query);

export function go(to: string, { replacing = false } = {}): void {
	if (replacing) {
		history.replaceState(null, "", to);
		hash.value = to;
	} else location.hash = to;
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
