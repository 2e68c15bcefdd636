import { tellAround } from "./frame-events.ts";
import { asChromeTakesIt, asFrontEndReadsIt } from "./newer-chrome.ts";

/** The id of our own commands; the front end counts up from 1. */
const OWN_ID = 2 ** 30;
const OWN_ANSWER = `{"id":${OWN_ID},`;
const ASK_FOR_PAGE = JSON.stringify({ id: OWN_ID, method: "Page.getNavigationHistory" });

/** After these the page may be another, or have another title. */
const PAGE_EVENTS = ["Page.loadEventFired", "Page.navigatedWithinDocument", "Page.frameNavigated"];

interface HistoryAnswer {
	readonly result?: {
		readonly currentIndex: number;
		readonly entries: readonly { readonly title: string; readonly url: string }[];
	};
}

/**
 * The front end's socket with an ear on it. What it hears goes to the page around: which page is shown, and how the
 * connection ended, of which that page says more than the front end's own dialogs.
 */
class HeardSocket extends WebSocket {
	constructor(url: string | URL, protocols?: string | string[]) {
		super(url, protocols);
		// The first listeners of all: what they stop, the front end never sees.
		this.addEventListener("open", () => this.send(ASK_FOR_PAGE));
		this.addEventListener("message", (event: MessageEvent<unknown>) => {
			const { data } = event;
			if (typeof data !== "string") return;
			const read = asFrontEndReadsIt(data);
			if (read === data && !this.#isOurs(data)) return;
			event.stopImmediatePropagation();
			if (read !== data) this.dispatchEvent(new MessageEvent("message", { data: read }));
		});
		this.addEventListener("error", (event) => event.stopImmediatePropagation());
		this.addEventListener("close", (event) => {
			event.stopImmediatePropagation();
			tellAround("devtools:closed", { code: event.code, reason: event.reason });
		});
	}

	override send(data: string): void {
		super.send(asChromeTakesIt(data));
	}

	/** Whether a message is not for the front end. */
	#isOurs(text: string): boolean {
		if (text.startsWith(OWN_ANSWER)) {
			const { result } = JSON.parse(text) as HistoryAnswer;
			const page = result?.entries[result.currentIndex];
			if (page !== undefined) tellAround("devtools:page", { title: page.title, url: page.url });
			return true;
		}
		if (PAGE_EVENTS.some((method) => text.startsWith(`{"method":"${method}"`))) this.send(ASK_FOR_PAGE);
		// The socket closes next, with the reason.
		return text.startsWith('{"method":"Inspector.detached"');
	}
}

window.WebSocket = HeardSocket;

/** Where the front end remembers how wide its panels are, beside the page; for them it begins with 300 pixels. */
const PANELS_WIDTH = "inspector-view.screencast-split-view-state";
/** Of the window's width, what they may have been given; in a window that is narrower now, nothing would be left for the page. */
const MOST_OF_WINDOW = 0.8;

const { vertical } = JSON.parse(localStorage.getItem(PANELS_WIDTH) ?? "{}") as {
	vertical?: { size: number };
};
if (vertical === undefined || vertical.size > window.innerWidth * MOST_OF_WINDOW) {
	const size = Math.round(window.innerWidth / 2);
	localStorage.setItem(PANELS_WIDTH, JSON.stringify({ vertical: { size } }));
}
