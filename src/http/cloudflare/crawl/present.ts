import type { CrawlOwner, CrawlPages } from "../../../artifacts/crawl-pages.ts";
import type { CrawlRecord } from "../../../domain/crawl/job.ts";
import { valueOf } from "../../problem-error.ts";
import type { RecordShown } from "./operations.ts";

/** Objects of R2 that are asked for at once. */
const AT_A_TIME = 6;

/** Records with their contents. Refuses where the bucket does not answer. */
export async function presentRecords(
	results: CrawlPages,
	owner: CrawlOwner,
	records: readonly CrawlRecord[],
): Promise<RecordShown[]> {
	const shown: RecordShown[] = [];
	for (let first = 0; first < records.length; first += AT_A_TIME) {
		const some = records.slice(first, first + AT_A_TIME);
		shown.push(...(await Promise.all(some.map((record) => presentRecord(results, owner, record)))));
	}
	return shown;
}

async function presentRecord(
	results: CrawlPages,
	owner: CrawlOwner,
	{ seq, url, status, metadata, size }: CrawlRecord,
): Promise<RecordShown> {
	const stored = size === 0 ? undefined : valueOf(await results.get(owner, seq));
	const { html, markdown, json } = stored?.content ?? {};
	return {
		url,
		status,
		...(html !== undefined && { html }),
		...(markdown !== undefined && { markdown }),
		...(json !== undefined && { json }),
		...(metadata !== undefined && { metadata }),
	};
}
