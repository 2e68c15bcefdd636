import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { pageOfAudit } from "../../catalog/audit.ts";
import { AUDIT_ACTIONS, AUDIT_ACTORS } from "../../domain/audit.ts";
import { authenticate, requireAdmin } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { accountId, integer, json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const MAX_ID_LENGTH = 64;

const timeBound = () => integer(0, Number.MAX_SAFE_INTEGER).optional();
const id = () => z.string().min(1).max(MAX_ID_LENGTH).optional();

/** Strict: a filter with a typo in it must not list everything. */
const auditQuery = z.strictObject({
	account: accountId.optional(),
	token: id().openapi({ description: "A token's id" }),
	session: id().openapi({ description: "A session's id" }),
	action: z.enum(AUDIT_ACTIONS).optional(),
	from: timeBound().openapi({ description: "The earliest time, in epoch milliseconds" }),
	to: timeBound().openapi({ description: "All before it; epoch milliseconds" }),
	limit: integer(1, MAX_LIMIT)
		.optional()
		.transform((limit) => limit ?? DEFAULT_LIMIT)
		.openapi({ type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT }),
	cursor: integer(1, Number.MAX_SAFE_INTEGER)
		.optional()
		.openapi({ type: "string", description: "Where the page before it ended" }),
});

const entry = z
	.object({
		time: z.number().openapi({ description: "Epoch milliseconds" }),
		action: z.enum(AUDIT_ACTIONS),
		method: z.string(),
		route: z.string().openapi({ description: "The pattern of the path" }),
		status: z.number().openapi({ description: "How it was answered" }),
		actor: z.enum(AUDIT_ACTORS),
		tokenId: z
			.string()
			.optional()
			.openapi({ description: "The actor's, or the one behind the actor's link" }),
		tokenName: z.string().optional(),
		account: z.string().optional(),
		sessionId: z.string().optional(),
		subject: z.string().optional().openapi({ description: "What else it was about: an id or a name" }),
		address: z.string().optional().openapi({ description: "From where it came" }),
		skipped: z
			.number()
			.openapi({ description: "Entries of this actor before it that were too many to keep" }),
	})
	.openapi("AuditEntry");

const list = createRoute({
	method: "get",
	path: "/audit",
	summary: "Who changed, opened or was refused what, newest first",
	request: { query: auditQuery },
	responses: {
		200: json(
			z.object({ entries: z.array(entry), cursor: z.string().optional() }),
			"A page of entries, with a cursor when there is more",
		),
	},
});

/** The audit log, for the admin. */
export const audits = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

audits.use("/audit", authenticate, requireAdmin);

audits.openapi(list, async (c) => {
	const { limit, cursor: before, ...filter } = c.req.valid("query");
	const { CATALOG } = c.env;
	const { entries, next } = await readCatalog(CATALOG, () => pageOfAudit(CATALOG, filter, { limit, before }));
	return c.json({ entries: [...entries], ...(next !== undefined && { cursor: String(next) }) }, 200);
});

audits.all("/audit", allowOnly("GET"));
