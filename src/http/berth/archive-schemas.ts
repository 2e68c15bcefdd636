import { z } from "@hono/zod-openapi";
import { ARTIFACT_TYPES, artifactName } from "../../domain/artifact.ts";
import { ARTIFACT_LINK_MS } from "../../links/artifact-token.ts";
import { integer } from "../declarations.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const MOST_METADATA_CHARACTERS = 10_000;

const stretch = {
	offset: integer(0, Number.MAX_SAFE_INTEGER)
		.optional()
		.transform((offset) => offset ?? 0)
		.openapi({ type: "integer", minimum: 0, default: 0 }),
	limit: integer(1, MAX_LIMIT)
		.optional()
		.transform((limit) => limit ?? DEFAULT_LIMIT)
		.openapi({ type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT }),
};

const linkLifetime = {
	expiresInMs: integer(ARTIFACT_LINK_MS.least, ARTIFACT_LINK_MS.most)
		.optional()
		.openapi({ description: "How long the links are good for; an hour unless said otherwise" }),
};

export const actionQuery = z.strictObject(stretch);
export const artifactQuery = z.strictObject({ ...stretch, ...linkLifetime });
export const oneArtifactQuery = z.strictObject(linkLifetime);

export const artifactParams = z.object({ id: z.string(), objectId: z.string() });

const isName = (text: string): boolean => !text.includes(":") && artifactName(text) === text;

export const textParams = z.object({
	id: z.string(),
	name: z.string().refine(isName, {
		error: "must be one line of 200 characters at most, without a colon or a slash",
	}),
});

/** A media type as RFC 9110 section 8.3.1 has it, with a parameter or two. */
const mediaType = z
	.string()
	.max(200)
	.regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=(?:[\w.+-]+|"[\w .+-]*"))*$/, {
		error: "must be a media type, such as text/plain",
	});

export const newText = z.strictObject({
	content: z.string(),
	contentType: mediaType.default("text/plain"),
	metadata: z
		.record(z.string(), z.unknown())
		.refine((metadata) => JSON.stringify(metadata).length <= MOST_METADATA_CHARACTERS, {
			error: `may have ${MOST_METADATA_CHARACTERS} characters as JSON`,
		})
		.optional(),
});

export const artifact = z
	.object({
		objectId: z.string(),
		type: z.enum(ARTIFACT_TYPES),
		name: z.string(),
		contentType: z.string(),
		size: z.number().openapi({ description: "Bytes" }),
		createdAt: z.number().openapi({ description: "Epoch milliseconds" }),
		metadata: z.unknown().optional().openapi({ type: "object" }),
		publicUrl: z.string().openapi({ description: "Whoever has it may fetch the artifact, until it expires" }),
	})
	.openapi("Artifact");

export const artifactPage = z.object({ artifacts: z.array(artifact), total: z.number() });
export const textArtifact = artifact.extend({ content: z.string() }).openapi("TextArtifact");

const action = z
	.object({
		seq: z.number(),
		type: z.string().openapi({ description: "A command's name, or the call's" }),
		startedAt: z.number().openapi({ description: "Epoch milliseconds" }),
		durationMs: z.number(),
		browserMs: z
			.number()
			.openapi({ description: "How long the browser was used for it, which is what it cost" }),
		success: z.boolean(),
		details: z.unknown().openapi({ type: "object" }),
		error: z.object({ code: z.string(), message: z.string() }).optional(),
	})
	.openapi("Action");

export const actionPage = z.object({
	actions: z.array(action),
	total: z.number(),
	dropped: z.number().openapi({ description: "The oldest, which are not there any more" }),
});

export type ShownArtifact = z.infer<typeof artifact>;
export type ShownAction = z.infer<typeof action>;
