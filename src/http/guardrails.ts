import { findDomainSets } from "../catalog/domain-sets.ts";
import { BUILT_IN_SETS } from "../domain/built-in-sets.ts";
import {
	type Guardrails,
	isRestricted,
	type ResolvedGuardrails,
	type ResolvedSet,
	resolveWith,
} from "../domain/guardrails.ts";
import { problem } from "../domain/problem.ts";
import { readCatalog } from "./catalog-access.ts";
import { readHostList } from "./host-list.ts";
import { ProblemError, valueOf } from "./problem-error.ts";

/**
 * Guardrails with what their sets hold now: a set that is changed later changes no session that runs. `undefined` for
 * those that restrict nothing. Refuses with `invalid_request`, naming the set.
 */
export async function resolveGuardrails(
	db: D1Database,
	asked: Guardrails,
): Promise<ResolvedGuardrails | undefined> {
	if (!isRestricted(asked)) return undefined;
	const names = [...new Set(asked.allowedDomainSets)];
	const stored = names.length === 0 ? [] : await readCatalog(db, () => findDomainSets(db, names));
	const known = new Map(stored.map(({ name, domains }) => [name, domains]));
	const setOf = async (name: string): Promise<ResolvedSet> => {
		const hosts = BUILT_IN_SETS.get(name) ?? known.get(name);
		if (hosts !== undefined) return { name, hosts };
		if (!name.startsWith("https:")) throw unknownSet(name);
		return { name, hosts: valueOf(await readHostList(new URL(name))) };
	};
	return resolveWith(asked, await Promise.all(names.map(setOf)));
}

const unknownSet = (name: string) =>
	new ProblemError(problem("invalid_request", `guardrails.allowedDomainSets: there is no set ${name}`));
