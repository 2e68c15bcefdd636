import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";

const listed = z.object({
	targetInfos: z.array(z.object({ targetId: z.string(), openerId: z.string().optional() })),
});

/**
 * The tabs that these tabs have opened, and what those have opened in turn; without the tabs themselves. None where the
 * browser does not tell.
 */
export async function popupsOf(cdp: CdpClient, tabs: Iterable<string>): Promise<readonly string[]> {
	const there = await cdp.ask(listed, "Target.getTargets", { filter: [{ type: "page" }] });
	if (!there.ok) return [];
	const known = new Set(tabs);
	const popups: string[] = [];
	// Whichever are listed first.
	for (let count = -1; count < popups.length;) {
		count = popups.length;
		for (const { targetId, openerId = "" } of there.value.targetInfos) {
			if (known.has(targetId) || !known.has(openerId)) continue;
			known.add(targetId);
			popups.push(targetId);
		}
	}
	return popups;
}
