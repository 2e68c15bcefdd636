import type { Scenario } from "../scenario.ts";
import { create } from "./create.ts";
import { flood } from "./flood.ts";
import { journey, tenJourneys } from "./journey.ts";
import { largeMessage } from "./large-message.ts";
import { pageLoad } from "./page-load.ts";
import { pipelined } from "./pipelined.ts";
import { quick } from "./quick.ts";
import { recording } from "./recording.ts";
import { roundTrip } from "./round-trip.ts";
import { smallActs } from "./small-acts.ts";

export const scenarios: readonly Scenario[] = [
	roundTrip,
	pipelined,
	largeMessage,
	create,
	journey,
	tenJourneys,
	pageLoad,
	smallActs,
	flood,
	quick,
	recording,
];

/** What watching a session may slow down. */
export const watchedScenarios: readonly Scenario[] = [create, pageLoad, smallActs];
