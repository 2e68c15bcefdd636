import { describe, expect, test } from "vitest";
import { seal, unseal } from "../../src/lib/seal.ts";

const SECRET = "a secret of the tests";
const PLAIN = Uint8Array.from(new TextEncoder().encode("what nobody may read"));

describe("what is sealed", () => {
	test("opens with the same secret for the same purpose", async () => {
		expect(await unseal(SECRET, "profile:1", await seal(SECRET, "profile:1", PLAIN))).toEqual(PLAIN);
	});

	test("shows nothing, and never looks the same twice", async () => {
		const [one, two] = [await seal(SECRET, "profile:1", PLAIN), await seal(SECRET, "profile:1", PLAIN)];
		expect(one).not.toEqual(two);
		expect(new TextDecoder().decode(one)).not.toContain("nobody");
	});

	test.each([
		["another secret", "another secret of the tests", "profile:1"],
		["another purpose", SECRET, "profile:2"],
	])("stays shut with %s", async (_, secret, purpose) => {
		expect(await unseal(secret, purpose, await seal(SECRET, "profile:1", PLAIN))).toBeUndefined();
	});

	test.each([0, 12, 20])("stays shut when the byte at %i was changed", async (at) => {
		const sealed = await seal(SECRET, "profile:1", PLAIN);
		sealed[at] = (sealed[at] ?? 0) ^ 1;
		expect(await unseal(SECRET, "profile:1", sealed)).toBeUndefined();
	});

	test("stays shut when it is cut short", async () => {
		expect(await unseal(SECRET, "profile:1", new Uint8Array(3))).toBeUndefined();
	});
});
