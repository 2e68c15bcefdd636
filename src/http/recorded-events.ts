import type { ArtifactObjects, Owner } from "../artifacts/objects.ts";
import type { ChunkPage, ChunkQuery, RecordedChunk, RecordingSummary } from "../domain/recording.ts";
import { valueOf } from "./problem-error.ts";

/** Chunks that are asked for at a time. */
const PAGE = 500;

type Parts = AsyncGenerator<string | Uint8Array, void>;

/** Where recordings lie, and who knows what there is. */
export interface Recorded {
	readonly objects: ArtifactObjects;
	readonly owner: Owner;
	readonly summary: () => Promise<RecordingSummary>;
	readonly chunks: (query: ChunkQuery) => Promise<ChunkPage>;
}

/** The events in these chunks as a JSON array, none of which is ever in memory as a whole. */
export async function* eventsIn({ objects, owner }: Recorded, chunks: readonly RecordedChunk[]): Parts {
	yield "[";
	yield* listed(objects, owner, chunks, true);
	yield "]";
}

/** A whole recording in the shape of Cloudflare's: each tab's events under its target's id. */
export async function* wholeRecording(
	recorded: Recorded,
	{ from = 0, to = 0, tabs }: RecordingSummary,
): Parts {
	const head = { sessionId: recorded.owner.sessionId, duration: to - from };
	yield `${JSON.stringify(head).slice(0, -1)},"events":{`;
	for (const [at, { tab }] of tabs.entries()) {
		yield `${at === 0 ? "" : ","}${JSON.stringify(tab)}:[`;
		yield* eventsOfTab(recorded, tab);
		yield "]";
	}
	yield "}}";
}

async function* eventsOfTab({ objects, owner, chunks }: Recorded, tab: string): Parts {
	for (let after: number | undefined = 0, isFirst = true; after !== undefined; isFirst = false) {
		const page: ChunkPage = await chunks({ tab, after, limit: PAGE });
		yield* listed(objects, owner, page.chunks, isFirst);
		after = page.next;
	}
}

async function* listed(
	objects: ArtifactObjects,
	owner: Owner,
	chunks: readonly RecordedChunk[],
	isFirst: boolean,
): Parts {
	let isNext = !isFirst;
	for (const { objectId } of chunks) {
		const object = valueOf(await objects.get(owner, objectId));
		// It was removed meanwhile.
		if (object === null || !("body" in object)) continue;
		if (isNext) yield ",";
		isNext = true;
		yield* object.body.pipeThrough(new DecompressionStream("gzip"));
	}
}
