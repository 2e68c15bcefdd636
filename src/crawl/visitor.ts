import type { StoredPage } from "../artifacts/crawl-pages.ts";
import { isPageType, looksLikeFile } from "../content/crawl-address.ts";
import { fitContent } from "../content/fit-content.ts";
import { frontMatter } from "../content/front-matter.ts";
import { htmlToMarkdown } from "../content/markdown.ts";
import { decodeText, type PlainDocument, readDocument } from "../content/plain-document.ts";
import { sourceToMarkdown } from "../content/source.ts";
import { type Problem, problem } from "../domain/problem.ts";
import type { Result } from "../domain/result.ts";
import type { JsonExtraction } from "../model/extract-json.ts";
import type { Discovery } from "./discovery.ts";
import type { CrawlTrust, CrawlWish } from "./job-store.ts";
import type { VisitOutcome } from "./outcome.ts";
import type { QueuedPage } from "./page-table.ts";
import { bodyOf, type PlainAnswer, plainFetch } from "./plain-fetch.ts";
import { refusalOfAddress } from "./reachable.ts";
import type { RenderPage } from "./render-port.ts";
import type { Sites } from "./sites.ts";

const PATIENCE_MS = 20_000;
/** Of an answer that no browser reads. */
const MOST_BODY_BYTES = 8 * 1024 * 1024;
/** What is kept of one page. */
const MOST_PAGE_BYTES = 4 * 1024 * 1024;

/** What a browser shows as it was sent. */
const TEXT_TYPE = /^\s*(?:text\/|application\/(?:json|xml|[\w.-]{1,100}\+(?:json|xml))\s*(?:;|$))/i;

interface VisitorParts {
	readonly wish: CrawlWish;
	readonly trust: CrawlTrust;
	readonly fetcher: Pick<Fetcher, "fetch">;
	readonly render: RenderPage;
	/** Where the format `json` is asked for. */
	readonly extraction: JsonExtraction | undefined;
	readonly sites: Pick<Sites, "of">;
	readonly discovery: Pick<Discovery, "isWanted">;
}

type Left = Extract<VisitOutcome, { readonly kind: "disallowed" | "skipped" }>;

/** Has the pages of a job, one at a time: in a browser, or without one. */
export class Visitor {
	readonly #parts: VisitorParts;

	constructor(parts: VisitorParts) {
		this.#parts = parts;
	}

	/** What a page has. Its site's rules allow it. */
	visit(page: QueuedPage, signal: AbortSignal): Promise<VisitOutcome> {
		return this.#parts.wish.render ? this.#render(page, signal) : this.#fetch(page, signal);
	}

