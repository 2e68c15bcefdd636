import type { CrawlStatus } from "../domain/crawl/job.ts";
import type { CrawlBody, CrawlPageFields } from "../domain/crawl/request.ts";

/** What is asked of a job, but for how browsers load its pages, and models read them. */
export type CrawlWish = Pick<
	CrawlBody,
	| "url"
	| "limit"
	| "depth"
	| "source"
	| "formats"
	| "render"
	| "maxAge"
	| "modifiedSince"
	| "options"
	| "crawlPurposes"
	| "contentUse"
>;

/** What of a job's request may hold secrets: cookies, credentials, headers, a model's key. */
export interface CrawlSecrets {
	readonly page: CrawlPageFields;
	readonly json: CrawlBody["jsonOptions"];
}

/** Which addresses a job may reach; it follows from who asks for it and from the settings. */
export interface CrawlTrust {
	readonly privateEndpoint: boolean;
	/** The port that Berth was called at: never for a crawl on the same machine. */
	readonly berthPort: string;
}

/** A job as its object keeps it. */
export interface JobRecord {
	readonly id: string;
	readonly account: string;
	readonly wish: CrawlWish;
	readonly trust: CrawlTrust;
	/** The {@link CrawlSecrets}, encrypted; gone once the job is over. */
	readonly sealed?: Uint8Array<ArrayBuffer> | undefined;
	readonly status: CrawlStatus;
	/** Epoch milliseconds. */
	readonly createdAt: number;
	readonly finishedAt?: number | undefined;
	/** Where the start led to, whose host is the job's. */
	readonly site?: string | undefined;
	/** Whether the sitemaps of the start have been looked for. */
	readonly areSitemapsListed: boolean;
}

/** The job of an object, with a copy in memory. What is written is there before any answer that depends on it. */
export class JobStore {
	readonly #storage: Pick<SyncKvStorage, "get" | "put">;
	#job: JobRecord | undefined;
	#revision: number;

	constructor(storage: Pick<SyncKvStorage, "get" | "put">) {
		this.#storage = storage;
		this.#job = storage.get<JobRecord>("job");
		this.#revision = storage.get<number>("revision") ?? 0;
	}

	get job(): JobRecord | undefined {
		return this.#job;
	}

	set job(job: JobRecord) {
		this.#storage.put("job", job);
		this.#job = job;
	}

	get isRunning(): boolean {
		return this.#job?.status === "running";
	}

	/** A number for the next state that the catalog is given; it only grows. */
	nextRevision(): number {
		this.#revision += 1;
		this.#storage.put("revision", this.#revision);
		return this.#revision;
	}

	/** Whether pages are being visited; an object that begins with this was ended in the middle of it. */
	get isWorking(): boolean {
		return this.#storage.get<boolean>("isWorking") === true;
	}

	set isWorking(isWorking: boolean) {
		this.#storage.put("isWorking", isWorking);
	}

	/** Whether the catalog knows that the job is over. */
	get isEndKnown(): boolean {
		return this.#storage.get<boolean>("isEndKnown") === true;
	}

	noteEndKnown(): void {
		this.#storage.put("isEndKnown", true);
	}
}
