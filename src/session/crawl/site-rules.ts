import { z } from "zod";
import { readInPage } from "../../content/harvest.ts";
import { MOST_ROBOTS, readRobots, type Robots, robotsOfAnswer } from "../../content/robots.ts";
import { isEmptyStatus } from "../../domain/http-status.ts";
import type { Problem } from "../../domain/problem.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { Answer, Verdict } from "../pages/answer-gate.ts";
import type { PageVisit } from "../pages/page-visit.ts";

/** What a robots.txt calls Berth's crawler; the rules for `*` are for it where it has none of its own. */
export const USER_AGENT = "Berth";

const PATIENCE_MS = 10_000;
const READ_PATIENCE_MS = 2_000;
const TEXT = `document.documentElement?.textContent.slice(0, ${MOST_ROBOTS + 1})`;

/** The robots.txt of each site of a crawl, had from where its pages are: by the browser, with the session's cookies. */
export class SiteRules {
	readonly #known = new Map<string, Promise<Result<Robots>>>();

	/** The rules for an address. `tab` goes for them where they are not known yet. Refuses where there is no such site. */
	of({ origin }: URL, tab: PageVisit): Promise<Result<Robots>> {
		const known = this.#known.get(origin);
		if (known !== undefined) return known;
		const asked = ask(origin, tab);
		this.#known.set(origin, asked);
		// Another tab may have better luck.
		void asked.then((rules) => rules.ok || this.#known.delete(origin));
		return asked;
	}
}

async function ask(origin: string, tab: PageVisit): Promise<Result<Robots>> {
	const address = `${origin}/robots.txt`;
	let isEmpty = false;
	// Of any type, it is text; nothing of it is to be saved.
	const judge = ({ status }: Answer): Verdict => {
		isEmpty = isEmptyStatus(status);
		return "shown as text";
	};
	const loaded = await tab.answers.judging(judge, () => tab.goTo(address, PATIENCE_MS));
	if (isEmpty) return ok(readRobots("", origin));
	if (!loaded.ok && isUnreadable(loaded.problem)) return ok(readRobots(robotsOfAnswer(null, ""), origin));
	if (!loaded.ok) return loaded;
	const arrival = await tab.arrival(address);
	if (!arrival.ok) return arrival;
	const text = await readInPage(tab.send, TEXT, READ_PATIENCE_MS);
	const body = text.ok ? (z.string().safeParse(text.value).data ?? "") : "";
	return ok(readRobots(robotsOfAnswer(arrival.value.statusCode, body), origin));
}

/** Whether there is a site, but no robots.txt that can be read: nothing came, or no more than was begun. */
const isUnreadable = ({ code, message }: Problem): boolean =>
	code === "navigation_timed_out" ||
	code === "unsupported_content" ||
	(code === "navigation_failed" && message.includes("ERR_ABORTED"));
