import { parse as parseDisposition } from "content-disposition";
import { artifactName } from "../../domain/artifact.ts";
import { redactText } from "../../lib/redact-text.ts";
import type { Header, PausedRequest } from "../link/request-gate.ts";

/** A server's answer that a browser saves rather than shows. */
export interface DownloadAnswer {
	readonly name: string;
	readonly contentType: string;
	/** Bytes, where the server says so beforehand. */
	readonly size: number | undefined;
	/** A browser with a viewer for it shows it instead. */
	readonly mayBeShown: boolean;
}

/** What Chrome shows in a tab unless it is told not to. */
const SHOWN =
	/^(?:text|image|audio|video|multipart|message)\/|^application\/(?:json|pdf|xml|xhtml\+xml|javascript|ecmascript|signed-exchange)$|[+](?:json|xml)$/;
/** Texts that it does not. */
const SAVED =
	/^text\/(?:x-)?(?:csv|comma-separated-values|tab-separated-values|tsv|calendar|vcalendar|vcard|vcf|rtf|directory|ldif|qif|ofx)$/;

/** The download that an answer is; `undefined` for a page, and for what only Chrome can tell. */
export function downloadIn({
	request,
	responseStatusCode = 0,
	responseHeaders = [],
}: PausedRequest): DownloadAnswer | undefined {
	if (responseStatusCode < 200 || responseStatusCode > 299) return undefined;
	const contentType = valueOf(responseHeaders, "content-type") ?? "";
	const mediaType = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
	const disposition = parseDisposition(valueOf(responseHeaders, "content-disposition") ?? "");
	const isShown = mediaType === "" || (SHOWN.test(mediaType) && !SAVED.test(mediaType));
	const isAttached = disposition.type.toLowerCase() === "attachment";
	const isPdf = mediaType === "application/pdf";
	if (!isAttached && isShown && !isPdf) return undefined;
	const length = valueOf(responseHeaders, "content-length");
	const isEncoded = valueOf(responseHeaders, "content-encoding") !== undefined;
	return {
		name: artifactName(redactText(disposition.parameters["filename"] ?? nameIn(request.url))),
		contentType: mediaTypeOr(contentType),
		size: length === undefined || isEncoded ? undefined : Number(length),
		mayBeShown: isPdf && !isAttached,
	};
}

/** What a URL calls what it leads to. */
function nameIn(url: string): string {
	const last = URL.canParse(url) ? new URL(url).pathname.split("/").at(-1) : "";
	try {
		return decodeURIComponent(last ?? "") || "download";
	} catch {
		return last || "download";
	}
}

/** A site's word for what it sends, if it is one that a header may hold. */
export const mediaTypeOr = (text: string, fallback = "application/octet-stream"): string =>
	/^[\w!#$&^.+-]{1,60}\/[\w!#$&^.+-]{1,100}(?:; ?[\w-]+=[\w.+"-]{1,60})?$/.test(text) ? text : fallback;

const valueOf = (headers: readonly Header[], wanted: string): string | undefined =>
	headers.find(({ name }) => name.toLowerCase() === wanted)?.value;

/** The headers of an answer whose body is given as it is: decoded, and in one piece. */
export const headersForBody = (headers: readonly Header[] = []): readonly Header[] =>
	headers.filter(({ name }) => !/^(?:content-encoding|content-length|transfer-encoding)$/i.test(name));
