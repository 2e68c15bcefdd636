import type { ArtifactObjects, Owner } from "../../artifacts/objects.ts";
import type { Artifact, ArtifactLimits, NewArtifact } from "../../domain/artifact.ts";
import { type Problem, problem, sessionNotFound } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { SessionStore } from "../store.ts";
import type { ArtifactTable } from "./artifact-table.ts";

export interface ArtifactsParts {
	readonly store: SessionStore;
	readonly table: ArtifactTable;
	readonly objects: ArtifactObjects;
	readonly limits: ArtifactLimits;
}

/**
 * What is kept of a session. An object comes before its row and goes before it: a crash in between leaves either an object
 * that nobody can see, which goes with the session, or a row that can be removed again.
 */
export class Artifacts {
	readonly #parts: ArtifactsParts;
	/** What is on its way, which counts already. */
	#coming = { count: 0, size: 0 };

	constructor(parts: ArtifactsParts) {
		this.#parts = parts;
	}

	/**
	 * Keeps something; a text takes the place of the one that had its name.
	 * Refuses with `artifact_too_large`, `artifacts_full` or `artifacts_unavailable`.
	 */
	async keep(made: NewArtifact): Promise<Result<Artifact>> {
		const { table, objects, store } = this.#parts;
		const owner = this.#owner;
		if (owner === undefined) return refuse(sessionNotFound);
		const size = made.bytes.byteLength;
		const refusal = this.#refusal(size, this.#namesake(made));
		if (refusal !== undefined) return refuse(refusal);
		const objectId = crypto.randomUUID();
		this.#coming = { count: this.#coming.count + 1, size: this.#coming.size + size };
		const put = await objects.put(owner, objectId, made);
		this.#coming = { count: this.#coming.count - 1, size: this.#coming.size - size };
		if (!put.ok) return put;
		if (store.session === undefined) {
			await objects.delete(owner, objectId);
			return refuse(sessionNotFound);
		}
		const { bytes: _, ...described } = made;
		const artifact = { ...described, objectId, size, createdAt: Date.now() };
		// Another one may have come meanwhile.
		const replaced = this.#namesake(made);
		if (replaced !== undefined) table.remove(replaced.objectId);
		table.insert(artifact);
		// What is left when that fails goes with the session.
		if (replaced !== undefined) await objects.delete(owner, replaced.objectId);
		return ok(artifact);
	}

	/** Refuses with `artifact_not_found`. */
	async remove(objectId: string): Promise<Result<void>> {
		const { table, objects } = this.#parts;
		const owner = this.#owner;
		if (owner === undefined || table.find(objectId) === undefined) return refuse(unknownArtifact);
		const deleted = await objects.delete(owner, objectId);
		if (deleted.ok) table.remove(objectId);
		return deleted;
	}

	/** Removes every object of the session. Throws as long as one may be left. */
	async removeAll(): Promise<void> {
		const owner = this.#owner;
		const removed = owner && (await this.#parts.objects.deleteAll(owner));
		if (removed?.ok === false) throw new Error(removed.problem.message);
	}

	/** The content of a text. */
	async read({ objectId }: Artifact): Promise<Result<string>> {
		const owner = this.#owner;
		const found = owner && (await this.#parts.objects.get(owner, objectId));
		if (found?.ok === false) return found;
		const object = found?.value;
		return object && "body" in object ? ok(await object.text()) : refuse(unknownArtifact);
	}

	get #owner(): Owner | undefined {
		const { session } = this.#parts.store;
		return session && { account: session.account, sessionId: session.id };
	}

	#namesake({ type, name }: NewArtifact): Artifact | undefined {
		return type === "text" ? this.#parts.table.findText(name) : undefined;
	}

	#refusal(size: number, replaced: Artifact | undefined): Problem | undefined {
		const { maxBytes, maxTotalBytes, maxCount } = this.#parts.limits;
		if (size > maxBytes)
			return problem("artifact_too_large", `An artifact may have ${maxBytes} bytes; this one has ${size}.`);
		const { stock } = this.#parts.table;
		const count = stock.count + this.#coming.count - (replaced === undefined ? 0 : 1);
		const total = stock.size + this.#coming.size - (replaced?.size ?? 0);
		if (count >= maxCount) return problem("artifacts_full", `A session may have ${maxCount} artifacts.`);
		if (total + size > maxTotalBytes)
			return problem(
				"artifacts_full",
				`The artifacts of a session may have ${maxTotalBytes} bytes; ${total} are taken.`,
			);
		return undefined;
	}
}

export const unknownArtifact = problem("artifact_not_found", "Artifact not found.");
