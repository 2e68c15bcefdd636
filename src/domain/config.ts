import { z } from "zod";
import type { ArtifactLimits } from "./artifact.ts";
import { type JournalBounds, recordSetting, type RecordOptions } from "./entry.ts";
import type { Limits } from "./limits.ts";
import { MODEL_SETTINGS, type ModelSettings, modelSettings, mistakesOfModel } from "./model-settings.ts";
import { problem } from "./problem.ts";
import type { QuickSettings } from "./quick/shared-browser.ts";
import type { RecordingSettings } from "./recording.ts";
import { ok, refuse, type Result } from "./result.ts";

const milliseconds = (fallback: number, least: number) =>
	z.coerce.number().int().min(least).default(fallback);

const DAY_MS = 86_400_000;

const count = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** What is kept passes through an object's memory, which is 128 MB for all that it does. */
const MAX_OBJECT_BYTES = 33_554_432;

const MOST_SELECTOR_LENGTH = 4_096;

const secret = (name: string) =>
	z.string({ error: `${name} is not set` }).min(16, { error: `${name} is shorter than 16 characters` });

const origin = z
	.string()
	.trim()
	.refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
		error: "not an http or https URL",
	});

const variables = z.object({
	ADMIN_TOKEN: secret("ADMIN_TOKEN"),
	SIGNING_SECRET: secret("SIGNING_SECRET"),
	ENCRYPTION_SECRET: secret("ENCRYPTION_SECRET"),
	ADMIN_EMAIL: z.string().default(""),
	DEFAULT_ACCOUNT: z
		.string()
		.regex(/^[a-zA-Z0-9_-]{1,64}$/)
		.default("local"),
	IDLE_MS: milliseconds(600_000, 10_000),
	IMPLICIT_IDLE_MS: milliseconds(60_000, 10_000),
	PUBLIC_URL: z.union([z.literal(""), origin]).default(""),
	ALLOWED_ORIGINS: z.string().default(""),
	ALLOW_PRIVATE_CDP: z.enum(["true", "admin", "false"]).default("false"),
	ALLOW_LOCAL_PAGES: z.enum(["true", "false"]).default("false"),
	MAX_CONCURRENT_BROWSERS: count(200),
	MAX_CONCURRENT_SESSIONS: count(200),
	ACQUISITIONS_PER_SECOND: z.coerce.number().positive().default(3),
	ACQUISITION_BURST: z.coerce.number().int().min(1).default(10),
	BROWSER_TIME_PER_DAY_MS: milliseconds(200 * DAY_MS, 0),
	MAX_SESSION_MS: milliseconds(DAY_MS, 1_000),
	MAX_KEEP_ALIVE_MS: milliseconds(1_200_000, 10_000),
	MAX_WRONG_TOKENS_PER_MINUTE: z.coerce.number().int().min(1).default(30),
	MAX_CONNECTIONS: z.coerce.number().int().min(1).default(100),
	MAX_PROFILES: count(100),
	MAX_PROFILE_BYTES: z.coerce
		.number()
		.int()
		.min(65_536)
		.max(16 * 2 ** 20)
		.default(8 * 2 ** 20),
	MAX_ARTIFACT_BYTES: count(26_214_400).pipe(z.number().max(MAX_OBJECT_BYTES)),
	MAX_ARTIFACTS_BYTES: count(524_288_000),
	MAX_ARTIFACTS: count(1_000),
	MAX_AUDIT_ENTRIES: count(100_000),
	MAX_CRAWL_PAGES: z.coerce.number().int().min(1).max(100_000).default(10_000),
	MAX_CRAWL_JOBS: count(10),
	RETENTION_DAYS: z.coerce.number().positive().default(30),
	RECORD: recordSetting.prefault("true"),
	RECORD_MAX_ENTRIES: z.coerce.number().int().min(100).default(20_000),
	RECORD_MAX_BYTES: z.coerce.number().int().min(200_000).default(8_388_608),
	RECORD_MAX_ENTRY_BYTES: z.coerce.number().int().min(2_000).max(65_536).default(16_384),
	RECORDING: z.enum(["true", "false"]).default("false"),
	RECORDING_MASK_TEXT_SELECTOR: z.string().trim().max(MOST_SELECTOR_LENGTH).default(""),
	RECORDING_BLOCK_SELECTOR: z.string().trim().max(MOST_SELECTOR_LENGTH).default(""),
	MAX_RECORDING_BYTES: count(67_108_864),
	QUICK_BROWSERS: z.coerce.number().int().min(1).max(100).default(2),
	QUICK_PAGES_PER_BROWSER: z.coerce.number().int().min(1).max(50).default(6),
	QUICK_IDLE_MS: milliseconds(60_000, 10_000),
	QUICK_WAIT_MS: milliseconds(30_000, 0).pipe(z.number().max(600_000)),
	LEASE_MS: milliseconds(180_000, 10_000),
	ACQUIRE_TIMEOUT_MS: milliseconds(60_000, 1),
	ANSWER_TIMEOUT_MS: milliseconds(10_000, 1),
	...MODEL_SETTINGS,
});

