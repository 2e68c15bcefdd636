import { isPublicHost } from "../browser/endpoint-address.ts";
import { readHostPattern } from "../domain/guardrails.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { readText } from "../lib/bounded-text.ts";
import { withTimeout } from "../lib/timeout.ts";

const MAX_BYTES = 64 * 1024;
export const MOST_HOSTS = 500;
const PATIENCE_MS = 5_000;

/**
 * The hosts of a list that somebody keeps at an https address, as the hosted service takes it: plain text, a pattern a
 * line; empty lines and those that begin with `#` do not count, and one that is no pattern spoils the list. Redirects are
 * not followed, because they would lead past the rule that the address is public.
 */
export async function readHostList(
	url: URL,
	network: Pick<Fetcher, "fetch"> = { fetch: (input, init) => fetch(input, init) },
): Promise<Result<readonly string[]>> {
	if (!isPublicHost(url.hostname) || url.username !== "" || url.password !== "")
		return refuse(unusable(url, "its address is not a public one"));
	const leaving = new AbortController();
	try {
		return await withTimeout(read(url, network, leaving.signal), PATIENCE_MS, "reading a list of hosts");
	} catch {
		return refuse(unusable(url, "it can't be had"));
	} finally {
		leaving.abort();
	}
}

async function read(
	url: URL,
	network: Pick<Fetcher, "fetch">,
	signal: AbortSignal,
): Promise<Result<readonly string[]>> {
	const { status, headers, body } = await network.fetch(url.href, { redirect: "manual", signal });
	if (status !== 200) return refuse(unusable(url, `its status is ${status}`));
	if (!/^text\/plain(?:;|$)/i.test(headers.get("content-type") ?? ""))
		return refuse(unusable(url, "it is not text/plain"));
	const text = await readText(body, MAX_BYTES);
	if (text === undefined) return refuse(unusable(url, `it has more than ${MAX_BYTES} bytes`));
	const lines = text.split(/\r?\n/).map((line) => line.trim());
	const listed = lines.filter((line) => line !== "" && !line.startsWith("#"));
	if (listed.length > MOST_HOSTS) return refuse(unusable(url, `it has more than ${MOST_HOSTS} hosts`));
	const patterns = listed.map(readHostPattern);
	const wrong = patterns.indexOf(undefined);
	if (wrong >= 0) return refuse(unusable(url, `line ${lines.indexOf(listed[wrong] ?? "") + 1} is no host`));
	return ok(patterns.filter((pattern) => pattern !== undefined));
}

const unusable = ({ origin, pathname }: URL, why: string) =>
	problem("invalid_request", `guardrails.allowedDomainSets: ${origin}${pathname}: ${why}`);
