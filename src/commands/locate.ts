import type { ElementHandle } from "@cloudflare/puppeteer";
import type { CommandContext } from "./context.ts";
import { findElsewhere, quote } from "./diagnose.ts";
import { problemOf } from "./faults.ts";
import { find, findAll } from "./find.ts";
import { inPage } from "./in-page.ts";
import { type Needs, probe, type Verdict } from "./page/probe.ts";
import { IN_FLAT_FRAME, pointOnPage } from "./point.ts";
import type { Point } from "./projection.ts";
import { Refused } from "./refused.ts";
import { goOn, keepInPlace } from "./restless.ts";
import type { Tab } from "./tab.ts";

/** Waits between tries, the last one again and again. */
const PAUSES_MS = [0, 20, 50, 100, 100, 250];
/** Of several elements that match, how many are looked at for one that can be seen. */
const MOST_CANDIDATES = 20;

/** A page that is replaced more often before it can be searched does not stay by itself. */
const MOST_DOCUMENTS = 5;
const NEXT_PATIENCE_MS = 5_000;

const NOWHERE: Point = { x: 0, y: 0 };
const NOTHING: Needs = { isVisible: false, isHit: false, isEnabled: false, isEditable: false };

/** What an action needs: for one with the mouse, a point that can be hit. */
export const NEEDS = {
	attached: NOTHING,
	visible: { ...NOTHING, isVisible: true },
	enabled: { ...NOTHING, isVisible: true, isEnabled: true },
	editable: { ...NOTHING, isVisible: true, isEnabled: true, isEditable: true },
	hoverable: { ...NOTHING, isVisible: true, isHit: true },
	clickable: { ...NOTHING, isVisible: true, isHit: true, isEnabled: true },
} as const satisfies Record<string, Needs>;

export interface Located {
	readonly tab: Tab;
	readonly element: ElementHandle;
	/** On the page, where the element can be hit; meaningless unless that was needed. */
	readonly point: Point;
	/** Whether it is an option of a closed list, which can be chosen but not hit. */
	readonly isFolded: boolean;
}

/**
 * Waits for an element to be there and as an action needs it. Of several that match the first is taken that can be seen,
 * the first where none needs to be.
 * With `mayBeFolded`, an option of a closed list need not be seen. Throws what is wrong with it when the command's time is over.
 */
export async function locate(
	context: CommandContext,
	selector: string,
	needs: Needs,
	mayBeFolded = false,
): Promise<Located> {
	const { deadline } = context;
	const tab = await context.tab();
	const missing = new Refused(
		"element_not_found",
		`No element matches ${quote(selector)} (waited ${deadline.timeoutMs} ms).`,
	);
	const { navigations } = tab;
	let before = navigations.documents;
	for (let tries = 0; ; tries += 1) {
		const isKept = navigations.documents - before > MOST_DOCUMENTS;
		if (isKept) await keepInPlace(tab, deadline);
		try {
			const element = await choose(tab, selector, needs);
			if (element === undefined) {
				context.obstacle = missing;
				// It may be in one of the next documents.
				if (isKept) {
					await goOn(tab, Math.min(NEXT_PATIENCE_MS, deadline.leftMs));
					before = navigations.documents;
				}
			} else {
				const outcome = await tryOnce(tab, element, selector, needs, tries, mayBeFolded);
				context.releaseLater(element);
				if (!(outcome instanceof Refused)) {
					// A page that was busy until now may have kept this waiting for longer than anybody waits.
					deadline.check();
					context.obstacle = undefined;
					return outcome === "folded"
						? { tab, element, point: NOWHERE, isFolded: true }
						: { tab, element, point: outcome, isFolded: false };
				}
				context.obstacle = outcome;
			}
			// It stayed for long enough to be searched, so one that asks again until it has an answer may go on.
			if (!navigations.isArriving) before = navigations.documents;
		} catch (thrown) {
			// The page is being left for another: the element is looked for in that one.
			if (problemOf(thrown)?.code !== "page_navigated") throw thrown;
		}
		const pauseMs = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 0;
		if (deadline.isOver || deadline.leftMs <= pauseMs) {
			const obstacle = context.obstacle ?? missing;
			throw obstacle === missing ? ((await findElsewhere(tab, selector)) ?? missing) : obstacle;
		}
		await deadline.pause(pauseMs);
	}
}

async function choose(tab: Tab, selector: string, needs: Needs): Promise<ElementHandle | undefined> {
	const first = await find(tab, selector);
	if (first === undefined || !needs.isVisible || (await isVisible(first))) return first;
	for (const candidate of await findAll(tab, selector, MOST_CANDIDATES))
		if (await isVisible(candidate)) return candidate;
		else void candidate.dispose();
	return first;
}

export const isVisible = async (element: ElementHandle): Promise<boolean> =>
	(await inPage(element, probe, NEEDS.visible, 0)).state === "ready";

async function tryOnce(
	tab: Tab,
	element: ElementHandle,
	selector: string,
	needs: Needs,
	tries: number,
	mayBeFolded: boolean,
): Promise<Point | "folded" | Refused> {
	const verdict = await inPage(element, probe, needs, tries);
	if (verdict.state === "folded" && mayBeFolded) return "folded";
	if (verdict.state !== "ready") return obstacleOf(verdict, selector);
	if (!needs.isHit) return verdict;
	const point = await pointOnPage(tab.page, element.frame, verdict);
	if (point === "flat") return new Refused("element_not_visible", `${quote(selector)} ${IN_FLAT_FRAME}`);
	return "by" in point ? obstacleOf({ state: "covered", by: point.by }, selector) : point;
}

function obstacleOf(verdict: Exclude<Verdict, { state: "ready" }>, selector: string): Refused {
	const what = quote(selector);
	switch (verdict.state) {
		case "detached":
			return new Refused("element_detached", `${what} was removed from the page.`);
		case "invisible":
			return new Refused("element_not_visible", `${what} is there but can't be seen.`);
		case "folded":
			return new Refused(
				"element_not_visible",
				`${what} is an option of a closed list, which click chooses.`,
			);
		case "outside":
			return new Refused("element_not_visible", `${what} can't be scrolled into view.`);
		case "unstable":
			return new Refused("element_unstable", `${what} does not stop moving.`);
		case "disabled":
			return new Refused("element_disabled", `${what} is disabled.`);
		case "readonly":
			return new Refused("element_not_editable", `${what} is read-only.`);
		case "uneditable":
			return new Refused("element_not_editable", `${what} is no field that takes text.`);
		case "covered":
			return new Refused("element_covered", `${what} is covered by ${verdict.by}.`);
	}
}
