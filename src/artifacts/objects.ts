import { create as contentDisposition } from "content-disposition";
import type { NewArtifact } from "../domain/artifact.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { describeFault, log } from "../lib/log.ts";
import { withTimeout } from "../lib/timeout.ts";

const PUT_PATIENCE_MS = 30_000;
const PATIENCE_MS = 10_000;
/** So many keys R2 lists and deletes at a time. */
const KEYS_AT_A_TIME = 1_000;

/** Whose object it is. */
export interface Owner {
	readonly account: string;
	readonly sessionId: string;
}

export type ArtifactBucket = Pick<R2Bucket, "put" | "get" | "head" | "delete" | "list">;

/**
 * What was kept of sessions, in R2. A key is made of ids that Berth has made, and of the account's; nothing that a user or
 * a site names is part of one. A bucket that is not there, or does not answer, is a refusal with `artifacts_unavailable`.
 */
export class ArtifactObjects {
	readonly #bucket: ArtifactBucket | undefined;

	/** Without a bucket Berth runs and keeps nothing. */
	constructor(bucket: ArtifactBucket | undefined) {
		this.#bucket = bucket;
	}

	put(owner: Owner, objectId: string, { bytes, name, contentType }: NewArtifact): Promise<Result<void>> {
		return this.#ask(PUT_PATIENCE_MS, "put", async (bucket) => {
			const httpMetadata = { contentType, contentDisposition: contentDisposition(name) };
			await bucket.put(keyOf(owner, objectId), bytes, { httpMetadata });
		});
	}

	/** What is known of an object, without its content; `null` when there is none. */
	head(owner: Owner, objectId: string): Promise<Result<R2Object | null>> {
		return this.#ask(PATIENCE_MS, "head", (bucket) => bucket.head(keyOf(owner, objectId)));
	}

	/** An object, or a part of it; without a body where `unless` names its ETag. */
	get(
		owner: Owner,
		objectId: string,
		{ range, unless }: { readonly range?: R2Range; readonly unless?: Headers } = {},
	): Promise<Result<R2ObjectBody | R2Object | null>> {
		const options = { ...(range && { range }), onlyIf: unless ?? {} };
		return this.#ask(PATIENCE_MS, "get", (bucket) => bucket.get(keyOf(owner, objectId), options));
	}

	/** Removes an object; that it was not there is no failure. */
	delete(owner: Owner, objectId: string): Promise<Result<void>> {
		return this.#ask(PATIENCE_MS, "delete", (bucket) => bucket.delete(keyOf(owner, objectId)));
	}

	/** The same for many. */
	deleteMany(owner: Owner, objectIds: readonly string[]): Promise<Result<void>> {
		return this.#ask(PUT_PATIENCE_MS, "delete", async (bucket) => {
			const keys = objectIds.map((objectId) => keyOf(owner, objectId));
			for (let first = 0; first < keys.length; first += KEYS_AT_A_TIME)
				await bucket.delete(keys.slice(first, first + KEYS_AT_A_TIME));
		});
	}

	/** Removes all that was kept of a session, also what its object has lost track of. Refuses as long as something may be left. */
	async deleteAll(owner: Owner): Promise<Result<void>> {
		if (this.#bucket === undefined) return ok(undefined);
		for (;;) {
			const removed = await this.#ask(PATIENCE_MS, "delete", async (bucket) => {
				const { objects, truncated } = await bucket.list({ prefix: prefixOf(owner), limit: KEYS_AT_A_TIME });
				if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
				return truncated;
			});
			if (!removed.ok) return removed;
			if (!removed.value) return ok(undefined);
		}
	}

	async #ask<T>(ms: number, what: string, work: (bucket: ArtifactBucket) => Promise<T>): Promise<Result<T>> {
		if (this.#bucket === undefined)
			return refuse(problem("artifacts_unavailable", "This Berth has no bucket to keep artifacts in."));
		try {
			return ok(await withTimeout(work(this.#bucket), ms, what));
		} catch (fault) {
			log("warn", "artifacts.failed", { what, fault: describeFault(fault) });
			return refuse(problem("artifacts_unavailable", "The artifacts can't be reached. Please try again.", 1));
		}
	}
}

const prefixOf = ({ account, sessionId }: Owner): string => `${account}/${sessionId}/`;
const keyOf = (owner: Owner, objectId: string): string => prefixOf(owner) + objectId;
