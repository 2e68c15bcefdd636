/** An id that no client counts up to, as that of the probe: the reply is none of the client's business. */
export const DIALOG_ID = 2_147_480_001;
export const DIALOG_REPLY = `{"id":${DIALOG_ID},`;
/** Chrome writes the method first. */
export const DIALOG_EVENT = '{"method":"Page.javascriptDialog';

/** Messages up to this length are looked at for what Berth itself answers. */
const MAX_LOOKED_AT = 64 * 1024;
const MAX_ACK_LENGTH = 256;

/** To be shown a frame is no use of a session: a forgotten window must not keep a browser alive. */
export const FRAME_ACK = "Page.screencastFrameAck";

export const isStartOf = (data: string | ArrayBuffer, start: string): data is string =>
	typeof data === "string" && data.startsWith(start);

export const isShort = (data: string | ArrayBuffer): data is string =>
	typeof data === "string" && data.length <= MAX_LOOKED_AT;

export const isFrameAck = (data: string | ArrayBuffer): boolean =>
	typeof data === "string" && data.length <= MAX_ACK_LENGTH && data.includes(`"${FRAME_ACK}"`);

/** Whether it may be a command that Berth answers itself; a longer look decides. */
export const mayBeOurs = (text: string): boolean =>
	text.includes("Browser.close") || text.includes("Cloudflare.");
