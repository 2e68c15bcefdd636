import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { joinBytes } from "../lib/join-bytes.ts";

/** What Cloudflare's crawler calls itself; a robots.txt may name it. */
export const CRAWLER = "CloudflareBrowserRenderingCrawler/1.0";

const MOST_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface PlainRequest {
	readonly headers?: Readonly<Record<string, string>>;
	/** For the answer and all of its body. */
	readonly timeoutMs: number;
	/** Ends it early. */
	readonly signal?: AbortSignal;
	/** Why an address may not be asked for; it is asked before each request, redirects among them. */
	readonly refusal: (url: URL) => Promise<Problem | undefined> | Problem | undefined;
}

/** An answer whose body is yet to be read. */
export interface PlainAnswer {
	/** Where redirects have led to. */
	readonly url: URL;
	readonly response: Response;
}

/** Asks for an address without a browser, and without cookies. Refuses where nothing answers, or where it may not ask. */
export async function plainFetch(
	fetcher: Pick<Fetcher, "fetch">,
	address: URL,
	{ headers = {}, timeoutMs, signal, refusal }: PlainRequest,
): Promise<Result<PlainAnswer>> {
	const signals = [AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])];
	const init = {
		headers: { "user-agent": CRAWLER, accept: "text/html,application/xhtml+xml,*/*;q=0.8", ...headers },
		redirect: "manual",
		signal: AbortSignal.any(signals),
	} as const;
	let url = address;
	for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
		const refused = await refusal(url);
		if (refused !== undefined) return refuse(refused);
		let response: Response;
		try {
			response = await fetcher.fetch(url.href, init);
		} catch {
			// What the platform says of it names no address, and helps nobody.
			return refuse(problem("navigation_failed", `${url.host} did not answer.`));
		}
		const next = REDIRECTS.has(response.status) ? nextAddress(response, url) : undefined;
		if (next === undefined) return ok({ url, response });
		await response.body?.cancel();
		url = next;
	}
	return refuse(problem("navigation_failed", `${address.host} redirects too often.`));
}

function nextAddress({ headers }: Response, url: URL): URL | undefined {
	const next = URL.parse(headers.get("location") ?? "", url.href);
	if (next === null || headers.get("location") === null) return undefined;
	next.username = "";
	next.password = "";
	return next;
}

/** The body of an answer, or its beginning where it is larger than that; `undefined` where it breaks off or takes too long. */
export async function bodyOf({ response }: PlainAnswer, mostBytes: number): Promise<Uint8Array | undefined> {
	const chunks: Uint8Array[] = [];
	const body: ReadableStream<Uint8Array> | null = response.body;
	let size = 0;
	try {
		for await (const chunk of body ?? []) {
			chunks.push(chunk.subarray(0, mostBytes - size));
			size = Math.min(size + chunk.byteLength, mostBytes);
			if (size === mostBytes) break;
		}
	} catch {
		return undefined;
	}
	return joinBytes(chunks);
}
