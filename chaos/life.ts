import type { Random } from "./random.ts";
import type { Settings } from "./settings.ts";

/** How a client's time with one session goes: all that is random about it, drawn before it begins. */
export interface Life {
	readonly account: string;
	/**
	 * `use`: create, connect, command, end. `launch`: the same in one upgrade. `hang_up`: leave the create half-way.
	 * `race`: create, and delete whatever the account's list shows that nobody was told of yet.
	 */
	readonly kind: "use" | "launch" | "hang_up" | "race";
	readonly waitMs: number;
	readonly keepAliveMs: number;
	readonly withTargets: boolean;
	/** Whether one that hangs up does so during an upgrade. */
	readonly isUpgrade: boolean;
	readonly sockets: number;
	readonly commands: number;
	readonly pauseMs: number;
	readonly ending: "delete" | "delete_twice" | "browser_close" | "drop" | "drop_and_delete";
	/** For how long one that hangs up, or races, waits before it does. */
	readonly afterMs: number;
	readonly restMs: number;
}

export function drawLife(random: Random, { accounts }: Settings): Life {
	return {
		account: accounts[random.between(0, accounts.length - 1)] ?? "",
		kind: random.weighted({ use: 6, launch: 2, hang_up: 2, race: 1 }),
		waitMs: random.weighted({ none: 1, some: 4 }) === "none" ? 0 : random.between(1_000, 30_000),
		keepAliveMs: random.chance(0.5) ? 10_000 : 600_000,
		withTargets: random.chance(0.4),
		isUpgrade: random.chance(0.4),
		sockets: random.between(0, 3),
		commands: random.between(1, 12),
		pauseMs: random.between(0, 400),
		ending: random.weighted({ delete: 3, delete_twice: 2, browser_close: 2, drop: 2, drop_and_delete: 2 }),
		afterMs: random.between(0, 3_000),
		restMs: random.between(0, 1_500),
	};
}
