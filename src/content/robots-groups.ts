import { comparableRule } from "./robots-path.ts";

interface Rule {
	readonly allows: boolean;
	/** Of the pattern: the longest one that matches decides. */
	readonly length: number;
	/** What stands between its stars. */
	readonly parts: readonly string[];
	/** Whether the path ends where the pattern does. */
	readonly isWhole: boolean;
}

interface Group {
	readonly agents: Set<string>;
	readonly rules: Rule[];
	readonly signals: Map<string, string>;
	crawlDelayS?: number;
}

/** The rules that are for one crawler. */
export interface CrawlerRules {
	readonly rules: readonly Rule[];
	readonly crawlDelayS: number | undefined;
	/** What `Content-Signal` lines say of the use of the content, in lower case: `ai-train` is `no`. */
	readonly signals: ReadonlyMap<string, string>;
}

const LINE = /^\uFEFF?[^\S\r\n]*(user-agent|allow|disallow|crawl-delay|content-signal)[^\S\r\n]*:([^#]*)/i;
const ANY_CRAWLER = "*";

/** The groups of a robots.txt. Each keeps its rules once, however many crawlers it names. */
export function readGroups(robotsTxt: string): readonly Group[] {
	const groups: Group[] = [];
	let group: Group | undefined;
	let isNaming = false;
	for (const line of robotsTxt.split(/\r\n|\r|\n/)) {
		const [, field = "", text = ""] = LINE.exec(line) ?? [];
		const value = text.trim();
		// Other fields do not come between: RFC 9309, 2.2.4.
		if (field === "") continue;
		if (field.toLowerCase() === "user-agent") {
			if (group === undefined || !isNaming)
				groups.push((group = { agents: new Set(), rules: [], signals: new Map() }));
			group.agents.add(productOf(value));
			isNaming = true;
			continue;
		}
		isNaming = false;
		if (group === undefined) continue;
		if (field.toLowerCase() === "crawl-delay") {
			const delayS = Number(value);
			if (!Number.isNaN(delayS)) group.crawlDelayS = delayS;
		} else if (field.toLowerCase() === "content-signal") addSignals(group.signals, value);
		else if (value !== "") group.rules.push(ruleOf(field.toLowerCase() === "allow", value));
	}
	// Names at the end, without a rule, say nothing.
	if (isNaming) groups.pop();
	return groups;
}

/** What is for a crawler by its name; what is for all where nothing is. */
export function rulesFor(groups: readonly Group[], userAgent: string): CrawlerRules {
	const named = groups.filter(({ agents }) => agents.has(productOf(userAgent)));
	const own = named.length > 0 ? named : groups.filter(({ agents }) => agents.has(ANY_CRAWLER));
	return {
		rules: own.flatMap(({ rules }) => rules),
		crawlDelayS: own.findLast(({ crawlDelayS }) => crawlDelayS !== undefined)?.crawlDelayS,
		signals: new Map(own.flatMap(({ signals }) => [...signals])),
	};
}

/** Adds `search=yes, ai-train=no`. A signal that is given twice keeps its last value. */
function addSignals(signals: Map<string, string>, line: string): void {
	for (const part of line.split(",")) {
		const [name = "", value = ""] = part.split("=", 2);
		if (name.trim() !== "" && value.trim() !== "")
			signals.set(name.trim().toLowerCase(), value.trim().toLowerCase());
	}
}

/** Whether a path in its comparable form may be fetched. The time for a rule grows as the path and the rule do. */
export function allows(rules: readonly Rule[], path: string): boolean {
	let decides: Rule | undefined;
	for (const rule of rules) {
		const length = decides?.length ?? 0;
		const isStronger = rule.length > length || (rule.length === length && rule.allows);
		if (isStronger && matches(rule, path)) decides = rule;
	}
	return decides?.allows ?? true;
}

const productOf = (userAgent: string): string => (userAgent.split("/", 1)[0] ?? "").trim().toLowerCase();

function ruleOf(isAllow: boolean, written: string): Rule {
	const pattern = comparableRule(written);
	const isWhole = pattern.endsWith("$");
	const parts = (isWhole ? pattern.slice(0, -1) : pattern).split(/\*+/);
	return { allows: isAllow, length: pattern.length, parts, isWhole };
}

function matches({ parts, isWhole }: Rule, path: string): boolean {
	const [start = "", ...others] = parts;
	if (!path.startsWith(start)) return false;
	const end = isWhole ? others.pop() : "";
	// A pattern without a star is the whole path.
	if (end === undefined) return path === start;
	let at = start.length;
	for (const part of others) {
		const found = path.indexOf(part, at);
		if (found === -1) return false;
		at = found + part.length;
	}
	return path.length - end.length >= at && path.endsWith(end);
}
