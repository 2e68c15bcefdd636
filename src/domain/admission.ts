import { z } from "zod";

/** Whose token something rests on: it ends with that token. Both are absent for the admin's. */
export const makerSchema = z.object({
	tokenId: z.string().optional(),
	/** When the token expires, in epoch milliseconds; absent where it does not. */
	expiresAt: z.number().optional(),
});

export type Maker = Readonly<z.infer<typeof makerSchema>>;

/** By what right a connection or a stream of a session is opened. It crosses from the router to the session's object. */
export const admissionSchema = makerSchema.extend({
	/** The link that it is opened with, where it is one and not the token itself. */
	link: z.object({ generation: z.number(), expiresAt: z.number() }).optional(),
});

/** The maker is the one of the token that the link was made with, or of a link before that. */
export type Admission = Readonly<z.infer<typeof admissionSchema>>;

/** Until when what is made by this right may be good at most: as long as its token, and as the link itself. */
export const admittedUntil = ({ expiresAt, link }: Admission): number =>
	Math.min(expiresAt ?? Number.POSITIVE_INFINITY, link?.expiresAt ?? Number.POSITIVE_INFINITY);
