/** A browser to connect to, fresh and nobody else's. */
export interface Browser {
	/** The CDP socket of the whole browser. */
	readonly socketUrl: string;
	/** What the socket's handshake needs. */
	readonly headers: Readonly<Record<string, string>>;
	/** What is kept of a recording of its pages, in bytes. @throws where none is made */
	recordedBytes?(): Promise<number>;
	/** Has a quick action done, to its last byte, where that is what this one is for. */
	readonly quick?: (action: string, body: object) => Promise<void>;
	/** Gives it back; resolves when the backend says that it is. */
	release(): Promise<void>;
}

/** One of the ways to a browser that are compared. */
export interface Backend extends AsyncDisposable {
	/** Shown as the head of a column. */
	readonly name: string;
	/** Waits until browsers can be had. */
	ready(): Promise<void>;
	acquire(): Promise<Browser>;
}
