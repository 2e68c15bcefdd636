import type { SessionOptions } from "../domain/session.ts";
import { Identity } from "./identity.ts";
import type { TargetWatcher } from "./target-tree.ts";

/** Who wants to know of a session's targets; without any, its control link attaches to none. */
export function watchersFor(options: SessionOptions | undefined): readonly TargetWatcher[] {
	return options?.identity === undefined ? [] : [new Identity(options.identity)];
}
