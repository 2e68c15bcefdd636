import { z } from "zod";
import { knownFields } from "../lib/known-fields.ts";
import { command } from "./command.ts";
import { pageClient } from "./internals.ts";
import { Refused } from "./refused.ts";

const url = z.url().max(4_000);

/** What puppeteer and Playwright report of a cookie besides, and the browser works out again. */
const REPORTED = {
	session: z.boolean().optional(),
	size: z.number().optional(),
	priority: z.string().optional(),
	same_party: z.boolean().optional(),
	source_scheme: z.string().optional(),
	source_port: z.number().optional(),
};

const cookie = knownFields({
	name: z.string().min(1).max(4_096),
	value: z.string().max(4_096),
	/** The page's own where neither it nor a domain is given. */
	url: url.optional(),
	domain: z.string().max(255).optional(),
	path: z.string().max(1_024).optional(),
	/** Epoch seconds; without it, for as long as the browser runs. */
	expires: z.number().optional(),
	http_only: z.boolean().optional(),
	secure: z.boolean().optional(),
	same_site: z.enum(["Strict", "Lax", "None"]).optional(),
	...REPORTED,
});

export const getCookies = command({
	name: "get_cookies",
	origin: "berth",
	kind: "extraction",
	summary: "The cookies that the page's URL, or others, would be sent",
	data: { urls: z.array(url).max(100).optional() },
	async run(context, data) {
		const { page } = await context.tab();
		const { cookies } = await pageClient(page).send("Network.getCookies", {
			urls: data.urls ?? [page.url()],
		});
		return {
			data: cookies.map(({ name, value, domain, path, expires, httpOnly, secure, sameSite, session }) => ({
				name,
				value,
				domain,
				path,
				...(!session && { expires }),
				http_only: httpOnly,
				secure,
				...(sameSite !== undefined && { same_site: sameSite }),
			})),
		};
	},
});

export const setCookies = command({
	name: "set_cookies",
	origin: "berth",
	kind: "action",
	summary: "Sets cookies, of the page's site unless they say another",
	data: { cookies: z.array(cookie).min(1).max(500) },
	async run(context, data) {
		const { page } = await context.tab();
		const here = page.url();
		for (const [
			index,
			{ name, value, http_only, same_site, url: of, domain, path, expires, secure },
		] of data.cookies.entries()) {
			const site = of ?? (domain === undefined ? here : undefined);
			const { success } = await pageClient(page)
				.send("Network.setCookie", {
					name,
					value,
					...(site !== undefined && { url: site }),
					...(domain !== undefined && { domain }),
					...(path !== undefined && { path }),
					...(expires !== undefined && { expires }),
					...(secure !== undefined && { secure }),
					...(http_only !== undefined && { httpOnly: http_only }),
					...(same_site !== undefined && { sameSite: same_site }),
				})
				.catch(() => ({ success: false }));
			if (!success)
				throw new Refused(
					"invalid_command_data",
					`cookies.${index}: the browser does not take it for this site.`,
				);
		}
	},
});

export const clearCookies = command({
	name: "clear_cookies",
	origin: "berth",
	kind: "action",
	summary: "Deletes all cookies, or those of a name, domain or path",
	data: {
		name: z.string().optional(),
		domain: z.string().optional(),
		path: z.string().optional(),
	},
	async run(context, data) {
		const { page } = await context.tab();
		const client = pageClient(page);
		if (data.name === undefined && data.domain === undefined && data.path === undefined) {
			await client.send("Network.clearBrowserCookies");
			return;
		}
		const { cookies } = await client.send("Network.getAllCookies");
		const chosen = cookies.filter(
			({ name, domain, path }) =>
				(data.name ?? name) === name &&
				(data.path ?? path) === path &&
				(data.domain ?? domain).replace(/^\./, "") === domain.replace(/^\./, ""),
		);
		for (const { name, domain, path } of chosen)
			await client.send("Network.deleteCookies", { name, domain, path });
		return { data: { deleted: chosen.length } };
	},
});
