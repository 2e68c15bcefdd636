import { describe, expect, test } from "vitest";
import { chain, ontoCorners, type Point, project, reverse } from "../../../src/commands/projection.ts";

const size = { width: 200, height: 100 };
const corner = (x: number, y: number): Point => ({ x, y });

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
		const projection = ontoCorners(size, corners);
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
		expect(rounded(project(ontoCorners(size, onto[name]), corner(100, 50)))).toEqual(middle);
	});

	test("may be chained, the inner one first", () => {
		const half = ontoCorners(size, onto.scaled);
		const slanted = ontoCorners(size, onto.slanted);
		expect(rounded(project(chain(slanted, half), corner(200, 100)))).toEqual(
			rounded(project(slanted, project(half, corner(200, 100)))),
		);
	});
});
