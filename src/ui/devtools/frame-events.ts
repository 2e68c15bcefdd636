/** What the DevTools front end tells the page around its frame: events of the frame's element. */
export interface FrameEvents {
	/** The page that is shown, whenever it may have become another. */
	readonly "devtools:page": { readonly title: string; readonly url: string };
	/** The socket closed, or never opened: then `code` is 1006. */
	readonly "devtools:closed": { readonly code: number; readonly reason: string };
}

export function tellAround<Name extends keyof FrameEvents>(name: Name, detail: FrameEvents[Name]): void {
	window.frameElement?.dispatchEvent(new CustomEvent(name, { detail }));
}

export function hearFrame<Name extends keyof FrameEvents>(
	frame: HTMLIFrameElement,
	name: Name,
	listener: (detail: FrameEvents[Name]) => void,
): void {
	frame.addEventListener(name, (event) => {
		// The front end has a window of its own, so its events are of another class.
		if ("detail" in event) listener(event.detail as FrameEvents[Name]);
	});
}
