import type { CrawlOrder } from "../../../crawl/crawl-job.ts";
import type { CrawlBody } from "../../../domain/crawl/request.ts";
import type { Trust } from "../../../domain/trust.ts";

/** A job as its object takes it: what may hold secrets apart from the rest. */
export function orderFrom(body: CrawlBody, { privateEndpoint, berthPort }: Trust): CrawlOrder {
	const {
		url,
		limit,
		depth,
		source,
		formats,
		render,
		maxAge,
		modifiedSince,
		options,
		crawlPurposes,
		contentUse,
		jsonOptions: json,
		browser: _,
		...page
	} = body;
	const places = { url, limit, depth, source, options };
	const terms = { maxAge, modifiedSince, crawlPurposes, contentUse };
	return {
		wish: { ...places, ...terms, formats, render },
		secrets: { page, json: formats.includes("json") ? json : undefined },
		trust: { privateEndpoint, berthPort },
	};
}
