export const ARTIFACT_TYPES = ["screenshot", "pdf", "download", "text", "recording", "har"] as const;

export type ArtifactType = (typeof ARTIFACT_TYPES)[number];

/** Something that was kept of a session. */
export interface Artifact {
	/** Made by the server; nobody can guess it. */
	readonly objectId: string;
	readonly type: ArtifactType;
	/** What its owner, or the site that it comes from, calls it; never a place. */
	readonly name: string;
	readonly contentType: string;
	/** Bytes. */
	readonly size: number;
	/** Epoch milliseconds. */
	readonly createdAt: number;
	/** What its owner wrote on it, as JSON text. */
	readonly metadata?: string;
}

/** Something to be kept. */
export interface NewArtifact extends Pick<Artifact, "type" | "name" | "contentType" | "metadata"> {
	readonly bytes: Uint8Array;
}

/** A text that was kept under a name of its own. */
export interface TextArtifact extends Artifact {
	readonly content: string;
}

export interface NewText {
	readonly content: string;
	readonly contentType: string;
	/** JSON text. */
	readonly metadata?: string | undefined;
}

/** How much may be kept of one session. */
export interface ArtifactLimits {
	/** Of one artifact. */
	readonly maxBytes: number;
	/** Of all together. */
	readonly maxTotalBytes: number;
	readonly maxCount: number;
}

/** Of one named text, in UTF-8. */
export const MAX_TEXT_BYTES = 500_000;

const MOST_NAME_CHARACTERS = 200;

/** A name for an artifact, made of what a user or a site calls it: one line that can be shown and name a file, and no path. */
export function artifactName(text: string): string {
	const [last = ""] = text.split(/[/\\]/).slice(-1);
	const name = last.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "").slice(0, MOST_NAME_CHARACTERS);
	const trimmed = name.toWellFormed().trim();
	return /^\.*$/.test(trimmed) ? "artifact" : trimmed;
}
