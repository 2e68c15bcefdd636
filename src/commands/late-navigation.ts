import type { CDPEvents, CDPSession } from "@cloudflare/puppeteer";

type RequestEvent = CDPEvents["Network.requestWillBeSent"];
type FrameEvent = CDPEvents["Page.frameNavigated"];
type FailureEvent = CDPEvents["Network.loadingFailed"];

interface Begun {
	readonly loaderId: string;
	readonly url: string;
	/** How many documents had come by then. */
	readonly documents: number;
}

/**
 * Notices a navigation that the page which is being left begins while the next document is already on its way: Chrome
 * shows that document, and then carries the navigation out all the same.
 */
export class LateNavigation {
	readonly #client: Pick<CDPSession, "on" | "off">;
	readonly #frameId: string;
	readonly #url: string;
	#documents = 0;
	#pending: Begun | undefined;
	#hasCome = false;

	/** `frameId` is of the main frame, `url` the address that is being opened. */
	constructor(client: Pick<CDPSession, "on" | "off">, frameId: string, url: string) {
		this.#client = client;
		this.#frameId = frameId;
		this.#url = withoutFragment(url);
		this.#client.on("Network.requestWillBeSent", this.#begun);
		this.#client.on("Page.frameNavigated", this.#navigated);
		this.#client.on("Network.loadingFailed", this.#failed);
	}

	/** Whether one has taken the place of the document that was to come, or is about to. */
	get isThere(): boolean {
		return this.#hasCome || this.#isLate(this.#pending);
	}

	end(): void {
		this.#client.off("Network.requestWillBeSent", this.#begun);
		this.#client.off("Page.frameNavigated", this.#navigated);
		this.#client.off("Network.loadingFailed", this.#failed);
	}

	readonly #begun = (event: RequestEvent): void => {
		const { requestId, loaderId, frameId, request } = event;
		// Each redirect is a request by the same id.
		if (requestId !== loaderId || frameId !== this.#frameId || this.#pending?.loaderId === loaderId) return;
		this.#pending = { loaderId, url: request.url, documents: this.#documents };
	};

	readonly #navigated = ({ frame }: FrameEvent): void => {
		if (frame.parentId !== undefined) return;
		if (frame.loaderId === this.#pending?.loaderId) {
			this.#hasCome = this.#isLate(this.#pending);
			this.#pending = undefined;
		}
		this.#documents += 1;
	};

	readonly #failed = ({ requestId }: FailureEvent): void => {
		if (requestId === this.#pending?.loaderId) this.#pending = undefined;
	};

	#isLate(navigation: Begun | undefined): boolean {
		return (
			navigation !== undefined &&
			navigation.documents < this.#documents &&
			withoutFragment(navigation.url) !== this.#url
		);
	}
}

function withoutFragment(url: string): string {
	const parsed = new URL(url);
	parsed.hash = "";
	return parsed.href;
}
