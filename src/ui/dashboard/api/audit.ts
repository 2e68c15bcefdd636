import type { AuditEntry } from "../../../domain/audit.ts";
import { call } from "./call.ts";

export interface AuditQuery {
	readonly account?: string | undefined;
	readonly action?: string | undefined;
	readonly cursor?: string | undefined;
}

export interface AuditPage {
	readonly entries: readonly AuditEntry[];
	/** Where older ones begin. */
	readonly cursor?: string;
}

export const readAudit = (query: AuditQuery, signal: AbortSignal): Promise<AuditPage> => {
	const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
	return call("GET", `/berth/v1/audit?${new URLSearchParams(asked as [string, string][])}`, { signal });
};
