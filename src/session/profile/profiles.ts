import type { CdpClient } from "../../browser/cdp.ts";
import type { WorkTabs } from "../../browser/work-tabs.ts";
import { sealContents, sealSummary, unsealContents, unsealSummary } from "../../catalog/profile-seal.ts";
import {
	addProfile,
	findProfile,
	type FoundProfile,
	readPieces,
	replaceProfile,
} from "../../catalog/profiles.ts";
import type { Config } from "../../domain/config.ts";
import { type Problem, problem } from "../../domain/problem.ts";
import type { ProfileContents, ProfileDescription, ProfileRecord } from "../../domain/profile.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { ProfileNote } from "../../domain/session.ts";
import { describeFault, log } from "../../lib/log.ts";
import { settled } from "../../lib/timeout.ts";
import type { Loss } from "../link/control-link.ts";
import { refusalFor } from "../life/refusal.ts";
import type { SessionStore } from "../store.ts";
import { applyProfile } from "./apply.ts";
import { type Collected, collectProfile } from "./collect.ts";

const SAVE_PATIENCE_MS = 30_000;
/** Whoever ends a session waits for it, and for what it reads of the browser. */
const UPDATE_PATIENCE_MS = 10_000;
const COLLECT_PATIENCE_MS = 8_000;
/** Saves that may be under way or wait for those before them. */
const MOST_SAVES = 4;

/** How a profile is to be saved. */
export interface SaveRequest {
	readonly name?: string | undefined;
	/** The one whose place it takes. */
	readonly profileId?: string | undefined;
}

export interface ProfilesParts {
	readonly store: SessionStore;
	readonly db: D1Database;
	readonly config: Pick<Config, "encryptionSecret" | "maxProfiles" | "maxProfileBytes">;
	readonly workTabs: WorkTabs;
}

/** What a session has to do with saved profiles: it begins with one, and saves what its browser keeps as one. */
export class Profiles {
	readonly #parts: ProfilesParts;
	#last: Promise<unknown> = Promise.resolve();
	#saves = 0;
	#isUpdating = false;

	constructor(parts: ProfilesParts) {
		this.#parts = parts;
	}

	/** Whether the browser is to stay a moment longer than its session, for its profile is being saved. */
	get isUpdating(): boolean {
		return this.#isUpdating;
	}

	/**
	 * Puts a profile into the session's new browser.
	 * Refuses with `profile_not_found`, `profile_unusable` or `catalog_unavailable`.
	 */
	async load(cdp: CdpClient, id: string): Promise<Result<void>> {
		const { store, workTabs } = this.#parts;
		const contents = await this.#open(id);
		if (!contents.ok) return contents;
		const refused = await applyProfile(cdp, workTabs, contents.value);
		if (!refused.ok) return refused;
		const origins = contents.value.origins.map(({ origin }) => origin);
		store.profileNote = { id, origins, refused: refused.value };
		return ok(undefined);
	}

