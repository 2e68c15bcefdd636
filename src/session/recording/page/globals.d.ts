type NodeAttributes = Record<string, unknown>;

/** A document, an element or a text, as rrweb tells of it. */
interface RecordedNode {
	readonly tagName?: string;
	readonly attributes?: NodeAttributes;
	childNodes?: readonly RecordedNode[];
}

/** An event of rrweb's: what else it holds is the library's own business. */
interface RecordedEvent {
	readonly type: number;
	readonly data?: {
		readonly source?: number;
		/** Which of what its source tells. */
		readonly type?: number;
		readonly isAttachIframe?: boolean;
		/** All of a page. */
		readonly node?: RecordedNode;
		readonly adds?: readonly { readonly node: RecordedNode }[];
		readonly attributes?: readonly { readonly attributes: NodeAttributes }[];
	};
}

/** The part of `@rrweb/record` that is used. */
interface RecordFunction {
	(options: object): (() => void) | undefined;
	takeFullSnapshot(isCheckout?: boolean): void;
}

/** How much is told at a time, and how often. Lengths are of JSON text, in UTF-16 units; times are milliseconds. */
interface RecordingOptions {
	flushMs: number;
	mostInBatch: number;
	mostInPart: number;
	/** Of one event: a page that takes more to tell is not recorded. */
	mostInEvent: number;
	/** What may be on its way without the session having said that it has it. */
	mostUnheard: number;
	checkoutMs: number;
	maskTextSelector: string;
	blockSelector: string | null;
}

/** What the session calls. */
interface BerthRecording {
	heard(length: number): void;
	flush(): void;
	showAnew(): void;
	end(): void;
	/**
	 * The script has come to its world again: a new document has taken over the old one's window, or the session has a new
	 * link to the page.
	 */
	again(): void;
}

// eslint-disable-next-line no-var
declare var berthRecording: BerthRecording | undefined;
