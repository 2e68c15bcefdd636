import { z } from "zod";
import { CdpClient } from "../../browser/cdp.ts";
import type { BrowserPort } from "../../browser/port.ts";
import { isPage } from "../../domain/target.ts";
import type { TabOrder } from "./tab-order.ts";

const targetInfo = z.object({
	targetInfo: z.object({
		targetId: z.string(),
		type: z.string(),
		subtype: z.string().optional(),
		openerId: z.string().optional(),
	}),
});
const destroyed = z.object({ targetId: z.string() });

export interface FrameLinkParts {
	readonly browser: BrowserPort;
	readonly tabs: TabOrder;
	/** Bounds each answer of the browser, in milliseconds. */
	readonly timeoutMs: number;
	/** Another page may be current, or the connection has dropped. */
	readonly onChange: () => void;
}

/** A CDP connection for frames alone, so that neither the control link nor any client waits behind pictures. */
export class FrameLink {
	readonly #parts: FrameLinkParts;
	#cdp: CdpClient | undefined;

	constructor(parts: FrameLinkParts) {
		this.#parts = parts;
	}

	/** The open connection, opened when it isn't; `undefined` when it can't be had now. Not for concurrent calls. */
	async ensure(browserId: string, preferred: string | undefined): Promise<CdpClient | undefined> {
		if (this.#cdp !== undefined) return this.#cdp;
		const { browser, tabs, timeoutMs, onChange } = this.#parts;
		const connection = await browser.connect(browserId);
		if (connection.kind !== "open") return undefined;
		connection.socket.accept();
		const cdp = new CdpClient(connection.socket, timeoutMs, () => {
			if (this.#cdp !== cdp) return;
			this.#cdp = undefined;
			onChange();
		});
		this.#cdp = cdp;
		const targets = await browser.targets(browserId);
		const pages = targets.ok ? targets.value.filter(isPage).map(({ id }) => id) : [];
		tabs.reset(pages, preferred);
		const owns = (targetId: string) => browser.owns(browserId, targetId);
		cdp.listen(({ method, params }) => this.#follow(method, params, owns));
		const followed = await cdp.send("Target.setDiscoverTargets", { discover: true });
		if (targets.ok && followed.ok && this.#cdp === cdp) return cdp;
		this.close();
		return undefined;
	}

	close(): void {
		const cdp = this.#cdp;
		this.#cdp = undefined;
		cdp?.close();
	}

	#follow(method: string, params: unknown, owns: (targetId: string) => boolean): void {
		const { tabs, onChange } = this.#parts;
		const before = tabs.current;
		if (method === "Target.targetCreated") {
			const { data } = targetInfo.safeParse(params);
			// A page with a subtype is being prepared behind the scenes (prerender).
			if (data?.targetInfo.type !== "page" || (data.targetInfo.subtype ?? "") !== "") return;
			const { targetId, openerId = "" } = data.targetInfo;
			if (owns(targetId) || owns(openerId)) tabs.open(targetId);
			else tabs.openBehind(targetId);
		} else if (method === "Target.targetDestroyed")
			tabs.close(destroyed.safeParse(params).data?.targetId ?? "");
		if (tabs.current !== before) onChange();
	}
}
