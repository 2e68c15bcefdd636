import { z } from "zod";
import { coordinate } from "./fields.ts";

/** What a scroll without an amount moves by, in pixels. */
const STEP = 600;

/** How far to scroll, in either of the two ways that are common: by coordinates, or in a direction by an amount. */
export const scrollFields = {
	x: coordinate.optional(),
	y: coordinate.optional(),
	direction: z.enum(["up", "down", "left", "right"]).optional(),
	amount: z.number().min(1).max(100_000).optional(),
};

interface Asked {
	readonly x?: number | undefined;
	readonly y?: number | undefined;
	readonly direction?: keyof typeof MOVES | undefined;
	readonly amount?: number | undefined;
}

const MOVES = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const;

const hasCoordinates = ({ x, y }: Asked): boolean => x !== undefined || y !== undefined;
const hasDirection = ({ direction, amount }: Asked): boolean =>
	direction !== undefined || amount !== undefined;

export const scrolledTwice = (asked: Asked): string | undefined =>
	hasCoordinates(asked) && hasDirection(asked)
		? "direction: give x and y, or direction and amount, not both."
		: undefined;

/** In pixels. An amount alone goes down, and a direction alone by a step. */
export function scrollDistance(asked: Asked): { readonly x: number; readonly y: number } {
	if (!hasDirection(asked)) return { x: asked.x ?? 0, y: asked.y ?? 0 };
	const { direction = "down", amount = STEP } = asked;
	const [x, y] = MOVES[direction];
	return { x: x * amount, y: y * amount };
}
