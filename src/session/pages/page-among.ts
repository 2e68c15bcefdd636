import { ok, refuse, type Result } from "../../domain/result.ts";
import { isPage, type Target } from "../../domain/target.ts";
import { unknownTarget } from "../life/refusal.ts";

/** The page of that id; without one, the first. Refuses with `target_not_found`. */
export function pageAmong(targets: readonly Target[], targetId: string | undefined): Result<Target> {
	const page = targets.find((target) => isPage(target) && (targetId ?? target.id) === target.id);
	return page === undefined ? refuse(unknownTarget) : ok(page);
}
