import type { AuditAction } from "../domain/audit.ts";

const DEVTOOLS = ["browser-rendering", "browser-run"].map(
	(product) => `/client/v4/accounts/:account_id/${product}/devtools`,
);

const CRAWLS = ["browser-rendering", "browser-run"].map(
	(product) => `/client/v4/accounts/:account_id/${product}/crawl`,
);

const OF_DEVTOOLS: readonly (readonly [method: string, path: string, AuditAction])[] = [
	["POST", "/browser", "session.create"],
	["GET", "/browser", "session.create"],
	["DELETE", "/browser/:session_id", "session.end"],
	["GET", "/browser/:session_id", "session.connect"],
	["GET", "/browser/:session_id/page/:target_id", "session.connect"],
	["POST", "/browser/:session_id/live_view", "link.create"],
];

/**
 * The requests that the audit log has: those that change what outlasts a page, or that open or give out a way into a
 * session. Not those that drive a page, which the session's own log has, and none that only read.
 */
export const AUDITED_ROUTES: ReadonlyMap<string, AuditAction> = new Map<string, AuditAction>([
	...DEVTOOLS.flatMap((base) =>
		OF_DEVTOOLS.map(([method, path, action]): [string, AuditAction] => [`${method} ${base}${path}`, action]),
	),
	...CRAWLS.flatMap((base): [string, AuditAction][] => [
		[`POST ${base}`, "crawl.start"],
		[`DELETE ${base}/:job_id`, "crawl.cancel"],
	]),
	["GET /api/devtools/browser/:session_id", "session.connect"],
	["GET /api/devtools/browser/:session_id/page/:target_id", "session.connect"],
	["GET /stream/sse", "stream.open"],
	["POST /sessions", "session.create"],
	["DELETE /sessions/:id", "session.end"],
	["POST /sessions/:id/frame-token", "link.create"],
	["POST /profiles", "profile.save"],
	["DELETE /profiles/:id", "profile.delete"],
	["POST /api/sessions", "session.create"],
	["DELETE /api/sessions/:id", "session.end"],
	["POST /api/sessions/:id/artifacts", "artifact.save"],
	["POST /api/sessions/:id/artifacts/:name", "artifact.save"],
	["DELETE /api/sessions/:id/artifacts/:name", "artifact.delete"],
	["POST /berth/v1/sessions", "session.create"],
	["DELETE /berth/v1/sessions/:id", "session.end"],
	["POST /berth/v1/sessions/:id/extend", "session.extend"],
	["GET /berth/v1/sessions/:id/events", "stream.open"],
	["DELETE /berth/v1/sessions/:id/links", "links.revoke"],
	["DELETE /berth/v1/sessions/:id/recording", "recording.delete"],
	["DELETE /berth/v1/sessions/:id/artifacts/:objectId", "artifact.delete"],
	["PUT /berth/v1/sessions/:id/artifacts/text/:name", "artifact.save"],
	["DELETE /berth/v1/sessions/:id/artifacts/text/:name", "artifact.delete"],
	["POST /berth/v1/sessions/:id/handoff", "handoff.start"],
	["POST /berth/v1/sessions/:id/handoff/complete", "handoff.complete"],
	["POST /berth/v1/tokens", "token.create"],
	["DELETE /berth/v1/tokens/:id", "token.revoke"],
	["PUT /berth/v1/accounts/:account_id/limits", "limits.set"],
	["PUT /berth/v1/domain-sets/:name", "domain_set.save"],
	["DELETE /berth/v1/domain-sets/:name", "domain_set.delete"],
	["POST /berth/v1/maintenance", "maintenance.run"],
]);

/** What a path has in the places that its pattern names. */
export function paramsOf(pattern: string, path: string): ReadonlyMap<string, string> {
	const values = path.split("/");
	return new Map(
		pattern
			.split("/")
			.flatMap((part, at): [string, string][] =>
				part.startsWith(":") ? [[part.slice(1), values[at] ?? ""]] : [],
			),
	);
}
