import { refusalIn } from "../../refusal.ts";
import { duration } from "../format.ts";

/** Fields that sessions know by the names that Cloudflare's API gives them. */
const FIELDS: Readonly<Record<string, string>> = { keep_alive: "keepAliveMs", cdp_url: "cdpUrl" };

/** What a call was refused with, whichever of Berth's APIs it was, or that it never arrived. */
export class ApiProblem extends Error {
	readonly code: string;
	/** 0 where there was no answer. */
	readonly status: number;

	constructor(code: string, message: string, status: number) {
		super(message);
		this.code = code;
		this.status = status;
	}

	/** The field that a refused input names, `keepAliveMs: must be …`. */
	get field(): string | undefined {
		const named = /^([\w.]+): /.exec(this.message)?.[1];
		return named === undefined ? undefined : (FIELDS[named] ?? named);
	}

	/** What is wrong with that field, for people: times are not in milliseconds. */
	get complaint(): string {
		const complaint = this.message
			.replace(/^[\w.]+: /, "")
			.replace(/^Too small: expected number to be >=?/, "must be at least ")
			.replace(/^Too big: expected number to be <=?/, "must be at most ")
			.replace(/^Invalid input: expected (\w+), received .*$/, "must be a $1");
		const [, index] = /\.(\d+)$/.exec(this.field ?? "") ?? [];
		if (index !== undefined) return `number ${Number(index) + 1}: ${complaint}`;
		return this.field?.endsWith("Ms") === true
			? complaint.replace(/\d{4,}/, (ms) => duration(Number(ms)))
			: complaint;
	}
}

export async function problemIn(answer: Response): Promise<ApiProblem> {
	const { code, message } = await refusalIn(answer);
	return new ApiProblem(code, message, answer.status);
}

export const noAnswer = () => new ApiProblem("no_answer", "Berth can't be reached.", 0);

export const problemFrom = (fault: unknown): ApiProblem =>
	fault instanceof ApiProblem
		? fault
		: new ApiProblem("broken", fault instanceof Error ? fault.message : String(fault), 0);

const HINTS: Readonly<Record<string, string>> = {
	no_answer: "Check the connection, and whether Berth runs. It is tried again by itself.",
	catalog_unavailable:
		"The database (D1) does not answer, or takes no migrations: Berth applies them by itself, `npx wrangler d1 migrations apply berth --remote` does it by hand. It is tried again by itself.",
	not_configured: "Settings are missing. Each is named above; `npm run deploy` asks for them.",
	rate_limited: "A limit is reached. It passes when a session ends, or with time.",
	forbidden: "The token that you signed in with does not allow it.",
	session_not_found: "It may have been forgotten since, or it belongs to another account.",
	session_unavailable: "Its object restarts. It is tried again by itself.",
	artifacts_unavailable: "This Berth has no bucket (R2), so nothing is kept of sessions.",
};

/** What a person may do about a problem; empty where nobody knows. */
export const hintFor = ({ code }: ApiProblem): string => HINTS[code] ?? "";
