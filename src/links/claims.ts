import { sign, verify } from "hono/jwt";
import { z } from "zod";
import { type Admission, admittedUntil } from "../domain/admission.ts";

/** What every link of a session is made with. */
export interface LinkSource {
	/** Berth's own origin, `http(s)://HOST`. */
	readonly origin: string;
	readonly secret: string;
	readonly sessionId: string;
	/** By what right it is made: it ends with the token, and is good for no longer than the token or link itself. */
	readonly admission: Admission;
	/** How often the session's links have been revoked so far: it is good until they are again. */
	readonly generation: number;
}

/** What every link says, beside what it is for. */
const common = z.object({
	sid: z.string(),
	gen: z.number(),
	/** The id of the token that it was made with; absent for the admin's. */
	by: z.string().optional(),
	/** When that token expires, in epoch milliseconds. */
	till: z.number().optional(),
	/** When the link expires, in epoch seconds. */
	exp: z.number(),
});

/** A link that Berth has signed and that has not expired. Whether it was revoked, the catalog knows. */
export interface SignedLink {
	readonly sessionId: string;
	readonly admission: Admission & { readonly link: NonNullable<Admission["link"]> };
}

/**
 * A JWT with these claims, good until `expiresInMs` from now (to the second, rounded up), and no longer than the right by
 * which it is made.
 */
export function signClaims(
	{ secret, sessionId, admission, generation }: Omit<LinkSource, "origin">,
	claims: Readonly<Record<string, string>>,
	expiresInMs: number,
): Promise<string> {
	const exp = Math.min(
		Math.ceil((Date.now() + expiresInMs) / 1000),
		Math.floor(admittedUntil(admission) / 1000),
	);
	const { tokenId, expiresAt } = admission;
	const maker = {
		...(tokenId !== undefined && { by: tokenId }),
		...(expiresAt !== undefined && { till: expiresAt }),
	};
	return sign({ ...claims, sid: sessionId, gen: generation, ...maker, exp }, secret, "HS256");
}

/** What a token says, or `undefined` when it is forged, expired or made for something else. */
export async function readClaims<Claims>(
	secret: string,
	token: string,
	claims: z.ZodType<Claims>,
): Promise<{ readonly link: SignedLink; readonly claims: Claims } | undefined> {
	try {
		const payload = await verify(token, secret, "HS256");
		const read = claims.safeParse(payload);
		const shared = common.safeParse(payload);
		if (!read.success || !shared.success) return undefined;
		const { sid, gen, by, till, exp } = shared.data;
		const link = { generation: gen, expiresAt: exp * 1000 };
		return { link: { sessionId: sid, admission: { tokenId: by, expiresAt: till, link } }, claims: read.data };
	} catch {
		return undefined;
	}
}
