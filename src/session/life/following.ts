import type { BrowserPort } from "../../browser/port.ts";
import { singleFlight } from "../../lib/single-flight.ts";
import { dueAt, type Timed } from "./due.ts";
import type { Forgetting } from "./forgetting.ts";
import type { Launch } from "./launch.ts";
import type { Profiles } from "../profile/profiles.ts";
import type { Projection } from "./projection.ts";
import type { Pulse } from "./pulse.ts";
import type { Reservation } from "./reservation.ts";
import type { Schedule } from "./schedule.ts";

export interface FollowingParts extends Omit<Timed, "lastBeat" | "forgetAt"> {
	readonly projection: Projection;
	readonly reservation: Reservation;
	readonly schedule: Schedule;
	readonly browser: Pick<BrowserPort, "close">;
	readonly launch: Launch;
	readonly profiles: Pick<Profiles, "isUpdating">;
	readonly pulse: Pick<Pulse, "lastBeat">;
	readonly forgetting: Pick<Forgetting, "dueAt">;
	/** Does what is left to be done with an ended session's browser before it is closed. */
	readonly part: () => Promise<void>;
	/** Resolves when clients have heard what their browser has said, as far as is waited for. */
	readonly heard: () => Promise<void>;
	/** The browser of an ended session is closed, or its lease has run out. */
	readonly browserClosed: () => void;
}

/** Lets everything follow the session's state: its browser, its row, its place and its alarm. */
export class Following {
	readonly #parts: FollowingParts;

	constructor(parts: FollowingParts) {
		this.#parts = parts;
	}

	async follow(): Promise<void> {
		const { store, projection, reservation, profiles, launch } = this.#parts;
		await this.#arm();
		const mayBeClosed = !launch.isBusy && !profiles.isUpdating;
		if (mayBeClosed) await this.#closeBrowser();
		const { session } = store;
		// A session that is only being asked for has its first row written with its claim.
		const isListed =
			session !== undefined && !(session.state === "waiting" && session.stage === "provisioning");
		const isOver = session?.state === "closed" || session?.state === "failed";
		if (isOver) store.forgetEndpoint();
		await Promise.all([
			isListed && projection.isBehind && projection.push(),
			isOver && reservation.release(session),
		]);
		await this.#arm();
	}

	/** Closes the browser of an ended session; the lease ends one that could not be closed. */
	readonly #closeBrowser = singleFlight(async () => {
		const { browser, config, store, part, heard, browserClosed } = this.#parts;
		if (store.session?.state !== "closing") return;
		const { browserId, endTime = 0 } = store.session;
		await part();
		const isClosed = browserId === undefined || (await browser.close(browserId, heard));
		if (isClosed || Date.now() > endTime + config.leaseMs) browserClosed();
	});

	async #arm(): Promise<void> {
		const { schedule, pulse, forgetting } = this.#parts;
		await schedule.arm(dueAt({ ...this.#parts, lastBeat: pulse.lastBeat, forgetAt: forgetting.dueAt }));
	}
}
