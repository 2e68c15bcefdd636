export interface Point {
	readonly x: number;
	readonly y: number;
}

/** A projection of one plane onto another: a matrix of three rows, one after another. */
export type Projection = readonly [number, number, number, number, number, number, number, number, number];

export const UNCHANGED: Projection = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function project([a, b, c, d, e, f, g, h, i]: Projection, { x, y }: Point): Point {
	const w = g * x + h * y + i;
	return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w };
}

/** First `inner`, then `outer`. */
export function chain(outer: Projection, inner: Projection): Projection {
	const [a, b, c, d, e, f, g, h, i] = outer;
	const [j, k, l, m, n, o, p, q, r] = inner;
	return [
		...([a * j + b * m + c * p, a * k + b * n + c * q, a * l + b * o + c * r] as const),
		...([d * j + e * m + f * p, d * k + e * n + f * q, d * l + e * o + f * r] as const),
		...([g * j + h * m + i * p, g * k + h * n + i * q, g * l + h * o + i * r] as const),
	];
}

/** The way back; up to a factor, which changes nothing. */
export const reverse = ([a, b, c, d, e, f, g, h, i]: Projection): Projection => [
	...([e * i - f * h, c * h - b * i, b * f - c * e] as const),
	...([f * g - d * i, a * i - c * g, c * d - a * f] as const),
	...([d * h - e * g, b * g - a * h, a * e - b * d] as const),
];

/** Square pixels; Chrome's numbers are not exact. */
const LEAST_AREA = 0.01;

/**
 * Of a rectangle at the origin onto its corners, given from the upper left one clockwise. `undefined` where it or its
 * image has no area, as of one that is seen from its edge: no point leads back.
 */
export function ontoCorners(
	{ width, height }: { readonly width: number; readonly height: number },
	[p, q, r, s]: readonly [Point, Point, Point, Point],
): Projection | undefined {
	const [dx1, dy1] = [q.x - r.x, q.y - r.y];
	const [dx2, dy2] = [s.x - r.x, s.y - r.y];
	const [dx3, dy3] = [p.x - q.x + r.x - s.x, p.y - q.y + r.y - s.y];
	const area = dx1 * dy2 - dx2 * dy1;
	if (!(width > 0 && height > 0 && Math.abs(area) >= LEAST_AREA)) return undefined;
	const g = (dx3 * dy2 - dx2 * dy3) / area;
	const h = (dx1 * dy3 - dx3 * dy1) / area;
	return [
		...([(q.x - p.x + g * q.x) / width, (s.x - p.x + h * s.x) / height, p.x] as const),
		...([(q.y - p.y + g * q.y) / width, (s.y - p.y + h * s.y) / height, p.y] as const),
		...([g / width, h / height, 1] as const),
	];
}
