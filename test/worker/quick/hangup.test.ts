import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { z } from "zod";
import type { CdpClient } from "../../../src/browser/cdp.ts";
import { ADMIN, call, ORIGIN } from "../berth.ts";
import { connectTo, sharedSessions } from "./quick.ts";

const PATH = "/client/v4/accounts/local/browser-rendering/content?cacheTTL=0";

const listed = z.object({ targetInfos: z.array(z.object({ title: z.string() })) });

/** The titles of a browser's tabs. */
async function titlesIn(cdp: CdpClient): Promise<readonly string[]> {
	const targets = await cdp.send("Target.getTargets");
	if (!targets.ok) throw new Error(targets.problem.message);
	return listed.parse(targets.value).targetInfos.map(({ title }) => title);
}

test("a quick action whose client hangs up is given up", async () => {
	expect(await call("POST", PATH, { body: '{"html": "<p>"}' })).toMatchObject({ status: 200 });
	const [session = ""] = await sharedSessions();
	const cdp = await connectTo(session);
	const hangUp = new AbortController();
	// Left alone, it would take two minutes.
	const body = {
		html: "<script>document.title = 'Leaving'</script>",
		waitForTimeout: 120_000,
		actionTimeout: 300_000,
	};
	const asking = exports.default.fetch(`${ORIGIN}${PATH}`, {
		method: "POST",
		headers: ADMIN,
		body: JSON.stringify(body),
		signal: hangUp.signal,
	});
	await expect.poll(() => titlesIn(cdp)).toContain("Leaving");
	hangUp.abort();
	await expect(asking).rejects.toThrow("abort");
	await expect.poll(() => titlesIn(cdp)).not.toContain("Leaving");
	cdp.close();
});
