import { decodeBase64, encodeBase64 } from "hono/utils/encode";
import { problem } from "../domain/problem.ts";
import type { ProfileContents, ProfileRecord, ProfileSummary } from "../domain/profile.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { gunzip, gzip } from "../lib/gzip.ts";
import { joinBytes } from "../lib/join-bytes.ts";
import { seal, unseal } from "../lib/seal.ts";

/** Whole groups of three bytes, so that pieces of base64 are base64; a million characters, half of what D1 takes. */
const PIECE_BYTES = 750_000;

/** A profile, and the secret that its rows are sealed with. */
export interface SealedFor {
	readonly secret: string;
	readonly profile: Pick<ProfileRecord, "id" | "account">;
}

/** What nobody reads without the secret, in pieces of base64 that fit into a row each. */
export async function sealContents(whose: SealedFor, contents: ProfileContents): Promise<string[]> {
	const sealed = await sealJson(whose, "profile", contents);
	const pieces = Math.ceil(sealed.length / PIECE_BYTES);
	return Array.from({ length: pieces }, (_, index) =>
		encodeBase64(sealed.slice(index * PIECE_BYTES, (index + 1) * PIECE_BYTES).buffer),
	);
}

/** The contents; refuses with `profile_unusable` with another secret, or when they were changed. */
export const unsealContents = (
	whose: SealedFor,
	pieces: readonly string[],
): Promise<Result<ProfileContents>> => unsealJson(whose, "profile", joinBytes(pieces.map(decodeBase64)));

export const sealSummary = async (whose: SealedFor, summary: ProfileSummary): Promise<string> =>
	encodeBase64((await sealJson(whose, "profile-summary", summary)).buffer);

/** The summary; refuses like {@link unsealContents}. */
export const unsealSummary = (whose: SealedFor, sealed: string): Promise<Result<ProfileSummary>> =>
	unsealJson(whose, "profile-summary", decodeBase64(sealed));

const purposeOf = (kind: string, { profile }: SealedFor): string =>
	`${kind}:${profile.account}:${profile.id}`;

async function sealJson(whose: SealedFor, kind: string, value: object): Promise<Uint8Array<ArrayBuffer>> {
	const text = Uint8Array.from(new TextEncoder().encode(JSON.stringify(value)));
	return seal(whose.secret, purposeOf(kind, whose), await gzip(text));
}

/** Berth alone can have sealed it, in the shape that it was given. */
async function unsealJson<T>(
	whose: SealedFor,
	kind: string,
	sealed: Uint8Array<ArrayBuffer>,
): Promise<Result<T>> {
	const zipped = await unseal(whose.secret, purposeOf(kind, whose), sealed);
	if (zipped === undefined) return refuse(shut);
	return ok(JSON.parse(new TextDecoder().decode(await gunzip(zipped))) as T);
}

const shut = problem(
	"profile_unusable",
	"The profile can't be opened: ENCRYPTION_SECRET is not the one that it was saved with, or it was changed.",
);
