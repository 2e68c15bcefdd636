import { getTargetsSchema } from "../../browser/answers.ts";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";

/** Closes all pages of a browser; resolves once it says that they are gone, or has gone itself. */
export async function closePages(cdp: CdpClient): Promise<void> {
	const targets = await cdp.ask(getTargetsSchema, "Target.getTargets");
	if (!targets.ok) return;
	const open = new Set(targets.value.filter(({ type }) => type === "page").map(({ targetId }) => targetId));
	if (open.size === 0) return;
	const gone = Promise.withResolvers<void>();
	const stop = cdp.listen((event) => {
		open.delete(destroyedBy(event) ?? "");
		if (open.size === 0) gone.resolve();
	});
	cdp.post("Target.setDiscoverTargets", { discover: true });
	for (const targetId of open) cdp.post("Target.closeTarget", { targetId });
	await Promise.race([gone.promise, cdp.closed]);
	stop();
}

function destroyedBy({ method, params }: CdpEvent): string | undefined {
	if (method !== "Target.targetDestroyed") return undefined;
	// Chrome's own words; anything else is no id of a page.
	return (params as { readonly targetId?: string }).targetId;
}
