import { z } from "@hono/zod-openapi";
import type { ProfileDescription, ProfileRecord } from "../../domain/profile.ts";
import { knownFields } from "../../lib/known-fields.ts";
import { shownName } from "../declarations.ts";

/** Strict: a misspelt `profile_id` must not make a new profile. */
export const saveBody = knownFields({
	session_id: z.string(),
	name: shownName.optional(),
	/** The profile whose place it takes. */
	profile_id: z.string().optional(),
});

const shownProfile = z
	.object({
		profile_id: z.string(),
		name: z.string().nullable(),
		/** Of what is in it, before it is compressed. */
		size_bytes: z.number(),
		/** ISO 8601. */
		created_at: z.string(),
		updated_at: z.string(),
	})
	.openapi("BrowsrProfile");

export const profileList = z.object({ profiles: z.array(shownProfile) });

const shownOrigin = z.object({
	origin: z.string(),
	local_storage_keys: z.number(),
	databases: z.array(
		z.object({
			name: z.string(),
			version: z.number(),
			stores: z.array(z.object({ name: z.string(), records: z.number(), skipped_records: z.number() })),
		}),
	),
});

export const profileDetail = shownProfile
	.extend({
		cookies: z.array(z.object({ domain: z.string(), count: z.number() })),
		origins: z.array(shownOrigin),
		/** What should be in it and is not: of an origin, or of one of its databases. */
		left_out: z.array(z.object({ origin: z.string(), database: z.string().optional(), reason: z.string() })),
	})
	.openapi("BrowsrProfileDetail");

export const presentProfile = (record: ProfileRecord): z.infer<typeof shownProfile> => ({
	profile_id: record.id,
	name: record.name ?? null,
	size_bytes: record.sizeBytes,
	created_at: new Date(record.createdAt).toISOString(),
	updated_at: new Date(record.updatedAt).toISOString(),
});

/** Names and counts, never a value. */
export function presentProfileDetail(profile: ProfileDescription): z.infer<typeof profileDetail> {
	const { cookies, origins, leftOut } = profile.summary;
	return {
		...presentProfile(profile),
		cookies: [...cookies],
		origins: origins.map(({ origin, localStorageKeys, databases }) => ({
			origin,
			local_storage_keys: localStorageKeys,
			databases: databases.map(({ name, version, stores }) => ({
				name,
				version,
				stores: stores.map((store) => ({
					name: store.name,
					records: store.records,
					skipped_records: store.skippedRecords,
				})),
			})),
		})),
		left_out: [...leftOut],
	};
}
