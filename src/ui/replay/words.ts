/** Milliseconds as a clock shows them: `1:05`, `1:00:05`. */
export function clock(ms: number): string {
	const seconds = Math.floor(Math.max(ms, 0) / 1_000);
	const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
	const [hours, ...rest] = parts;
	const shown = hours === 0 ? rest : parts;
	return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** An address without what is the same everywhere, and no longer than can be read. */
export function shortUrl(url: string): string {
	const { host, pathname } = URL.parse(url) ?? { host: "", pathname: url };
	const shown = host === "" ? url : `${host}${pathname === "/" ? "" : pathname}`;
	return shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
}
