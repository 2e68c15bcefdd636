import { findDomainSets } from "../catalog/domain-sets.ts";
import { BUILT_IN_SETS } from "../domain/built-in-sets.ts";
import {
	AllowedHosts,
	type Guardrails,
	isRestricted,
	type ResolvedGuardrails,
	type ResolvedSet,
	resolveWith,
} from "../domain/guardrails.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { callerIn } from "./caller.ts";
import { readCatalog } from "./catalog-access.ts";
import { readHostList } from "./host-list.ts";
import { ProblemError, valueOf } from "./problem-error.ts";

/**
 * The hosts that what is asked for may reach: no more than the binding over which it is asked for allows. `undefined` for all.
 * Refuses with `invalid_request`.
 */
export async function guardrailsFor(
	env: Pick<Env, "CATALOG">,
	asked: Guardrails | undefined,
): Promise<ResolvedGuardrails | undefined> {
	const bounds = callerIn(env)?.guardrails;
	const own = asked && (await resolveGuardrails(env.CATALOG, asked));
	const most = bounds && (await resolveGuardrails(env.CATALOG, bounds));
	return valueOf(narrowed(own, most));
}

/**
 * Guardrails with what their sets hold now: a set that is changed later changes no session that runs. `undefined` for
 * those that restrict nothing. Refuses with `invalid_request`, naming the set.
 */
async function resolveGuardrails(db: D1Database, asked: Guardrails): Promise<ResolvedGuardrails | undefined> {
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

/**
 * What is asked for within what is allowed at most, either of which may be nothing said. Refuses with `invalid_request` what
 * goes beyond it.
 */
function narrowed(
	asked: ResolvedGuardrails | undefined,
	most: ResolvedGuardrails | undefined,
): Result<ResolvedGuardrails | undefined> {
	if (asked === undefined || most === undefined) return ok(asked ?? most);
	const bounds = new AllowedHosts(most.hosts);
	const beyond = asked.hosts.find((pattern) => !bounds.covers(pattern));
	if (beyond === undefined) return ok(asked);
	return refuse(
		problem(
			"invalid_request",
			`guardrails: ${beyond} is not among the hosts of the binding's own guardrails`,
		),
	);
}
