import { RpcTarget } from "cloudflare:workers";
import type { ArtifactObjects } from "../../artifacts/objects.ts";
import type { CommandHost } from "../../commands/runner.ts";
import type { ActionCounts } from "../../domain/action.ts";
import {
	type Artifact,
	type ArtifactLimits,
	MAX_TEXT_BYTES,
	type NewText,
	type TextArtifact,
} from "../../domain/artifact.ts";
import { problem } from "../../domain/problem.ts";
import {
	type ChunkPage,
	type ChunkQuery,
	RECORDING_ARTIFACT,
	type RecordingSummary,
} from "../../domain/recording.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { isActive, keepsDownloads } from "../../domain/session.ts";
import { DownloadOutcomes } from "../downloads/outcomes.ts";
import { Recording, type RecordingParts } from "../recording/recording.ts";
import { refusalFor } from "../life/refusal.ts";
import type { SessionStore } from "../store.ts";
import { type ActionPage, ActionTable } from "./action-table.ts";
import { Actions } from "./actions.ts";
import { ArtifactTable } from "./artifact-table.ts";
import { Artifacts, unknownArtifact } from "./artifacts.ts";
import type { Page, TableStorage } from "./page.ts";

export interface ArtifactPage {
	readonly artifacts: readonly Artifact[];
	readonly total: number;
}

export interface ArchiveParts extends Pick<RecordingParts, "kv" | "background"> {
	readonly sql: TableStorage;
	readonly store: SessionStore;
	readonly objects: ArtifactObjects;
	readonly limits: ArtifactLimits;
	readonly maxRecordingBytes: number;
}

interface Holdings {
	readonly store: SessionStore;
	readonly actions: ActionTable;
	readonly table: ArtifactTable;
	readonly artifacts: Artifacts;
	readonly recording: Recording;
}

/** What writes a session's archive, and what its owner reads of it. */
export function openArchive({ sql, store, objects, limits, maxRecordingBytes, ...rest }: ArchiveParts) {
	const actionTable = new ActionTable(sql);
	const table = new ArtifactTable(sql);
	const artifacts = new Artifacts({ store, table, objects, limits });
	const actions = new Actions(store, actionTable);
	const kept = { sql, store, objects, artifacts: table, maxBytes: maxRecordingBytes };
	const recording = new Recording({ ...kept, ...rest });
	const downloads = new DownloadOutcomes();
	const commands: Omit<CommandHost, "model"> = {
		keep: (made) => artifacts.keep(made),
		download: async (wanted) =>
			store.options !== undefined && keepsDownloads(store.options) ? downloads.take(wanted) : undefined,
		done: ({ data }, { command, problem: failure, artifact }, startedAt, browserMs) =>
			actions.note(command, data, { startedAt, browserMs, problem: failure, objectId: artifact?.objectId }),
	};
	return {
		actions,
		artifacts,
		commands,
		downloads,
		recording,
		archive: new Archive({ store, actions: actionTable, table, artifacts, recording }),
		counts: (): ActionCounts => actionTable.counts,
	};
}

export type Records = ReturnType<typeof openArchive>;

/** What was done in a session and what was kept of it, for its owner; also after its end. */
export class Archive extends RpcTarget {
	readonly #parts: Holdings;

	constructor(parts: Holdings) {
		super();
		this.#parts = parts;
	}

	/** Oldest first. */
	async actions(page: Page): Promise<Result<ActionPage>> {
		return this.#ifKnown(() => ok(this.#parts.actions.page(page)));
	}

	/** Oldest first. */
	async artifacts(page: Page): Promise<Result<ArtifactPage>> {
		const { table } = this.#parts;
		return this.#ifKnown(() => ok({ artifacts: table.page(page), total: table.stock.count }));
	}

	async artifact(objectId: string): Promise<Result<Artifact>> {
		return this.#ifKnown(() => found(this.#parts.table.find(objectId)));
	}

	/** Removes an artifact, and what can be had of it by links that are about. */
	async removeArtifact(objectId: string): Promise<Result<void>> {
		const { artifacts, recording } = this.#parts;
		const isRecording = objectId === RECORDING_ARTIFACT.objectId;
		return this.#ifKnown(() => (isRecording ? recording.remove() : artifacts.remove(objectId)));
	}

	/** What was recorded, in figures; also while it is. Refuses with `recording_not_found`. */
	async recording(): Promise<Result<RecordingSummary>> {
		return this.#ifKnown(() => this.#parts.recording.summary());
	}

	/** Where the events of a recorded tab lie. */
	async recordedChunks(query: ChunkQuery): Promise<Result<ChunkPage>> {
		return this.#ifKnown(() => this.#parts.recording.chunks(query));
	}

	/** Removes what was recorded; where the session goes on, no more is. */
	async removeRecording(): Promise<Result<void>> {
		return this.#ifKnown(() => this.#parts.recording.remove());
	}

	/** Keeps a text in place of the one of that name. Not after the end: nothing is done in the session any more. */
	async saveText(name: string, { content, contentType, metadata }: NewText): Promise<Result<Artifact>> {
		const { session } = this.#parts.store;
		if (session === undefined || !isActive(session.state)) return refuse(refusalFor(session));
		const bytes = new TextEncoder().encode(content);
		if (bytes.byteLength > MAX_TEXT_BYTES) return refuse(textTooLarge(bytes.byteLength));
		const text = { type: "text", name, contentType, bytes } as const;
		return this.#parts.artifacts.keep(metadata === undefined ? text : { ...text, metadata });
	}

	async readText(name: string): Promise<Result<TextArtifact>> {
		const text = await this.#findText(name);
		if (!text.ok) return text;
		const content = await this.#parts.artifacts.read(text.value);
		return content.ok ? ok({ ...text.value, content: content.value }) : content;
	}

	async removeText(name: string): Promise<Result<void>> {
		const text = await this.#findText(name);
		return text.ok ? this.#parts.artifacts.remove(text.value.objectId) : text;
	}

	#findText(name: string): Promise<Result<Artifact>> {
		return this.#ifKnown(() => found(this.#parts.table.findText(name)));
	}

	async #ifKnown<T>(read: () => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
		const { session } = this.#parts.store;
		return session === undefined ? refuse(refusalFor(session)) : read();
	}
}

const found = (artifact: Artifact | undefined): Result<Artifact> =>
	artifact === undefined ? refuse(unknownArtifact) : ok(artifact);

const textTooLarge = (size: number) =>
	problem("artifact_too_large", `content: may have ${MAX_TEXT_BYTES} bytes; this one has ${size}.`);
