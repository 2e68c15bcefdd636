import { createMiddleware } from "hono/factory";
import type { BerthEnv } from "../context.ts";

const NAMED = /^(?:url|liveViewUrlExpiresInMs)=/;

/**
 * Takes the address of a new tab as Chrome itself does, too: it is the whole query there (`/json/new?http://a.test/?b=c`),
 * as it is or percent-encoded. It becomes the parameter `url`, which is checked as ever.
 */
export const takeChromesAddress = createMiddleware<BerthEnv>(async (c, next) => {
	const requested = new URL(c.req.url);
	const address = addressIn(requested.search.slice(1));
	if (address !== undefined) {
		requested.search = String(new URLSearchParams({ url: address }));
		c.req.raw = new Request(requested, c.req.raw);
	}
	await next();
});

/** The address that a query is; one without a scheme too, such as `example.com`, which is refused and not passed over. */
export function addressIn(query: string): string | undefined {
	if (query === "" || NAMED.test(query)) return undefined;
	if (URL.canParse(query)) return query;
	const decoded = decode(query);
	return URL.canParse(decoded) || !query.includes("=") ? decoded : undefined;
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
