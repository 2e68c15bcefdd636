import { expect, test } from "vitest";
import { Allowance } from "../../../src/session/recording/allowance.ts";

test("a clock that is set back costs pages nothing of what they may say", () => {
	const allowance = new Allowance();
	const now = Date.now();
	expect(allowance.use(1_000, now)).toBe(0);
	expect(allowance.use(1_000, now - 7_200_000)).toBe(0);
});
