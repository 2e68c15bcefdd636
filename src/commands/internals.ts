import type {
	CDPSession,
	ElementHandle,
	Frame,
	HTTPRequest,
	JSHandle,
	Page,
	Target,
} from "@cloudflare/puppeteer";

/*
 * What is used of puppeteer beyond its published types (@cloudflare/puppeteer 1.4.0, pinned): the ids of targets,
 * frames and requests, a frame's own CDP session, and its worlds. The isolated world keeps what Berth does in a page apart from the
 * page's own scripts, and only a realm makes a handle of a node of the accessibility tree.
 */

interface Realm {
	evaluateHandle(code: string): Promise<JSHandle>;
	evaluate(code: string): Promise<unknown>;
	adoptBackendNode(backendNodeId: number): Promise<JSHandle>;
	adoptHandle(handle: ElementHandle): Promise<ElementHandle>;
}

interface FrameInside {
	readonly _id: string;
	readonly _loaderId: string;
	readonly client: CDPSession;
	mainRealm(): Realm;
	isolatedRealm(): Realm;
}

interface TargetInside {
	readonly _targetId: string;
}

const inside = (frame: Frame): FrameInside => frame as unknown as FrameInside;

// oxlint-disable no-underscore-dangle
export const targetIdOf = (target: Target): string => (target as unknown as TargetInside)._targetId;

/** As CDP names it, which puppeteer has an enum for. */
export const typeOf = (target: Target): string => target.type();

export const frameIdOf = (frame: Frame): string => inside(frame)._id;

/** The id of the load that a frame's document came with, which is that of its request. */
export const loaderIdOf = (frame: Frame): string => inside(frame)._loaderId;

export const requestIdOf = (request: HTTPRequest): string =>
	(request as unknown as { readonly id: string }).id;

/** The session that a frame's process answers on. It changes when the frame moves to another process. */
export const clientOf = (frame: Frame): CDPSession => inside(frame).client;

export const pageClient = (page: Page): CDPSession => clientOf(page.mainFrame());

/** Keeps a page from what it loads, and from the one that it is left for. */
export async function stopLoading(page: Page): Promise<void> {
	await pageClient(page)
		.send("Page.stopLoading")
		.catch(() => undefined);
}

/** Where Berth's own code runs in a frame, out of reach of the page's. */
export const isolatedWorld = (frame: Frame): Realm => inside(frame).isolatedRealm();

/** Where the page's own scripts run. */
export const mainWorld = (frame: Frame): Realm => inside(frame).mainRealm();
