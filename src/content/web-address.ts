const LINKABLE = new Set(["http:", "https:", "mailto:", "tel:"]);

/** What a page may make us link to, as an absolute URL; `undefined` for scripts, inline data and what is no URL. */
export function linkAddress(href: string | undefined, baseUrl: string): string | undefined {
	const url = parse(href, baseUrl);
	return url !== undefined && LINKABLE.has(url.protocol) ? url.href : undefined;
}

/** The absolute URL of something that can be fetched over HTTP; `undefined` for everything else. */
export function webAddress(src: string | undefined, baseUrl: string): string | undefined {
	const url = parse(src, baseUrl);
	return url !== undefined && isWeb(url) ? url.href : undefined;
}

export const isWeb = ({ protocol }: URL): boolean => protocol === "http:" || protocol === "https:";

function parse(address: string | undefined, baseUrl: string): URL | undefined {
	const trimmed = address?.trim() ?? "";
	return trimmed === "" ? undefined : (URL.parse(trimmed, baseUrl) ?? undefined);
}
