import { digestOf } from "../lib/digest.ts";
import { parseJson } from "../lib/json.ts";
import type { JsonValue } from "../domain/quick/outcome.ts";
import { ok, type Result } from "../domain/result.ts";
import type { ArtifactObjects, Owner } from "./objects.ts";

const DAY_MS = 86_400_000;

/** Whose results they are. */
export interface CrawlOwner {
	readonly account: string;
	readonly jobId: string;
}

/** A page's content, under the names of the formats. */
export interface PageContent {
	readonly html?: string;
	readonly markdown?: string;
	readonly json?: JsonValue;
}

/** What is kept of one page of a job. */
export interface StoredPage {
	readonly status: number;
	readonly finalUrl: string;
	readonly title: string;
	/** Where it leads to. */
	readonly links: readonly string[];
	readonly content: PageContent;
}

/** Where a page's content is that another job may use. */
interface Pointer {
	readonly jobId: string;
	readonly seq: number;
	/** When it was fetched, in epoch milliseconds. */
	readonly at: number;
}

/**
 * The results of crawl jobs in R2, each under its job's id, and for other jobs of the account where to find those that
 * are young enough, by day. A pointer may lead nowhere: its job's results are gone then.
 */
export class CrawlPages {
	readonly #objects: ArtifactObjects;

	constructor(objects: ArtifactObjects) {
		this.#objects = objects;
	}

	/** Keeps a page's content; gives its size in bytes. */
	put(owner: CrawlOwner, seq: number, page: StoredPage): Promise<Result<number>> {
		return this.#putJson(ownerOf(owner), String(seq), page);
	}

	/** `undefined` where it is not there. Refuses where R2 does not answer. */
	async get(owner: CrawlOwner, seq: number): Promise<Result<StoredPage | undefined>> {
		const found = await this.#getJson(ownerOf(owner), String(seq));
		// Written by `put` alone.
		return found.ok ? ok(found.value as StoredPage | undefined) : found;
	}

	delete(owner: CrawlOwner, seq: number): Promise<Result<void>> {
		return this.#objects.delete(ownerOf(owner), String(seq));
	}

	/** Says for so long as its day is remembered that a page of a job can be used again by what it was asked for with. */
	async remember({ account, jobId }: CrawlOwner, seq: number, key: string): Promise<void> {
		const at = Date.now();
		const pointer: Pointer = { jobId, seq, at };
		await this.#putJson(memoryOf(account, at), await digestOf(key), pointer);
	}

	/** A page of the account that was fetched by the same key within so many milliseconds. */
	async recall(account: string, key: string, maxAgeMs: number): Promise<StoredPage | undefined> {
		if (maxAgeMs <= 0) return undefined;
		const now = Date.now();
		const digest = await digestOf(key);
		for (let day = now; dayOf(day) >= dayOf(now - maxAgeMs); day -= DAY_MS) {
			const found = await this.#getJson(memoryOf(account, day), digest);
			// Written by `remember` alone.
			const pointer = found.ok ? (found.value as Pointer | undefined) : undefined;
			if (pointer === undefined) continue;
			if (pointer.at < now - maxAgeMs) return undefined;
			const page = await this.get({ account, jobId: pointer.jobId }, pointer.seq);
			return page.ok ? page.value : undefined;
		}
		return undefined;
	}

	/** Removes all that was kept of a job which ran between two times, and what was remembered in these days. */
	async deleteAll(owner: CrawlOwner, from: number, until: number): Promise<Result<void>> {
		for (let day = from; dayOf(day) <= dayOf(until); day += DAY_MS) {
			const removed = await this.#objects.deleteAll(memoryOf(owner.account, day));
			if (!removed.ok) return removed;
		}
		return this.#objects.deleteAll(ownerOf(owner));
	}

	async #putJson(owner: Owner, objectId: string, value: object): Promise<Result<number>> {
		const bytes = new TextEncoder().encode(JSON.stringify(value));
		const artifact = {
			type: "text",
			name: `${objectId}.json`,
			contentType: "application/json",
			bytes,
		} as const;
		const put = await this.#objects.put(owner, objectId, artifact);
		return put.ok ? ok(bytes.byteLength) : put;
	}

	async #getJson(owner: Owner, objectId: string): Promise<Result<unknown>> {
		const found = await this.#objects.get(owner, objectId);
		if (!found.ok) return found;
		if (found.value === null || !("text" in found.value)) return ok(undefined);
		return ok(parseJson(await found.value.text()));
	}
}

/** A job's id is as unguessable as a session's, and never the same. */
const ownerOf = ({ account, jobId }: CrawlOwner): Owner => ({ account, sessionId: jobId });

const memoryOf = (account: string, time: number): Owner => ({
	account,
	sessionId: `crawl-memory-${dayOf(time)}`,
});

const dayOf = (time: number): number => Math.floor(time / DAY_MS);
