import { z } from "zod";

/**
 * What comes out of a page. The script bounds it, in a world that the page can't reach; yet it is the page's, so it is
 * checked, and what is too long refused.
 */
const short = z.string().max(10_000);
const html = z.string().max(3_000_000);
const record = z.record(z.string().max(200), short);
const addresses = z.array(short).max(5000);

const microdataItemSchema = z.object({
	type: z.array(short),
	id: short.optional(),
	get properties(): z.ZodRecord<
		z.ZodString,
		z.ZodArray<z.ZodUnion<[z.ZodString, typeof microdataItemSchema]>>
	> {
		return z.record(z.string(), z.array(z.union([z.string(), microdataItemSchema])));
	},
});

const metadataSchema = z.object({
	title: short,
	description: short.optional(),
	language: short.optional(),
	canonical: short.optional(),
	favicon: short.optional(),
	siteName: short.optional(),
	author: short.optional(),
	publishedTime: short.optional(),
	keywords: short.optional(),
	robots: short.optional(),
	openGraph: record,
	openGraphImages: z.array(short).max(50),
	twitter: record,
});

const brandingSchema = z.object({
	title: short,
	siteName: short.optional(),
	logo: short.optional(),
	image: short.optional(),
	icons: z
		.array(z.object({ url: short, rel: short, sizes: short.optional(), type: short.optional() }))
		.max(30),
	themeColors: z.array(z.object({ color: short, media: short.optional() })).max(10),
	colorScheme: short.optional(),
	colors: z.object({
		background: short,
		text: short.optional(),
		link: short.optional(),
		primary: short.optional(),
	}),
	palette: z.array(short).max(12),
	fonts: z.object({ body: short.optional(), heading: short.optional(), all: z.array(short).max(8) }),
});

const structuredSchema = z.object({
	jsonLd: z.array(z.string().max(1_000_000)).max(100),
	microdata: z.array(microdataItemSchema).max(300),
	tables: z
		.array(
			z.object({
				caption: short.optional(),
				headers: z.array(short),
				rows: z.array(z.array(short).max(50)).max(1000),
			}),
		)
		.max(50),
});

export const harvestSchema = z.object({
	/** Not so of a document that was stopped, or is read, before anything of it came. */
	hasRoot: z.boolean(),
	/** What relative addresses in its raw HTML are relative to. */
	baseUrl: short,
	metadata: metadataSchema,
	links: addresses,
	images: addresses,
	structured: structuredSchema.optional(),
	branding: brandingSchema.optional(),
	source: z.object({ type: short, text: html }).optional(),
	main: html.optional(),
	html: html.optional(),
	rawHtml: html.optional(),
});

export type Harvest = z.infer<typeof harvestSchema>;
