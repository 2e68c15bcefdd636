import { z } from "@hono/zod-openapi";
import { guardrailsSchema } from "../../domain/guardrails.ts";
import { MAX_WAIT_MS, type SessionRequest } from "../../domain/session.ts";
import { absoluteUrl, headerText, recordField, shownName } from "../declarations.ts";

const LEAST_KEEP_ALIVE_MS = 10_000;

const pixels = z.number().int().min(1).max(10_000);

export const keepAliveMs = z.number().int().min(LEAST_KEEP_ALIVE_MS).max(Number.MAX_SAFE_INTEGER);

/** Strict: what is not known here would be ignored, and the session not what was asked for. */
export const newSession = z
	.strictObject({
		name: shownName.optional(),
		startUrl: absoluteUrl.optional(),
		/** `IDLE_MS` where it is not said. */
		keepAliveMs: keepAliveMs.optional(),
		/** How long it may wait for a browser where a limit is reached. */
		waitMs: z.number().int().min(0).max(MAX_WAIT_MS).default(MAX_WAIT_MS),
		viewport: z.strictObject({ width: pixels, height: pixels }).optional(),
		identity: z
			.strictObject({
				userAgent: headerText.optional(),
				/** One of those that are most used on desktops now, unless `userAgent` names one. */
				isRandom: z.boolean().default(false),
				hidesAutomation: z.boolean().default(false),
			})
			.optional(),
		record: recordField,
		/** Whether what its pages look like is recorded. */
		recording: z.boolean().optional(),
		savesDownloads: z.boolean().default(false),
		profileId: z.string().min(1).max(64).optional(),
		/** Whether the profile is saved anew when the session ends. */
		savesProfile: z.boolean().default(false),
		guardrails: guardrailsSchema.optional(),
		/** An existing DevTools endpoint: http(s), which names its socket, or ws(s). It is never shown again. */
		cdpUrl: absoluteUrl.optional(),
	})
	.refine(({ profileId, savesProfile }) => profileId !== undefined || !savesProfile, {
		path: ["savesProfile"],
		error: "needs a profileId",
	})
	.refine(({ profileId, cdpUrl }) => profileId === undefined || cdpUrl === undefined, {
		path: ["profileId"],
		error: "is for a browser that is started for the session, not for one at a cdpUrl",
	})
	.openapi("NewSession");

export type NewSession = z.output<typeof newSession>;

export const extension = z.strictObject({
	keepAliveMs: keepAliveMs.optional().openapi({ description: "From now on; as it is where it is not said" }),
});

/** What the session is asked for with; `randomUserAgent` makes one up. */
export function requestFrom(
	{ identity, keepAliveMs: asked, ...rest }: NewSession,
	idleMs: number,
	randomUserAgent: () => string,
): SessionRequest {
	const userAgent = identity?.userAgent ?? (identity?.isRandom === true ? randomUserAgent() : undefined);
	const hidesAutomation = identity?.hidesAutomation ?? false;
	return {
		...rest,
		keepAliveMs: asked ?? idleMs,
		identity: userAgent === undefined && !hidesAutomation ? undefined : { userAgent, hidesAutomation },
	};
}
