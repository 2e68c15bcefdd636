import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { problem } from "../../domain/problem.ts";
import { Attachment } from "../link/attachment.ts";

/** How long Chrome may try one address against all patterns before it stops. */
const MOST_MS = 500;

/** A regular expression as it was asked for. */
export interface UrlPattern {
	readonly source: string;
	readonly flags: string;
}

const evaluated = z.object({
	result: z.object({ value: z.boolean().optional() }),
	exceptionDetails: z.object({}).optional(),
});

/**
 * Tries addresses against regular expressions in a blank tab: some expressions take exponential time, and there Chrome can
 * stop them without anything else waiting.
 */
export class PatternJudge {
	readonly #blank: Attachment;
	readonly #known = new Map<string, Promise<Result<boolean>>>();

	private constructor(blank: Attachment) {
		this.#blank = blank;
	}

	static async in(cdp: CdpClient, blankTab: string): Promise<Result<PatternJudge>> {
		const blank = await Attachment.to(cdp, blankTab);
		return blank.ok ? ok(new PatternJudge(blank.value)) : blank;
	}

	/** Whether one of the patterns fits; refuses with `invalid_request` when they take too long to tell. */
	fits(name: string, patterns: readonly UrlPattern[], url: string): Promise<Result<boolean>> {
		const key = `${name} ${url}`;
		const known = this.#known.get(key) ?? this.#ask(name, patterns, url);
		this.#known.set(key, known);
		return known;
	}

	async #ask(name: string, patterns: readonly UrlPattern[], url: string): Promise<Result<boolean>> {
		const expression = `${JSON.stringify(patterns)}.some(({source, flags}) => new RegExp(source, flags).test(${JSON.stringify(url)}))`;
		const answer = await this.#blank.ask(evaluated, "Runtime.evaluate", {
			expression,
			returnByValue: true,
			timeout: MOST_MS,
		});
		if (!answer.ok) return answer.problem.code === "command_failed" ? refuse(tooSlow(name)) : answer;
		const { result, exceptionDetails } = answer.value;
		return exceptionDetails === undefined && result.value !== undefined
			? ok(result.value)
			: refuse(tooSlow(name));
	}
}

const tooSlow = (name: string) =>
	problem(
		"invalid_request",
		`${name}: took longer than ${MOST_MS} ms on one address. Write the pattern without repetitions inside repetitions.`,
	);
