import type { Journal } from "../journal.ts";
import type { Ledger } from "../ledger.ts";

/** Below this share of answered creates, too little of Berth was at work for the run to say anything about it. */
const LEAST_ANSWERED = 0.5;

function creditsOf(ledger: Ledger) {
	const creates = [...ledger.creates.values()].filter(({ isHungUp }) => isHungUp !== true);
	const answered = creates.filter(({ status }) => status !== undefined).length;
	const givenOut = creates.filter(({ status }) => status === 200).length;
	return { creates: creates.length, answered, givenOut };
}

/** Whether so much has happened by now that a run which breaks no rule says something. */
export function provesSomething(ledger: Ledger): boolean {
	const { creates, answered, givenOut } = creditsOf(ledger);
	return answered >= creates * LEAST_ANSWERED && givenOut > 0;
}

/**
 * A run in which hardly anything happened breaks no rule and proves nothing: it fails, and the violation says why.
 * Creates whose client hung up on purpose do not count.
 */
export function checkSomethingWasProved(ledger: Ledger, journal: Journal): void {
	const credits = creditsOf(ledger);
	const { creates, answered, givenOut } = credits;
	if (answered < creates * LEAST_ANSWERED)
		journal.violation("fewer than half of the creates were answered: the run proves nothing", "run", credits);
	if (givenOut === 0) journal.violation("no session was given out: the run proves nothing", "run", credits);
}
