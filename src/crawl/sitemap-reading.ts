import { describeFault, log } from "../lib/log.ts";
import type { Problem } from "../domain/problem.ts";
import type { Discovery } from "./discovery.ts";
import type { JobStore } from "./job-store.ts";
import { plainFetch } from "./plain-fetch.ts";
import { readSitemap } from "./read-sitemap.ts";
import type { SitemapQueue } from "./sitemap-queue.ts";
import type { Sites } from "./sites.ts";

const PATIENCE_MS = 60_000;
/** Where a sitemap is looked for that no robots.txt names. */
const USUAL_PLACE = "/sitemap.xml";

interface SitemapReadingParts {
	readonly store: JobStore;
	readonly queue: SitemapQueue;
	readonly sites: Sites;
	readonly discovery: Discovery;
	readonly fetcher: Pick<Fetcher, "fetch">;
	readonly refusal: (url: URL) => Problem | undefined;
}

/** Reads the sitemaps of a job's site, and adds the pages that they name. */
export class SitemapReading {
	readonly #parts: SitemapReadingParts;

	constructor(parts: SitemapReadingParts) {
		this.#parts = parts;
	}

	/** Finds out which sitemaps a site has, where the job wants them. */
	async list(site: URL): Promise<void> {
		const { store, queue, sites } = this.#parts;
		const { job } = store;
		if (job === undefined || job.areSitemapsListed) return;
		if (job.wish.source !== "links") {
			const rules = await sites.of(site);
			const named = rules.ok ? rules.value.sitemaps : [];
			for (const address of named.length > 0 ? named : [USUAL_PLACE]) queue.add(address, site.origin);
		}
		const { job: now } = store;
		if (now !== undefined) store.job = { ...now, areSitemapsListed: true };
	}

	/** When the next one may be read, in epoch milliseconds; `undefined` where there is none. */
	nextAt(now: number): number | undefined {
		const { queue, sites } = this.#parts;
		const address = queue.next();
		return address === undefined ? undefined : sites.nextTurn(new URL(address), now);
	}

	/** Reads those whose turn comes before `endsAt`, in their order. */
	async readOn(endsAt: number, signal: AbortSignal): Promise<void> {
		const { queue, discovery } = this.#parts;
		while (!signal.aborted) {
			if (!discovery.hasRoom) queue.clear();
			const address = queue.next();
			const at = this.nextAt(Date.now());
			if (address === undefined || at === undefined || at >= endsAt) return;
			queue.begin(address);
			if (await this.#read(new URL(address), signal)) queue.done(address);
		}
	}

	/** `false` where another try may help. */
	async #read(address: URL, signal: AbortSignal): Promise<boolean> {
		const { sites, fetcher, refusal, discovery, queue } = this.#parts;
		await sites.turn(address, signal);
		const headers = { accept: "application/xml,text/xml,text/plain,*/*;q=0.8" };
		const answer = await plainFetch(fetcher, address, { headers, timeoutMs: PATIENCE_MS, signal, refusal });
		if (!answer.ok) return answer.problem.code === "invalid_request";
		const { response, url } = answer.value;
		if (response.status !== 200) {
			await response.body?.cancel();
			return response.status < 500;
		}
		try {
			await readSitemap(answer.value, {
				page: ({ url: page, lastModified }) => discovery.add(page, 1, lastModified),
				sitemap: (further) => queue.add(further, url.href),
			});
			return true;
		} catch (fault) {
			log("warn", "crawl.sitemap_failed", { fault: describeFault(fault) });
			return false;
		}
	}
}
