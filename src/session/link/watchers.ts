import { isRecorded } from "../../domain/entry.ts";
import { keepsDownloads, type SessionOptions } from "../../domain/session.ts";
import { Dialogs } from "./dialogs.ts";
import type { OpenDialogs } from "./open-dialogs.ts";
import { Downloads, type DownloadsParts } from "../downloads/downloads.ts";
import { Guardrails, type GuardrailsParts } from "../guardrails/guardrails.ts";
import { Identity } from "./identity.ts";
import { Recorder, type RecorderParts } from "../recorder/recorder.ts";
import { Camera, type CameraParts } from "../recording/camera.ts";
import { NetworkTaps } from "./network-taps.ts";
import { RequestGate, type RequestGuard } from "./request-gate.ts";
import type { TargetWatcher } from "./target-tree.ts";
import { ViewportSetter } from "./viewport.ts";

/** Who wants to know of a session's targets, for one link; without any, it attaches to none. */
export function watchersFor(
	options: SessionOptions,
	journal: Omit<RecorderParts, "options" | "keepsDownloads" | "hasOwnBrowser">,
	dialogs: OpenDialogs,
	downloads: DownloadsParts,
	film: Pick<CameraParts, "recording" | "masks">,
	guarding: Omit<GuardrailsParts, "hosts">,
	fence: (TargetWatcher & RequestGuard) | undefined,
): readonly TargetWatcher[] {
	const { identity, viewport, record, recording, endpoint, guardrails } = options;
	const { owns } = journal;
	const hasOwnBrowser = endpoint === undefined;
	const keeps = keepsDownloads(options);
	const guards = [
		// First: whatever else is asked for is asked of hosts that may be reached.
		...(guardrails === undefined ? [] : [new Guardrails({ ...guarding, hosts: guardrails.hosts })]),
		...(identity === undefined ? [] : [new Identity(identity)]),
		...(keeps ? [new Downloads(downloads)] : []),
	];
	const hasConsoles = !isRecorded(record) || !record.console;
	// What these set for a target's network would be forgotten with the log's own subscription to it.
	const setsNetwork = guardrails !== undefined || identity !== undefined;
	const taps = setsNetwork ? new NetworkTaps() : journal.taps;
	const observers = [
		...(isRecorded(record)
			? [new Recorder({ ...journal, taps, options: record, keepsDownloads: keeps, hasOwnBrowser })]
			: []),
		...(recording === true ? [new Camera({ ...film, owns, hasConsoles })] : []),
	];
	const holders = [...guards, ...(fence === undefined ? [] : [fence])];
	return [
		// Whoever of these turns the pages' events on, has their dialogs wait.
		...(guards.length + observers.length === 0 ? [] : [new Dialogs({ open: dialogs, owns })]),
		...holders,
		...(holders.length === 0 ? [] : [new RequestGate(holders)]),
		...(viewport === undefined ? [] : [new ViewportSetter(viewport)]),
		...observers,
	];
}
