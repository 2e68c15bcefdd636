import { z } from "@hono/zod-openapi";
import { ARTIFACT_TYPES } from "../../domain/artifact.ts";
import { ARTIFACT_LINK_MS } from "../../links/artifact-token.ts";
import { integer, stretch } from "../declarations.ts";
import { textFields, textName } from "../text-artifact.ts";

const page = stretch(100);

const linkLifetime = {
	expiresInMs: integer(ARTIFACT_LINK_MS.least, ARTIFACT_LINK_MS.most)
		.optional()
		.openapi({ description: "How long the links are good for; an hour unless said otherwise" }),
};

export const actionQuery = z.strictObject(page);
export const artifactQuery = z.strictObject({ ...page, ...linkLifetime });
export const oneArtifactQuery = z.strictObject(linkLifetime);

export const artifactParams = z.object({ id: z.string(), objectId: z.string() });

export const textParams = z.object({ id: z.string(), name: textName });
export const newText = z.strictObject(textFields);

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