const settings = variables.superRefine((given, context) => {
	for (const [setting, message] of mistakesOfModel(given))
		context.addIssue({ code: "custom", path: [setting], message });
});

/** Berth's settings, each present and in range. Durations are milliseconds. */
export interface Config {
	readonly adminToken: string;
	readonly signingSecret: string;
	/** What is kept encrypted is encrypted with. */
	readonly encryptionSecret: string;
	/** The e-mail that goes with the admin token in `X-Auth-Email`; empty when there is none. */
	readonly adminEmail: string;
	/** Where the admin token acts in the APIs whose paths name no account. */
	readonly defaultAccount: string;
	/** The inactivity window of sessions made through APIs that have no parameter for it. */
	readonly idleMs: number;
	/** The same of sessions that a call made for itself. */
	readonly implicitIdleMs: number;
	/** The origin in every URL that Berth gives out; empty for the request's own. */
	readonly publicUrl: string;
	readonly allowedOrigins: readonly string[];
	/** Whose sessions may use browsers at addresses that are not public and encrypted: everybody's, the admin's, nobody's. */
	readonly privateCdp: "true" | "admin" | "false";
	/** Whether sessions that are not the admin's may reach the machine that their browser runs on. */
	readonly allowsLocalPages: boolean;
	/** What an account may use unless it has limits of its own. */
	readonly limits: Limits;
	/** Browsers of all accounts together. */
	readonly maxConcurrentBrowsers: number;
	/** Clients of one session that may drive it, and again so many connections to it that only watch. */
	readonly maxConnections: number;
	/** Wrong tokens of one address that are looked up in a minute. */
	readonly maxWrongTokensPerMinute: number;
	/** Profiles that an account may have. */
	readonly maxProfiles: number;
	/** How much a profile may hold, before it is compressed. */
	readonly maxProfileBytes: number;
	/** What may be kept of one session. */
	readonly artifacts: ArtifactLimits;
	/** Entries of the audit log; 0 for no log. */
	readonly maxAuditEntries: number;
	/** Pages that a crawl job may be asked for. */
	readonly maxCrawlPages: number;
	/** Crawl jobs of an account that run at a time. */
	readonly maxCrawlJobs: number;
	/** How long an ended session is remembered, and an entry of the audit log. */
	readonly retentionMs: number;
	/** What is written down of sessions that do not ask. */
	readonly record: RecordOptions;
	readonly journal: JournalBounds;
	/** Whether sessions that do not ask are recorded. */
	readonly records: boolean;
	readonly recording: RecordingSettings;
	/** The browsers that quick actions share. */
	readonly quick: QuickSettings;
	/** How long the upstream keeps a browser that nobody renews. */
	readonly leaseMs: number;
	readonly acquireTimeoutMs: number;
	/** How long a browser may take over any one answer before it counts as unreachable. */
	readonly answerTimeoutMs: number;
	readonly model: ModelSettings;
}

