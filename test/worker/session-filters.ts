import type { ListedStatus, SessionFilter } from "../../src/catalog/session-list.ts";
import type { CloseReason } from "../../src/domain/close-reason.ts";

export const STATUSES: readonly ListedStatus[] = [
	"all",
	"active",
	"ended",
	"waiting",
	"creating",
	"running",
	"closing",
	"closed",
	"failed",
];

interface Choices {
	readonly accounts: readonly string[];
	readonly names: readonly string[];
	readonly closeReasons: readonly CloseReason[];
	/** Bounds of the start time. */
	readonly from: number;
	readonly to: number;
}

/** Every combination of filters that a list can be asked for, with and without each of these values. */
export const everyFilter = ({ accounts, names, closeReasons, from, to }: Choices): SessionFilter[] =>
	[undefined, ...accounts].flatMap((account) =>
		STATUSES.flatMap((status) =>
			[undefined, ...names].flatMap((name) =>
				[undefined, ...closeReasons].flatMap((closeReason) =>
					[{}, { from }, { to }, { from, to }].map((bounds) => ({
						account,
						status,
						name,
						closeReason,
						...bounds,
					})),
				),
			),
		),
	);
