import { z } from "@hono/zod-openapi";
import { artifactName } from "../domain/artifact.ts";

/** A text that is kept under a name, as every dialect takes it. */

const MOST_METADATA_CHARACTERS = 10_000;

const isName = (text: string): boolean => !text.includes(":") && artifactName(text) === text;

export const textName = z.string().refine(isName, {
	error: "must be one line of 200 characters at most, without a colon or a slash",
});

/** A media type as RFC 9110 section 8.3.1 has it, with a parameter or two. */
const mediaType = z
	.string()
	.max(200)
	.regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=(?:[\w.+-]+|"[\w .+-]*"))*$/, {
		error: "must be a media type, such as text/plain",
	});

export const textFields = {
	/** As it is kept, in UTF-8. */
	content: z.string().transform((text) => text.toWellFormed()),
	contentType: mediaType.default("text/plain"),
	metadata: z
		.record(z.string(), z.unknown())
		.refine((metadata) => JSON.stringify(metadata).length <= MOST_METADATA_CHARACTERS, {
			error: `may have ${MOST_METADATA_CHARACTERS} characters as JSON`,
		})
		.optional(),
};