/**
 * Reads the settings from the Worker's environment.
 * Refuses with `not_configured`, naming each setting that is missing or out of range.
 */
export function readConfig(env: object): Result<Config> {
	const parsed = settings.safeParse(env);
	if (!parsed.success) {
		const wrong = parsed.error.issues.map((issue) => {
			const name = issue.path.join(".");
			return issue.message.startsWith(name) ? issue.message : `${name}: ${issue.message}`;
		});
		const message = `Berth is not configured: ${wrong.join("; ")}. Set secrets with \`wrangler secret put NAME\`, variables in wrangler.toml.`;
		return refuse(problem("not_configured", message));
	}
	const { data } = parsed;
	return ok({
		adminToken: data.ADMIN_TOKEN,
		signingSecret: data.SIGNING_SECRET,
		encryptionSecret: data.ENCRYPTION_SECRET,
		adminEmail: data.ADMIN_EMAIL.trim().toLowerCase(),
		defaultAccount: data.DEFAULT_ACCOUNT,
		idleMs: data.IDLE_MS,
		implicitIdleMs: data.IMPLICIT_IDLE_MS,
		publicUrl: data.PUBLIC_URL === "" ? "" : new URL(data.PUBLIC_URL).origin,
		allowedOrigins: data.ALLOWED_ORIGINS.split(",")
			.map((entry) => entry.trim())
			.filter((entry) => entry !== ""),
		privateCdp: data.ALLOW_PRIVATE_CDP,
		allowsLocalPages: data.ALLOW_LOCAL_PAGES === "true",
		limits: {
			maxConcurrentSessions: data.MAX_CONCURRENT_SESSIONS,
			acquisitionsPerSecond: data.ACQUISITIONS_PER_SECOND,
			acquisitionBurst: data.ACQUISITION_BURST,
			browserTimePerDayMs: data.BROWSER_TIME_PER_DAY_MS,
			maxSessionMs: data.MAX_SESSION_MS,
			maxKeepAliveMs: data.MAX_KEEP_ALIVE_MS,
		},
		maxConcurrentBrowsers: data.MAX_CONCURRENT_BROWSERS,
		maxWrongTokensPerMinute: data.MAX_WRONG_TOKENS_PER_MINUTE,
		maxConnections: data.MAX_CONNECTIONS,
		maxProfiles: data.MAX_PROFILES,
		maxProfileBytes: data.MAX_PROFILE_BYTES,
		artifacts: {
			maxBytes: data.MAX_ARTIFACT_BYTES,
			maxTotalBytes: data.MAX_ARTIFACTS_BYTES,
			maxCount: data.MAX_ARTIFACTS,
		},
		maxAuditEntries: data.MAX_AUDIT_ENTRIES,
		maxCrawlPages: data.MAX_CRAWL_PAGES,
		maxCrawlJobs: data.MAX_CRAWL_JOBS,
		retentionMs: data.RETENTION_DAYS * DAY_MS,
		record: data.RECORD,
		journal: {
			maxEntries: data.RECORD_MAX_ENTRIES,
			maxLength: data.RECORD_MAX_BYTES,
			maxEntryLength: data.RECORD_MAX_ENTRY_BYTES,
		},
		records: data.RECORDING === "true",
		recording: {
			maskText: data.RECORDING_MASK_TEXT_SELECTOR,
			block: data.RECORDING_BLOCK_SELECTOR,
			maxBytes: data.MAX_RECORDING_BYTES,
		},
		quick: {
			maxBrowsers: data.QUICK_BROWSERS,
			pagesPerBrowser: data.QUICK_PAGES_PER_BROWSER,
			idleMs: data.QUICK_IDLE_MS,
			waitMs: data.QUICK_WAIT_MS,
		},
		leaseMs: data.LEASE_MS,
		acquireTimeoutMs: data.ACQUIRE_TIMEOUT_MS,
		answerTimeoutMs: data.ANSWER_TIMEOUT_MS,
		model: modelSettings(data),
	});
}
