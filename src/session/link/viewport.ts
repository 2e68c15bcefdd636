import type { Viewport } from "../../domain/session.ts";
import type { AttachedTarget, TargetWatcher } from "./target-tree.ts";

/** Gives every tab its size, from its first moment. A client that sets another one is obeyed. */
export class ViewportSetter implements TargetWatcher {
	readonly takesHold = true;
	readonly #viewport: Viewport;

	constructor(viewport: Viewport) {
		this.#viewport = viewport;
	}

	attached({ type, post }: AttachedTarget): void {
		if (type !== "page") return;
		// 0 is the screen's own density.
		const metrics = { ...this.#viewport, deviceScaleFactor: 0, mobile: false };
		post("Emulation.setDeviceMetricsOverride", metrics);
	}
}
