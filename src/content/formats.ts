import type { Harvest } from "./harvest-schema.ts";
import type { Wanted } from "./harvest-script.ts";
import { parseJsonLd } from "./json-ld.ts";
import { htmlToMarkdown } from "./markdown.ts";
import { sourceToMarkdown } from "./source.ts";

/** The formats that are made of a page's content alone, without a screen or a model. */
export const CONTENT_FORMATS = [
	"markdown",
	"html",
	"rawHtml",
	"links",
	"images",
	"structured",
	"branding",
] as const;

export type ContentFormat = (typeof CONTENT_FORMATS)[number];

export interface Selection {
	readonly formats: readonly ContentFormat[];
	/** Markdown and clean HTML of the article alone, without navigation and what else is around it. */
	readonly onlyMainContent: boolean;
	/** Whether Markdown and clean HTML have what nobody sees, such as what is folded in. */
	readonly includesHidden: boolean;
}

/** How the page came to be, which the page itself can't say. */
export interface Arrival {
	/** The address that was asked for. */
	readonly sourceUrl: string;
	/** The address that it ended at. */
	readonly url: string;
	/** `null` where there was no answer over HTTP, such as of a `data:` URL. */
	readonly statusCode: number | null;
	readonly contentType?: string | undefined;
	/** Whether the answer had nothing, and what is shown is a page of the browser's own about that. */
	readonly isErrorPage?: boolean;
	/** Why its content is not whole, in Chrome's words, where it broke off. */
	readonly brokenOff?: string | undefined;
}

/** Of an answer without content. */
export const nothingHarvested = (baseUrl: string): Harvest => ({
	hasRoot: true,
	baseUrl,
	metadata: { title: "", openGraph: {}, openGraphImages: [], twitter: {} },
	links: [],
	images: [],
});

/** What must be harvested for a selection. */
export function wantedFor({ formats, onlyMainContent, includesHidden }: Selection): Wanted {
	const isClean = formats.includes("markdown") || formats.includes("html");
	return {
		main: isClean && onlyMainContent,
		html: isClean && !onlyMainContent,
		hidden: includesHidden,
		rawHtml: formats.includes("rawHtml"),
		structured: formats.includes("structured"),
		branding: formats.includes("branding"),
	};
}

/**
 * The formats of a selection, under their names, and the metadata: what `/v1/scrape` calls `data`. `truncated` names the
 * formats that were cut, because the page was too big for them.
 */
export async function presentContent(
	harvest: Harvest,
	{ formats, onlyMainContent }: Selection,
	arrival: Arrival,
) {
	const html = (onlyMainContent ? harvest.main : harvest.html) ?? "";
	const has = (format: ContentFormat) => formats.includes(format);
	const { source, baseUrl } = harvest;
	const written = source && { text: sourceToMarkdown(source), isCut: false };
	const markdown = has("markdown") ? (written ?? (await htmlToMarkdown(html, { baseUrl }))) : undefined;
	const content = {
		...(markdown !== undefined && { markdown: markdown.text }),
		...(has("html") && { html }),
		...(has("rawHtml") && { rawHtml: source?.text ?? harvest.rawHtml ?? "" }),
		...(has("links") && { links: harvest.links }),
		...(has("images") && { images: harvest.images }),
		...(has("structured") && { structured: presentStructured(harvest) }),
		...(has("branding") && harvest.branding && { branding: presentBranding(harvest.branding) }),
		metadata: presentMetadata(harvest, arrival),
	};
	return { content, truncated: markdown?.isCut === true ? ["markdown"] : [] };
}

export type Content = Awaited<ReturnType<typeof presentContent>>["content"];

function presentMetadata(
	{ metadata }: Harvest,
	{ sourceUrl, url, statusCode, contentType, brokenOff }: Arrival,
) {
	return {
		title: metadata.title,
		description: metadata.description,
		language: metadata.language,
		sourceURL: sourceUrl,
		url,
		status_code: statusCode,
		content_type: contentType,
		broken_off: brokenOff,
		canonical: metadata.canonical,
		favicon: metadata.favicon,
		site_name: metadata.siteName,
		author: metadata.author,
		published_time: metadata.publishedTime,
		keywords: metadata.keywords,
		robots: metadata.robots,
		open_graph: metadata.openGraph,
		...(metadata.openGraphImages.length > 1 && { open_graph_images: metadata.openGraphImages }),
	};
}

function presentStructured({ structured, metadata }: Harvest) {
	return {
		json_ld: parseJsonLd(structured?.jsonLd ?? []),
		microdata: structured?.microdata ?? [],
		open_graph: metadata.openGraph,
		twitter: metadata.twitter,
		tables: structured?.tables ?? [],
	};
}

function presentBranding(branding: NonNullable<Harvest["branding"]>) {
	const { title, siteName, logo, image, icons, themeColors, colorScheme, colors, palette, fonts } = branding;
	return {
		title,
		site_name: siteName,
		logo,
		image,
		icons,
		theme_colors: themeColors,
		color_scheme: colorScheme,
		colors,
		palette,
		fonts,
	};
}
