export const AUDIT_ACTIONS = [
	"session.create",
	"session.extend",
	"session.end",
	"session.connect",
	"stream.open",
	"link.create",
	"links.revoke",
	"handoff.start",
	"handoff.complete",
	"artifact.save",
	"artifact.delete",
	"recording.delete",
	"crawl.start",
	"crawl.cancel",
	"profile.save",
	"profile.delete",
	"token.create",
	"token.revoke",
	"limits.set",
	"domain_set.save",
	"domain_set.delete",
	"maintenance.run",
	/** Whatever else was asked for without the right to it. */
	"request.refuse",
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const AUDIT_ACTORS = ["admin", "token", "link", "binding", "unknown"] as const;

/** One request that changed or opened something, or was refused. What does not apply is absent. */
export interface AuditEntry {
	/** Epoch milliseconds. */
	readonly time: number;
	readonly action: AuditAction;
	readonly method: string;
	/** The pattern of the route, such as `/berth/v1/tokens/:id`. */
	readonly route: string;
	/** How it was answered. */
	readonly status: number;
	readonly actor: (typeof AUDIT_ACTORS)[number];
	/** The actor's token, or the one that the actor's link was made with. */
	readonly tokenId?: string | undefined;
	readonly tokenName?: string | undefined;
	/** The account that it was about. */
	readonly account?: string | undefined;
	readonly sessionId?: string | undefined;
	/** What it was about otherwise: a token's id, a profile's, a name. */
	readonly subject?: string | undefined;
	/** From where it came. */
	readonly address?: string | undefined;
	/** Entries of this actor before it that were too many to be kept. */
	readonly skipped: number;
}
