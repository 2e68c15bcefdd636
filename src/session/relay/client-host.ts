import type { NetworkTaps } from "../link/network-taps.ts";
import type { Starts } from "../link/starts.ts";
import type { CdpEvent } from "../../browser/cdp.ts";
import type { SocketEnd } from "../../lib/sockets.ts";
import type { DialogAnswer } from "../link/open-dialogs.ts";
import type { Client } from "./client.ts";
import type { CommandMessage, CommandReply } from "./command-message.ts";

/** What a client's connection needs of its session. */
export interface ClientHost {
	/** Where it is known which targets a client holds at their start. */
	readonly starts: Pick<Starts, "add" | "remove">;
	/** Where it is known whose network events a client is told of. */
	readonly taps: NetworkTaps;
	/** A use of the session came in. */
	touched(): void;
	/** Answers what Berth answers itself, when it can; `false` leaves the command to the browser. `targetId` is what it is for. */
	answers(
		command: CommandMessage,
		reply: (reply: CommandReply) => void,
		targetId: string | undefined,
	): boolean;
	/** A read-only client was told of a dialog of its page, or that there is none any more; `answer` answers it. */
	heardOfDialog(client: Client, event: CdpEvent, answer: (given: DialogAnswer) => void): void;
	/** The client's socket is gone. */
	left(client: Client): void;
	/** The browser does not answer on this connection; the host closes the client if it should. */
	silent(client: Client): void;
	/** The browser's side of this client is gone; the host finds out why and closes the client. */
	lostBrowser(client: Client, end: SocketEnd): void;
}
