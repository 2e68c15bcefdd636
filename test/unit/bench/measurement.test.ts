import { expect, test } from "vitest";
import type { Backend } from "../../../bench/backend.ts";
import { measure } from "../../../bench/measurement.ts";
import type { Scenario } from "../../../bench/scenario.ts";

const backend = (name: string): Backend => ({
	name,
	ready: async () => undefined,
	acquire: () => Promise.reject(new Error("no scenario of these asks for one")),
	[Symbol.asyncDispose]: async () => undefined,
});
const backends = [backend("a"), backend("b")];

/** A scenario whose steps do what the test says, by the backend's name. */
function scenarioOf(step: (what: "prepare" | "sample", name: string) => Promise<number>) {
	const happened: string[] = [];
	const scenario: Scenario = {
		name: "scene",
		figures: [{ name: "figure", unit: "ms" }],
		rounds: 4,
		async prepare({ name }) {
			happened.push(`prepare ${name}`);
			await step("prepare", name);
			return {
				sample: async () => {
					happened.push(`sample ${name}`);
					return [await step("sample", name)];
				},
				close: async () => void happened.push(`close ${name}`),
			};
		},
	};
	return { scenario, happened };
}

const sampling = { rounds: 4, budgetMs: Infinity };
const never = new Promise<never>(() => {});

test("each round has every backend once, and another one first each time", async () => {
	const { scenario, happened } = scenarioOf(async () => 1);
	const [measured] = await measure(scenario, backends, { ...sampling, rounds: 2 });
	expect(measured?.values).toEqual(
		new Map([
			["a", [1, 1]],
			["b", [1, 1]],
		]),
	);
	expect(measured?.failures.size).toBe(0);
	expect(happened.filter((each) => each.startsWith("sample"))).toEqual([
		"sample a",
		"sample b",
		"sample b",
		"sample a",
	]);
});

test.each(["prepare", "sample"] as const)(
	"a %s that fails is tried again with a fresh browser",
	async (failing) => {
		let failures = 1;
		const { scenario, happened } = scenarioOf(async (what, name) => {
			if (what === failing && name === "a" && failures-- > 0) throw new Error("too slow");
			return 1;
		});
		const heard: string[] = [];
		const onFailure = (message: string) => heard.push(message);
		const [measured] = await measure(scenario, backends, { ...sampling, onFailure });
		expect(measured?.values.get("a")).toEqual([1, 1, 1, 1]);
		expect(measured?.failures.size).toBe(0);
		expect(heard).toEqual(["scene, a, try 1: too slow"]);
		expect(happened.filter((each) => each === "prepare a")).toHaveLength(2);
	},
);

test("what is stuck is tried again too", async () => {
	let stuck = 1;
	const { scenario } = scenarioOf(async (what) => (what === "sample" && stuck-- > 0 ? never : 1));
	const [measured] = await measure(scenario, backends, { ...sampling, patienceMs: 10 });
	expect(measured?.values.get("a")).toEqual([1, 1, 1, 1]);
});

test("a backend that fails again and again is out, and the others go on", async () => {
	const { scenario, happened } = scenarioOf(async (what, name) => {
		if (what === "sample" && name === "a") throw new Error("broken");
		return 1;
	});
	const [measured] = await measure(scenario, backends, sampling);
	expect(measured?.failures).toEqual(new Map([["a", "broken"]]));
	expect(measured?.values.get("b")).toEqual([1, 1, 1, 1]);
	expect(happened.filter((each) => each === "sample a")).toHaveLength(3);
	expect(happened.filter((each) => each === "close a")).toHaveLength(3);
});

test("past the budget no round is begun, but for the first three", async () => {
	const { scenario } = scenarioOf(async () => 1);
	const [measured] = await measure(scenario, backends, { rounds: 10, budgetMs: -1 });
	expect(measured?.values.get("a")).toHaveLength(3);
});
