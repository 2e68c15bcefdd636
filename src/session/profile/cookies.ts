import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { problem } from "../../domain/problem.ts";
import type { ProfileCookie } from "../../domain/profile.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";

const partitionKey = z.object({ topLevelSite: z.string(), hasCrossSiteAncestor: z.boolean() });

const readCookie = z.object({
	name: z.string(),
	value: z.string(),
	domain: z.string(),
	path: z.string(),
	expires: z.number(),
	session: z.boolean(),
	secure: z.boolean(),
	httpOnly: z.boolean(),
	sameSite: z.string().optional(),
	priority: z.string().optional(),
	sourceScheme: z.string().optional(),
	sourcePort: z.number().optional(),
	partitionKey: partitionKey.optional(),
	/** Set by a page without an origin: nothing can name what it belongs to. */
	partitionKeyOpaque: z.boolean().optional(),
});

const cookies = z.object({ cookies: z.array(readCookie) });

/** The browser's cookies, of its default context. */
export async function readCookies(cdp: CdpClient): Promise<Result<readonly ProfileCookie[]>> {
	const answer = await cdp.send("Storage.getCookies");
	if (!answer.ok) return answer;
	const parsed = cookies.safeParse(answer.value);
	if (!parsed.success) return refuse(problem("command_failed", "the browser's cookies can't be read"));
	return ok(
		parsed.data.cookies.flatMap(({ session, expires, partitionKeyOpaque, ...cookie }) => {
			if (partitionKeyOpaque === true) return [];
			return [session ? cookie : { ...cookie, expires }];
		}),
	);
}

/**
 * Gives a browser these cookies; those that have expired it drops by itself. The browser takes all or none, so where it
 * takes none they are given one by one. Gives the number of those that it does not take.
 */
export async function writeCookies(cdp: CdpClient, given: readonly ProfileCookie[]): Promise<Result<number>> {
	if (given.length === 0) return ok(0);
	const all = await setCookies(cdp, given);
	if (all.ok || all.problem.code !== "command_failed") return all.ok ? ok(0) : all;
	let refused = 0;
	for (const one of await Promise.all(given.map((each) => setCookies(cdp, [each])))) {
		if (one.ok) continue;
		if (one.problem.code !== "command_failed") return one;
		refused += 1;
	}
	return ok(refused);
}

const setCookies = (cdp: CdpClient, given: readonly ProfileCookie[]): Promise<Result<unknown>> =>
	cdp.send("Storage.setCookies", { cookies: given });

/** The origin that set a cookie, as far as it tells. */
export function originOf({ domain, sourceScheme, sourcePort = -1 }: ProfileCookie): string | undefined {
	if (sourceScheme !== "Secure" && sourceScheme !== "NonSecure") return undefined;
	const scheme = sourceScheme === "Secure" ? "https" : "http";
	const port = sourcePort > 0 ? `:${sourcePort}` : "";
	const url = `${scheme}://${domain.replace(/^\./, "")}${port}`;
	return URL.canParse(url) ? new URL(url).origin : undefined;
}
