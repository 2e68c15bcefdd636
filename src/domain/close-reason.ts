/**
 * Why a session ended, with the number that Cloudflare's libraries carry in a session's history.
 * Only 1 and 2 are published with numbers; 3 to 5 follow the hosted service's names, the rest are Berth's own.
 */
export const CLOSE_REASONS = {
	NormalClosure: 1,
	BrowserIdle: 2,
	ChromiumCrashed: 3,
	ConnectionError: 4,
	SessionEvicted: 5,
	ProvisioningFailed: 6,
	TimeLimit: 7,
} as const;

export type CloseReason = keyof typeof CLOSE_REASONS;
