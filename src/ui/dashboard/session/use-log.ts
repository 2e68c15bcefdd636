import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Entry, EntryOf } from "../../../domain/entry.ts";
import { type ApiProblem, problemFrom } from "../api/problem.ts";
import { type ServerEvent, watchEvents } from "../api/events.ts";
import { eventsPath } from "../api/sessions.ts";
import { whileSeen } from "../seen.ts";

export type ConsoleEntry = EntryOf<"console" | "exception">;
export type NetworkEntry = EntryOf<"network">;

/** What happened in a session, as it comes in. */
export interface Log {
	readonly console: ReadonlySignal<readonly ConsoleEntry[]>;
	readonly network: ReadonlySignal<readonly NetworkEntry[]>;
	/** All the rest: where its pages went, who was connected, how it lived and why it ended. */
	readonly life: ReadonlySignal<readonly Entry[]>;
	/** The oldest entries that are gone. */
	readonly dropped: ReadonlySignal<number>;
	/** Whether nothing can come any more. */
	readonly isOver: ReadonlySignal<boolean>;
	readonly problem: ReadonlySignal<ApiProblem | undefined>;
}

/** What comes in quick succession is shown together. */
const GATHER_MS = 150;

const newLog = () => ({
	console: signal<readonly ConsoleEntry[]>([]),
	network: signal<readonly NetworkEntry[]>([]),
	life: signal<readonly Entry[]>([]),
	dropped: signal(0),
	isOver: signal(false),
	problem: signal<ApiProblem | undefined>(undefined),
});

/** Follows the log of a session from its start, while the page is there. */
export function useLog(id: string): Log {
	const log = useMemo(newLog, [id]);
	useEffect(() => {
		const position = { lastId: "" };
		let gathered: Entry[] = [];
		let timer: ReturnType<typeof setTimeout> | undefined;
		const show = () => {
			const entries = gathered;
			gathered = [];
			timer = undefined;
			batch(() => addTo(log, entries));
		};
		const take = ({ name, data }: ServerEvent) => {
			if (name === "end") return;
			if (name === "dropped") {
				log.dropped.value = (JSON.parse(data) as { until: number }).until;
				return;
			}
			gathered.push(JSON.parse(data) as Entry);
			timer ??= setTimeout(show, GATHER_MS);
		};
		const follow = async (giveUp: AbortSignal) => {
			if (log.isOver.value) return;
			try {
				await watchEvents(eventsPath(id), giveUp, take, position);
			} catch (fault) {
				log.problem.value = problemFrom(fault);
				return;
			}
			if (giveUp.aborted) return;
			show();
			log.isOver.value = true;
		};
		const leave = whileSeen((giveUp) => void follow(giveUp));
		return () => {
			leave();
			clearTimeout(timer);
		};
	}, [id]);
	return log;
}

function addTo(log: ReturnType<typeof newLog>, entries: readonly Entry[]): void {
	const console: ConsoleEntry[] = [];
	const network: NetworkEntry[] = [];
	const life: Entry[] = [];
	for (const entry of entries)
		if (entry.kind === "network") network.push(entry);
		else if (entry.kind === "console" || entry.kind === "exception") console.push(entry);
		else life.push(entry);
	if (console.length > 0) log.console.value = [...log.console.value, ...console];
	if (network.length > 0) log.network.value = [...log.network.value, ...network];
	if (life.length > 0) log.life.value = [...log.life.value, ...life];
}
