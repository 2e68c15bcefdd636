import type { BrowserPort } from "../../browser/port.ts";
import type { ConnectRequest } from "../../domain/connect.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { Lifetime } from "../life/lifetime.ts";
import { unknownTarget } from "../life/refusal.ts";

/**
 * A browser socket for one client, of the browser or of one target; not accepted yet. To open one is a use of the session,
 * unless it is to look only.
 * Refuses with `target_not_found`, with the session's end when the browser turns out to be gone, or with
 * `browser_unreachable`.
 */
export async function connectToBrowser(
	lifetime: Lifetime,
	browser: BrowserPort,
	{ mode, targetId }: Pick<ConnectRequest, "mode" | "targetId">,
): Promise<Result<WebSocket>> {
	const running = await (mode === "full" ? lifetime.use() : lifetime.look());
	if (!running.ok) return running;
	const { browserId } = running.value;
	const connection = await browser.connect(browserId, targetId);
	if (connection.kind === "open") return ok(connection.socket);

	// Which of the two it is that can't be connected to shows in whether the browser answers otherwise.
	if (!(await lifetime.isBrowserAlive())) {
		const ended = await lifetime.look();
		if (!ended.ok) return ended;
	}
	if (targetId !== undefined) {
		const targets = await browser.targets(browserId);
		if (targets.ok && !targets.value.some(({ id }) => id === targetId)) return refuse(unknownTarget);
	}
	return refuse(problem("browser_unreachable", "The browser could not be connected to."));
}
