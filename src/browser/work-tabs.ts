import { z } from "zod";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { CdpClient } from "./cdp.ts";

const created = z.object({ targetId: z.string() });
const listed = z.object({ targetInfos: z.array(z.object({ targetId: z.string() })) });

/**
 * Tabs that Berth has open for work of its own in a session's browser. Chrome from version 136 on hides them; its
 * headless shell does not. They are nobody's: nothing is shown or told of them, and nothing is done in them unasked.
 */
export class WorkTabs {
	readonly #ids = new Set<string>();
	/** What is there while one is being opened: any other may be it. */
	#others: ReadonlySet<string> | undefined;

	has(targetId: string): boolean {
		return this.#ids.has(targetId) || this.#others?.has(targetId) === false;
	}

	/** Opens a blank one; gives its target. Not for concurrent calls. */
	async open(cdp: CdpClient): Promise<Result<string>> {
		const there = await cdp.ask(listed, "Target.getTargets");
		if (!there.ok) return there;
		this.#others = new Set(there.value.targetInfos.map(({ targetId }) => targetId));
		try {
			const blank = { url: "about:blank", background: true };
			const hidden = await cdp.send("Target.createTarget", { ...blank, hidden: true });
			// Chrome can't hide one after its last window was closed.
			const isRefused = !hidden.ok && hidden.problem.code === "command_failed";
			const answer = isRefused ? await cdp.send("Target.createTarget", blank) : hidden;
			if (!answer.ok) return answer;
			const { data } = created.safeParse(answer.value);
			if (data === undefined) return refuse(problem("command_failed", "The browser opened no tab."));
			this.#ids.add(data.targetId);
			return ok(data.targetId);
		} finally {
			this.#others = undefined;
		}
	}

	/** It is gone. */
	forget(targetId: string): void {
		this.#ids.delete(targetId);
	}
}
