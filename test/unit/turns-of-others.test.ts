import { expect, test } from "vitest";
import { FairShare } from "../../src/lib/turns-of-others.ts";

test("a long work gives others turns, and a short one does not stop for them", async () => {
	let turns = 0;
	const share = new FairShare();
	const other = setInterval(() => (turns += 1));
	await share.took(1_000_000);
	expect(turns).toBe(0);
	for (let part = 0; part < 100; part += 1) await share.took(10_000_000);
	clearInterval(other);
	expect(turns).toBeGreaterThan(5);
});
