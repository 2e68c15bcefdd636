/** Milliseconds as a clock shows them: `1:05`, `1:00:05`. */
export function clock(ms: number): string {
	const seconds = Math.floor(Math.max(ms, 0) / 1_000);
	const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
	const [hours, ...rest] = parts;
	const shown = hours === 0 ? rest : parts;
	return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** An address as people read it: without its scheme, and cut. */
export function shortUrl(url: string, most = 80): string {
	const short = url.replace(/^https?:\/\//, "").replace(/\/$/, "");
	return short.length > most ? `${short.slice(0, most)}…` : short;
}
