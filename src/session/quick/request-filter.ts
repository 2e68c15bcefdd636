import type { HTTPRequest, Page } from "@cloudflare/puppeteer";
import type { Problem } from "../../domain/problem.ts";
import type { PatternJudge, UrlPattern } from "./pattern-judge.ts";

/** Which requests a page may send, in the words of the quick actions; what is absent says nothing. */
export interface RequestRules {
	readonly rejectRequestPattern?: readonly UrlPattern[] | undefined;
	readonly allowRequestPattern?: readonly UrlPattern[] | undefined;
	readonly rejectResourceTypes?: readonly string[] | undefined;
	readonly allowResourceTypes?: readonly string[] | undefined;
}

export const hasPatterns = ({ rejectRequestPattern, allowRequestPattern }: RequestRules): boolean =>
	rejectRequestPattern !== undefined || allowRequestPattern !== undefined;

const hasRules = (rules: RequestRules): boolean =>
	hasPatterns(rules) || rules.rejectResourceTypes !== undefined || rules.allowResourceTypes !== undefined;

/** Lets a page send the requests that the rules permit; `onRefused` hears of rules that can't be kept. */
export async function filterRequests(
	page: Page,
	rules: RequestRules,
	judge: PatternJudge | undefined,
	onRefused: (why: Problem) => void,
): Promise<void> {
	if (!hasRules(rules)) return;
	page.on("request", (request) => {
		const deciding = isPermitted(request, rules, judge, onRefused);
		// One that was cancelled takes no answer.
		void deciding
			.then((permitted) => (permitted ? request.continue() : request.abort("blockedbyclient")))
			.catch(() => undefined);
	});
	await page.setRequestInterception(true);
}

/** Rejections come first; with any list of what is allowed, a request must be on one. */
async function isPermitted(
	request: HTTPRequest,
	rules: RequestRules,
	judge: PatternJudge | undefined,
	onRefused: (why: Problem) => void,
): Promise<boolean> {
	const url = request.url();
	const type = request.resourceType().toLowerCase();
	const fits = async (name: "rejectRequestPattern" | "allowRequestPattern", whenLost: boolean) => {
		const patterns = rules[name];
		if (patterns === undefined || judge === undefined) return false;
		const verdict = await judge.fits(name, patterns, url);
		if (!verdict.ok) onRefused(verdict.problem);
		return verdict.ok ? verdict.value : whenLost;
	};
	if (rules.rejectResourceTypes?.includes(type) === true) return false;
	if (await fits("rejectRequestPattern", true)) return false;
	if (rules.allowResourceTypes === undefined && rules.allowRequestPattern === undefined) return true;
	return rules.allowResourceTypes?.includes(type) === true || (await fits("allowRequestPattern", false));
}
