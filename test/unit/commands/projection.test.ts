import { describe, expect, test } from "vitest";
import {
	chain,
	ontoCorners,
	type Point,
	project,
	type Projection,
	reverse,
} from "../../../src/commands/projection.ts";

const size = { width: 200, height: 100 };
const corner = (x: number, y: number): Point => ({ x, y });

function placed(...args: Parameters<typeof ontoCorners>): Projection {
	const projection = ontoCorners(...args);
	if (projection === undefined) throw new Error("no area");
	return projection;
}

const rounded = ({ x, y }: Point): Point => ({ x: Math.round(x * 1e6) / 1e6, y: Math.round(y * 1e6) / 1e6 });

describe("a projection of a rectangle", () => {
	const onto = {
		moved: [corner(10, 20), corner(210, 20), corner(210, 120), corner(10, 120)],
		scaled: [corner(10, 20), corner(110, 20), corner(110, 70), corner(10, 70)],
		turned: [corner(100, 0), corner(100, 200), corner(0, 200), corner(0, 0)],
		slanted: [corner(0, 0), corner(200, 0), corner(250, 100), corner(50, 100)],
		"in perspective": [corner(0, 0), corner(200, 20), corner(200, 80), corner(0, 100)],
	} as const;

	test.each(Object.entries(onto))("that is %s has its corners there, and leads back", (_, corners) => {
		const projection = placed(size, corners);
		const own = [corner(0, 0), corner(200, 0), corner(200, 100), corner(0, 100)];
		expect(own.map((each) => rounded(project(projection, each)))).toEqual(corners);
		for (const each of [...own, corner(33, 77)])
			expect(rounded(project(reverse(projection), project(projection, each)))).toEqual(each);
	});

	test.each([
		["moved", corner(110, 70)],
		["scaled", corner(60, 45)],
		["turned", corner(50, 100)],
		["slanted", corner(125, 50)],
		// Where the diagonals meet: the far half looks shorter.
		["in perspective", corner(125, 50)],
	] as const)("that is %s has its middle where a viewer sees it", (name, middle) => {
		expect(rounded(project(placed(size, onto[name]), corner(100, 50)))).toEqual(middle);
	});

	test("may be chained, the inner one first", () => {
		const half = placed(size, onto.scaled);
		const slanted = placed(size, onto.slanted);
		expect(rounded(project(chain(slanted, half), corner(200, 100)))).toEqual(
			rounded(project(slanted, project(half, corner(200, 100)))),
		);
	});

	test.each([
		["without a width", { width: 0, height: 100 }, onto.moved],
		["without a height", { width: 200, height: 0 }, onto.moved],
		["scaled to nothing", size, [corner(9, 9), corner(9, 9), corner(9, 9), corner(9, 9)]],
		["seen from its edge", size, [corner(50, 0), corner(50, 0), corner(50, 100), corner(50, 100)]],
		["seen from its edge, turned", size, [corner(0, 0), corner(1e-5, 0), corner(1e-5, 100), corner(0, 100)]],
	] as const)("does not exist where it is %s", (_, rectangle, corners) => {
		expect(ontoCorners(rectangle, corners)).toBeUndefined();
	});
});