	/**
	 * Saves what the browser keeps, as a new profile or in the place of one.
	 * Refuses with `profile_not_found`, `profile_limit_reached`, `profile_not_saved` or `session_busy`, with the session's
	 * end, or as the browser does.
	 */
	async save(cdp: CdpClient, request: SaveRequest): Promise<Result<ProfileDescription>> {
		if (this.#saves >= MOST_SAVES)
			return refuse(problem("session_busy", `${MOST_SAVES} calls save profiles of this session already.`, 1));
		return this.#alone(async () => {
			const { session } = this.#parts.store;
			if (session?.state !== "running") return refuse(refusalFor(session));
			return this.#save(cdp, request, SAVE_PATIENCE_MS);
		});
	}

	/**
	 * Saves the profile that the session began with, where that was asked for and the browser is still there; what became
	 * of it is noted. Takes a few seconds at most.
	 */
	async updateAtEnd(link: () => Promise<CdpClient | Loss | undefined>): Promise<void> {
		const { options, profileNote } = this.#parts.store;
		if (options?.savesProfile !== true || profileNote === undefined) return;
		this.#isUpdating = true;
		await settled(this.#update(link, profileNote), UPDATE_PATIENCE_MS);
		this.#isUpdating = false;
	}

	async #update(link: () => Promise<CdpClient | Loss | undefined>, note: ProfileNote): Promise<void> {
		const cdp = await link();
		if (cdp === undefined || "kind" in cdp) return;
		const saved = await this.#alone(() => this.#save(cdp, { profileId: note.id }, COLLECT_PATIENCE_MS));
		this.#parts.store.profileNote = { ...note, update: saved.ok ? "saved" : saved.problem.message };
	}

	/** One after another: each opens a tab of its own. */
	async #alone<T>(save: () => Promise<Result<T>>): Promise<Result<T>> {
		this.#saves += 1;
		const saving = this.#last.then(save).catch((fault: unknown) => {
			log("error", "profile.save_failed", { fault: describeFault(fault) });
			return refuse(catalogUnavailable);
		});
		this.#last = saving;
		try {
			return await saving;
		} finally {
			this.#saves -= 1;
		}
	}

	async #save(
		cdp: CdpClient,
		{ name, profileId }: SaveRequest,
		patienceMs: number,
	): Promise<Result<ProfileDescription>> {
		const { store, db, config, workTabs } = this.#parts;
		const { session } = store;
		if (session === undefined) return refuse(refusalFor(session));
		const { account } = session;
		const replaced = profileId === undefined ? undefined : await findProfile(db, account, profileId);
		if (profileId !== undefined && replaced === undefined) return refuse(notFound);

		const collected = await collectProfile(cdp, workTabs, {
			known: [...(store.profileNote?.origins ?? []), ...(await this.#originsOf(replaced))],
			// What a profile holds is not given up because it could not be read once.
			isKnownNeeded: replaced !== undefined,
			mostBytes: config.maxProfileBytes,
			patienceMs,
		});
		if (!collected.ok) return collected;
		const now = Date.now();
		const { id, createdAt } = replaced?.record ?? { id: crypto.randomUUID(), createdAt: now };
		const { sizeBytes, summary } = collected.value;
		const kept = name ?? replaced?.record.name;
		const record = { id, account, name: kept, sizeBytes, createdAt, updatedAt: now };
		const refusal = await this.#write(record, collected.value, replaced !== undefined);
		return refusal === undefined ? ok({ ...record, summary }) : refuse(refusal);
	}

	/** Where there is something in a profile; its session may have been there and left without a trace. */
	async #originsOf(found: FoundProfile | undefined): Promise<string[]> {
		if (found === undefined) return [];
		const whose = { secret: this.#parts.config.encryptionSecret, profile: found.record };
		const summary = await unsealSummary(whose, found.summary);
		return summary.ok ? summary.value.origins.map(({ origin }) => origin) : [];
	}

	/** Why it was not written, if it was not. */
	async #write(
		record: ProfileRecord,
		{ contents, summary }: Collected,
		isReplaced: boolean,
	): Promise<Problem | undefined> {
		const { db, config } = this.#parts;
		const whose = { secret: config.encryptionSecret, profile: record };
		const sealed = {
			record,
			summary: await sealSummary(whose, summary),
			pieces: await sealContents(whose, contents),
		};
		if (isReplaced) return (await replaceProfile(db, sealed)) ? undefined : notFound;
		return (await addProfile(db, sealed, config.maxProfiles)) ? undefined : tooMany(config.maxProfiles);
	}

	async #open(id: string): Promise<Result<ProfileContents>> {
		const { store, db, config } = this.#parts;
		const account = store.session?.account ?? "";
		const whose = { secret: config.encryptionSecret, profile: { id, account } };
		try {
			const pieces = await readPieces(db, account, id);
			return pieces.length === 0 ? refuse(notFound) : await unsealContents(whose, pieces);
		} catch (fault) {
			log("error", "profile.open_failed", { fault: describeFault(fault) });
			return refuse(catalogUnavailable);
		}
	}
}

const notFound = problem("profile_not_found", "Profile not found.");
const catalogUnavailable = problem("catalog_unavailable", "The catalog did not answer.", 1);
const tooMany = (most: number) =>
	problem("profile_limit_reached", `This account has ${most} profiles, as many as it may (MAX_PROFILES).`);
