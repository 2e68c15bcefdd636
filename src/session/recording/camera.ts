import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import { ConsoleBudget } from "../recorder/console-budget.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { AttachedTarget, TargetWatcher } from "../link/target-tree.ts";
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

const created = z.object({ context: z.object({ id: z.number(), name: z.literal(WORLD) }) });

export interface CameraParts {
	readonly recording: Recording;
	readonly masks: MaskOptions;
	/** Whether a tab is the session's: a browser that somebody else runs has others. */
	readonly owns: (targetId: string) => boolean;
	/** Whether the consoles' messages, which come along, are nobody else's concern. */
	readonly hasConsoles: boolean;
}

interface Filmed {
	readonly target: AttachedTarget;
	readonly reader: BatchReader;
	readonly budget: ConsoleBudget | undefined;
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
		const { targetId, post } = target;
		const budget = this.#parts.hasConsoles ? new ConsoleBudget({ targetId, post, add: () => {} }) : undefined;
		const filmed = { target, reader: new BatchReader(), budget, isInjected: false, context: undefined };
		this.#filmed.set(target.cdpSession, filmed);
		this.#inject(filmed);
	}

	event({ cdpSession }: AttachedTarget, event: CdpEvent): void {
		const filmed = this.#filmed.get(cdpSession);
		if (filmed === undefined) return;
		// Whose a tab is may be known a little later only.
		if (!filmed.isInjected) this.#inject(filmed);
		if (event.method === "Runtime.bindingCalled") {
			const { data } = called.safeParse(event.params);
			if (data !== undefined) void this.#hear(filmed, data.executionContextId, data.payload);
		} else if (event.method === "Runtime.executionContextCreated") {
			const { data } = created.safeParse(event.params);
			if (data !== undefined) this.#enter(filmed, data.context.id);
		} else filmed.budget?.admits(event);
	}

	detached({ cdpSession }: AttachedTarget): void {
		this.#filmed.get(cdpSession)?.budget?.close();
		this.#filmed.delete(cdpSession);
	}

	stop(): void {
		if (this.#parts.recording.pages === this) this.#parts.recording.pages = undefined;
		for (const { budget } of this.#filmed.values()) budget?.close();
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
		// Without it only the worlds that are there already get what they are to call.
		target.post("Runtime.enable");
		target.post("Runtime.addBinding", { name: BINDING, executionContextName: WORLD });
		target.post("Page.addScriptToEvaluateOnNewDocument", {
			source: this.#source,
			worldName: WORLD,
			runImmediately: true,
		});
	}

	/**
	 * A world is there; one that is told of again is heard again: a console that says too much is switched off for a while,
	 * and with it all that pages call.
	 */
	#enter(filmed: Filmed, context: number): void {
		filmed.target.post("Runtime.addBinding", { name: BINDING, executionContextName: WORLD });
		const wasThere = filmed.context === context;
		filmed.context = context;
		if (wasThere) this.#tell(filmed, "showAnew()");
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
