import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { AttachedTarget, TargetWatcher } from "../target-tree.ts";
import { BatchReader } from "./batch.ts";
import { BINDING, LENGTHS, type MaskOptions, recordingScript, WORLD } from "./recording-script.ts";
import type { RecordedPages, Recording } from "./recording.ts";

/** A page that is busy does not hold the session's end up. */
const FLUSH_PATIENCE_MS = 500;

/** Beside its text a message has a line that says what it is. */
const MOST_IN_MESSAGE = LENGTHS.mostInPart + 100;

const called = z.object({
	name: z.literal(BINDING),
	payload: z.string().max(MOST_IN_MESSAGE),
	executionContextId: z.number(),
});

export interface CameraParts {
	readonly recording: Recording;
	readonly masks: MaskOptions;
	/** Whether a tab is the session's: a browser that somebody else runs has others. */
	readonly owns: (targetId: string) => boolean;
}

interface Filmed {
	readonly target: AttachedTarget;
	readonly reader: BatchReader;
	isInjected: boolean;
	/** Of the world that the page's latest document is recorded in. */
	context: number | undefined;
}

/** Has the session's pages record themselves, over one control link. */
export class Camera implements TargetWatcher, RecordedPages {
	readonly #parts: CameraParts;
	readonly #source: string;
	readonly #filmed = new Map<string, Filmed>();
	#cdp: CdpClient | undefined;

	constructor(parts: CameraParts) {
		this.#parts = parts;
		this.#source = recordingScript(parts.masks);
	}

	async start(cdp: CdpClient): Promise<Result<void>> {
		this.#cdp = cdp;
		this.#parts.recording.pages = this;
		return ok(undefined);
	}

	attached(target: AttachedTarget): void {
		if (target.type !== "page") return;
		const filmed = { target, reader: new BatchReader(), isInjected: false, context: undefined };
		this.#filmed.set(target.cdpSession, filmed);
		this.#inject(filmed);
	}

	event({ cdpSession }: AttachedTarget, { method, params }: CdpEvent): void {
		const filmed = this.#filmed.get(cdpSession);
		if (filmed === undefined) return;
		// Whose a tab is may be known a little later only.
		if (!filmed.isInjected) this.#inject(filmed);
		if (method !== "Runtime.bindingCalled") return;
		const { data } = called.safeParse(params);
		if (data !== undefined) void this.#hear(filmed, data.executionContextId, data.payload);
	}

	detached({ cdpSession }: AttachedTarget): void {
		this.#filmed.delete(cdpSession);
	}

	stop(): void {
		if (this.#parts.recording.pages === this) this.#parts.recording.pages = undefined;
		this.#filmed.clear();
	}

	async flush(): Promise<void> {
		await Promise.all(
			[...this.#filmed.values()].map(async ({ target, context }) => {
				if (context === undefined) return;
				const request = { expression: "berthRecording.flush()", contextId: context };
				await this.#cdp?.send("Runtime.evaluate", request, target.cdpSession, FLUSH_PATIENCE_MS);
			}),
		);
	}

	showAnew(): void {
		for (const filmed of this.#filmed.values()) this.#tell(filmed, "showAnew()");
	}

	end(): void {
		for (const filmed of this.#filmed.values()) this.#tell(filmed, "end()");
	}

	/** Before the page's own scripts, as long as it waits; its events are on by the time (see {@link Dialogs}). */
	#inject(filmed: Filmed): void {
		const { recording, owns } = this.#parts;
		const { target } = filmed;
		if (!recording.isOpen || !owns(target.targetId)) return;
		filmed.isInjected = true;
		target.post("Runtime.addBinding", { name: BINDING, executionContextName: WORLD });
		target.post("Page.addScriptToEvaluateOnNewDocument", {
			source: this.#source,
			worldName: WORLD,
			runImmediately: true,
		});
	}

	async #hear(filmed: Filmed, context: number, message: string): Promise<void> {
		const { recording } = this.#parts;
		filmed.context = context;
		if (!recording.isOpen) return this.#tell(filmed, "end()");
		const heard = filmed.reader.read(message);
		if (heard === undefined) return;
		await recording.take(filmed.target.targetId, heard.batch);
		if (filmed.context === context) this.#tell(filmed, `heard(${heard.sent})`);
	}

	#tell({ target, context }: Filmed, call: string): void {
		if (context === undefined) return;
		target.post("Runtime.evaluate", { expression: `berthRecording.${call}`, contextId: context });
	}
}
