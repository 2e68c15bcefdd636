import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import type { WorkTabs } from "../../browser/work-tabs.ts";
import { problem } from "../../domain/problem.ts";
import type {
	LeftOut,
	OriginContents,
	OriginSummary,
	ProfileContents,
	ProfileCookie,
	ProfileSummary,
} from "../../domain/profile.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { originOf, readCookies } from "./cookies.ts";
import { OriginTab } from "./origin-tab.ts";
import { originsIn, originsOfTabs } from "./origins.ts";
import { storageScript } from "./storage-script.ts";

const MOST_ORIGINS = 50;
/** Of the whole time, what one origin may take; and how much longer its script has to answer. */
const SHARE_OF_AN_ORIGIN = 1 / 3;
const ANSWER_PATIENCE_MS = 2_000;
const MOST_LEFT_OUT = 100;

/** What might be had another time. */
const UNREAD: ReadonlySet<LeftOut["reason"]> = new Set(["no_answer", "unreadable"]);

export interface Terms {
	/** Origins that are known to keep something. */
	readonly known: readonly string[];
	/** Whether everything must be read that those keep, or nothing is collected. */
	readonly isKnownNeeded: boolean;
	readonly mostBytes: number;
	readonly patienceMs: number;
}

export interface Collected {
	readonly contents: ProfileContents;
	readonly summary: ProfileSummary;
	/** Of what is in it, before it is compressed. */
	readonly sizeBytes: number;
}

const reason = z.enum(["too_large", "too_many", "no_answer", "unreadable"]);
const store = z.object({ name: z.string(), records: z.number(), skippedRecords: z.number() });
const storage = z.object({
	/** `null` when there is nothing. */
	state: z.string().nullable(),
	usedBytes: z.number(),
	localStorageKeys: z.number(),
	databases: z.array(z.object({ name: z.string(), version: z.number(), stores: z.array(store) })),
	leftOut: z.array(z.object({ database: z.string().optional(), reason })),
});

/**
 * What the browser keeps of the sites it has been to: its cookies, and the localStorage and IndexedDB of the origins in
 * `known`, of those that its tabs show or have shown, and of those that set its cookies. What can't be had of an origin
 * is left out, and named.
 * Refuses with `profile_not_saved` when the time or the room is not enough for what is known to be there.
 */
export async function collectProfile(
	cdp: CdpClient,
	workTabs: WorkTabs,
	{ known, isKnownNeeded, mostBytes, patienceMs }: Terms,
): Promise<Result<Collected>> {
	const until = Date.now() + patienceMs;
	const cookies = await readCookies(cdp);
	if (!cookies.ok) return cookies;
	const cookieBytes = new TextEncoder().encode(JSON.stringify(cookies.value)).length;
	if (cookieBytes > mostBytes)
		return refuse(notSaved(`its cookies take ${cookieBytes} bytes (MAX_PROFILE_BYTES=${mostBytes})`));

	const visited = originsIn([...known, ...(await originsOfTabs(cdp))]);
	const guessed = originsIn(cookies.value.flatMap((cookie) => originOf(cookie) ?? []));
	const origins = originsIn([...visited, ...guessed]).slice(0, MOST_ORIGINS);
	const tooMany = visited.slice(MOST_ORIGINS).map((origin): LeftOut => ({ origin, reason: "too_many" }));

	const found = new Found(cookieBytes);
	let tab = await OriginTab.open(cdp, workTabs);
	try {
		for (const origin of origins) {
			if (!tab.ok) return tab;
			const isGuess = !visited.includes(origin);
			if (Date.now() >= until) {
				// Of these nobody knows whether they keep anything.
				if (isGuess) break;
				return refuse(notSaved(`${origins.length} origins took longer than ${patienceMs} ms`));
			}
			const patience = Math.min(patienceMs * SHARE_OF_AN_ORIGIN, until - Date.now());
			const bounds = { origin, mostBytes: mostBytes - found.sizeBytes, patienceMs: patience };
			const answer = await tab.value.call(origin, storageScript.read, bounds, patience + ANSWER_PATIENCE_MS);
			const taken = found.take(origin, answer);
			if (taken !== "whole" && isKnownNeeded && known.includes(origin))
				return refuse(notSaved(`what ${origin} keeps could not be read`));
			if (taken !== "nothing") continue;
			if (!isGuess) found.missing(origin, answer);
			await tab.value.close();
			tab = await OriginTab.open(cdp, workTabs);
		}
	} finally {
		if (tab.ok) await tab.value.close();
	}
	return ok(found.with(cookies.value, tooMany));
}

/** What has been found so far. */
class Found {
	sizeBytes: number;
	readonly #contents: OriginContents[] = [];
	readonly #origins: OriginSummary[] = [];
	readonly #leftOut: LeftOut[] = [];

	constructor(sizeBytes: number) {
		this.sizeBytes = sizeBytes;
	}

	/** Adds what an origin's script has answered; how much of what there should be that is. */
	take(origin: string, answer: Result<unknown>): "whole" | "part" | "nothing" {
		const { data } = storage.safeParse(answer.ok ? answer.value : undefined);
		if (data === undefined) return "nothing";
		const { state, usedBytes, localStorageKeys, databases, leftOut } = data;
		this.#leftOut.push(...leftOut.map((each) => ({ origin, ...each })));
		if (state !== null) {
			this.sizeBytes += usedBytes;
			this.#contents.push({ origin, state });
			this.#origins.push({ origin, localStorageKeys, databases });
		}
		return leftOut.some((each) => UNREAD.has(each.reason)) ? "part" : "whole";
	}

	missing(origin: string, answer: Result<unknown>): void {
		const isSilent = !answer.ok && answer.problem.code === "browser_unreachable";
		this.#leftOut.push({ origin, reason: isSilent ? "no_answer" : "unreadable" });
	}

	with(cookies: readonly ProfileCookie[], more: readonly LeftOut[]): Collected {
		const leftOut = [...this.#leftOut, ...more].slice(0, MOST_LEFT_OUT);
		return {
			contents: { cookies, origins: this.#contents },
			summary: { cookies: countByDomain(cookies), origins: this.#origins, leftOut },
			sizeBytes: this.sizeBytes,
		};
	}
}

function countByDomain(cookies: readonly ProfileCookie[]): ProfileSummary["cookies"] {
	const byDomain = Map.groupBy(cookies, ({ domain }) => domain);
	return [...byDomain].map(([domain, { length }]) => ({ domain, count: length }));
}

const notSaved = (why: string) => problem("profile_not_saved", `The profile was not saved: ${why}.`);
