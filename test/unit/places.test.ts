import { expect, test } from "vitest";
import { Places } from "../../src/session/relay/places.ts";

function taken(places: Places, occupation: "driving" | "watching") {
	const place = places.take(occupation);
	if (!place.ok) throw new Error(place.problem.message);
	return place.value;
}

test("there are so many places, and no more", () => {
	const places = new Places(2);
	taken(places, "driving");
	expect(places.check("driving").ok).toBe(true);
	taken(places, "driving");
	const refused = {
		ok: false,
		problem: { code: "too_many_connections", message: expect.stringContaining("2 clients") },
	};
	expect(places.take("driving")).toMatchObject(refused);
	expect(places.check("driving")).toMatchObject(refused);
});

test("those who watch keep nobody out who drives, nor the other way round", () => {
	const places = new Places(1);
	taken(places, "watching");
	expect(places.take("watching").ok).toBe(false);
	taken(places, "driving");
	expect(places.take("driving").ok).toBe(false);
});

test("a place that is given back can be had again, by one", () => {
	const places = new Places(1);
	const giveBack = taken(places, "watching");
	giveBack();
	giveBack();
	taken(places, "watching");
	expect(places.take("watching").ok).toBe(false);
});