	async #fetch(queued: QueuedPage, signal: AbortSignal): Promise<VisitOutcome> {
		const asked = await this.#ask(queued, signal);
		if ("kind" in asked) return asked;
		const { url, response } = asked;
		const type = response.headers.get("content-type") ?? "text/html";
		const isFile = !isPageType(type) && !TEXT_TYPE.test(type);
		if (isFile) await response.body?.cancel();
		const bytes = isFile ? new Uint8Array() : await bodyOf(asked, MOST_BODY_BYTES);
		if (bytes === undefined)
			return failed(problem("navigation_failed", `${url.host} did not answer in full.`));
		const text = decodeText(bytes, type);
		const document = isPageType(type) ? readDocument(text, url.href) : undefined;
		const page = {
			status: response.status,
			finalUrl: url.href,
			title: document?.title ?? "",
			links: document?.links ?? [],
		};
		const markdown = this.#needsMarkdown ? await markdownOf(text, type, document) : undefined;
		return this.#have(page, { html: text, markdown }, 0, signal);
	}

	async #render(page: QueuedPage, signal: AbortSignal): Promise<VisitOutcome> {
		const { wish, render } = this.#parts;
		const isDoubtful =
			page.depth > 0 && (wish.modifiedSince !== undefined || looksLikeFile(new URL(page.url)));
		const asked = isDoubtful ? await this.#ask(page, signal) : undefined;
		if (asked !== undefined && "kind" in asked) return asked;
		await asked?.response.body?.cancel();
		const rendered = await render(page.url, signal);
		if (!rendered.ok) return failed(rendered.problem);
		const { meta, links, html, markdown, browserMs } = rendered.value;
		const { status, title, finalUrl = page.url } = meta;
		const left = await this.#leftAt(new URL(finalUrl), page);
		if (left !== undefined) return left;
		return this.#have({ status, finalUrl, title, links }, { html, markdown }, browserMs, signal);
	}

	get #needsMarkdown(): boolean {
		const { formats } = this.#parts.wish;
		return formats.includes("markdown") || formats.includes("json");
	}

	/** A page in the formats that were asked for; of an error the HTML is kept. */
	async #have(
		page: Omit<StoredPage, "content">,
		{ html, markdown }: { readonly html: string | undefined; readonly markdown: string | undefined },
		browserMs: number,
		signal: AbortSignal,
	): Promise<VisitOutcome> {
		const { wish, extraction } = this.#parts;
		const isError = page.status >= 400;
		const found = isError ? undefined : await extraction?.of(markdown ?? "", { signal });
		const content = {
			...(found?.ok === true && { json: found.value.value }),
			...(wish.formats.includes("markdown") && markdown !== undefined && { markdown }),
			...((isError || wish.formats.includes("html")) && html !== undefined && { html }),
		};
		return {
			kind: "page",
			page: { ...page, content: fitContent(content, MOST_PAGE_BYTES).content },
			browserMs,
			unread: found?.ok === false ? found.problem : undefined,
		};
	}

	/** An answer whose page is to be had; what has become of the page otherwise. */
	async #ask(page: QueuedPage, signal: AbortSignal): Promise<PlainAnswer | VisitOutcome> {
		const { wish, trust, fetcher } = this.#parts;
		const start = new URL(page.url);
		const since = page.depth > 0 ? wish.modifiedSince : undefined;
		let left: Left | undefined;
		const answer: Result<PlainAnswer> = await plainFetch(fetcher, start, {
			timeoutMs: PATIENCE_MS,
			signal,
			...(since !== undefined && { headers: { "if-modified-since": new Date(since * 1_000).toUTCString() } }),
			refusal: async (url) => {
				if (url.href === start.href) return refusalOfAddress(url, trust);
				left = await this.#leftAt(url, page);
				return left && problem("robots_disallowed", left.reason);
			},
		});
		if (left !== undefined) return left;
		if (!answer.ok)
			return answer.problem.code === "invalid_request"
				? { kind: "skipped", reason: answer.problem.message }
				: failed(answer.problem);
		const { response } = answer.value;
		const why = page.depth > 0 ? reasonToSkip(response, since) : undefined;
		if (why === undefined) return answer.value;
		await response.body?.cancel();
		return { kind: "skipped", reason: why };
	}

	/** Why a page is left that has led to an address: the job, or the site there, does not want it. */
	async #leftAt(url: URL, { depth, url: asked }: QueuedPage): Promise<Left | undefined> {
		const { sites, discovery, trust } = this.#parts;
		if (url.origin === new URL(asked).origin && url.pathname === new URL(asked).pathname) return undefined;
		const refused = refusalOfAddress(url, trust);
		if (refused !== undefined)
			return { kind: "skipped", reason: "It leads to an address that is not public." };
		// The start may lead the job to another host.
		if (depth > 0 && !discovery.isWanted(url))
			return { kind: "skipped", reason: "It leads to an address that the job does not go to." };
		const rules = await sites.of(url);
		const isAllowed = !rules.ok || (rules.value.isAllowed(url) && rules.value.allowsUse);
		return isAllowed ? undefined : { kind: "disallowed", reason: "It leads to what a robots.txt disallows." };
	}
}

function reasonToSkip({ status, headers }: Response, since: number | undefined): string | undefined {
	if (status === 304) return "It has not changed since then.";
	const changed = Date.parse(headers.get("last-modified") ?? "");
	if (since !== undefined && changed < since * 1_000) return "It has not changed since then.";
	const type = headers.get("content-type") ?? "text/html";
	return status < 400 && !isPageType(type) && !TEXT_TYPE.test(type) ? "It is a file." : undefined;
}

async function markdownOf(text: string, type: string, document: PlainDocument | undefined): Promise<string> {
	if (document === undefined) return sourceToMarkdown({ type: type.split(";", 1)[0]?.trim() ?? "", text });
	const { title, description, author, baseUrl } = document;
	const markdown = await htmlToMarkdown(text, { baseUrl });
	return frontMatter({ title, description, author }) + markdown.text;
}

const failed = (why: Problem): VisitOutcome => ({ kind: "failed", problem: why, browserMs: 0 });
