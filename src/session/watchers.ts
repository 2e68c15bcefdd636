import { isRecorded } from "../domain/entry.ts";
import type { SessionOptions } from "../domain/session.ts";
import { Identity } from "./identity.ts";
import { Recorder, type RecorderParts } from "./recorder/recorder.ts";
import type { TargetWatcher } from "./target-tree.ts";

/** Who wants to know of a session's targets, for one link; without any, it attaches to none. */
export function watchersFor(
	{ identity, record }: SessionOptions,
	recording: Omit<RecorderParts, "options">,
): readonly TargetWatcher[] {
	return [
		...(identity === undefined ? [] : [new Identity(identity)]),
		...(isRecorded(record) ? [new Recorder({ ...recording, options: record })] : []),
	];
}
