import { create as dispositionOf } from "content-disposition";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { ArtifactObjects, type Owner } from "../artifacts/objects.ts";
import { problem } from "../domain/problem.ts";
import { RECORDING_ARTIFACT } from "../domain/recording.ts";
import { type ByteRange, readRange } from "../lib/byte-range.ts";
import { streamOf } from "../lib/stream.ts";
import { linkToArtifact } from "../links/artifact-token.ts";
import type { BerthEnv } from "./context.ts";
import { allowOnly } from "./method-not-allowed.ts";
import { ProblemError, valueOf } from "./problem-error.ts";
import { wholeRecording } from "./recorded-events.ts";
import { recordedOf } from "./recorded.ts";
import { type FoundSession, signedSession } from "./sessions.ts";

/** What a browser may show by itself: pictures that hold no script. Not PDFs, which Chrome shows in no sandbox. */
const SHOWN = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);

/** Whatever a site has made of it, it runs nothing, loads nothing, and has nothing to do with Berth's own pages. */
const SAFE_HEADERS = {
	"x-content-type-options": "nosniff",
	"content-security-policy": "sandbox; default-src 'none'; frame-ancestors *",
	"referrer-policy": "no-referrer",
	"cross-origin-resource-policy": "cross-origin",
	"x-robots-tag": "noindex",
	// A link ends, and an artifact can be removed: what is kept is asked about each time.
	"cache-control": "private, no-cache",
	"accept-ranges": "bytes",
} as const;

/** A page anywhere may show them: the right to it is in the URL. */
const allowAnyOrigin = cors({
	origin: "*",
	allowMethods: ["GET", "HEAD"],
	allowHeaders: ["Range", "If-None-Match", "If-Range"],
	exposeHeaders: ["Content-Range", "Content-Disposition", "Content-Length", "ETag"],
	maxAge: 86_400,
});

/** What was kept of sessions, for whoever holds the link. HEAD is answered by it too. */
export const artifactFiles = new Hono<BerthEnv>();

artifactFiles.get("/:session_id/:object_id", allowAnyOrigin, async (c) => {
	const { session_id, object_id } = c.req.param();
	const { signingSecret } = c.var.config;
	const link = await linkToArtifact(signingSecret, c.req.query("token") ?? "", session_id, object_id);
	if (link === undefined)
		throw new ProblemError(problem("forbidden", "This link has expired, or was never valid."));
	const session = await signedSession(c, link);
	if (object_id === RECORDING_ARTIFACT.objectId) return serveRecording(c, session);
	const owner = { account: session.account, sessionId: session_id };
	return serve(c, new ArtifactObjects(c.env.ARTIFACTS), owner, object_id);
});

artifactFiles.options("/:session_id/:object_id", allowAnyOrigin);
artifactFiles.all("/:session_id/:object_id", allowOnly("GET", "HEAD"));

/** It is put together out of its chunks, so that nobody knows its length before. */
async function serveRecording(c: Context<BerthEnv>, session: FoundSession): Promise<Response> {
	const recorded = recordedOf(c, session);
	const parts = wholeRecording(recorded, await recorded.summary());
	const headers = {
		...SAFE_HEADERS,
		"accept-ranges": "none",
		"content-type": "application/json",
		"content-disposition": dispositionOf(RECORDING_ARTIFACT.name),
	};
	return c.req.method === "HEAD" ? c.body(null, 200, headers) : c.body(streamOf(parts), 200, headers);
}

async function serve(
	c: Context<BerthEnv>,
	objects: ArtifactObjects,
	owner: Owner,
	objectId: string,
): Promise<Response> {
	const asked = c.req.header("Range");
	const isHead = c.req.method === "HEAD";
	// Its size is needed to read a range, and its ETag to tell whether a part still fits.
	const known = isHead || asked !== undefined ? valueOf(await objects.head(owner, objectId)) : undefined;
	if (known === null) throw notFound();
	const fits = known !== undefined && [undefined, known.httpEtag].includes(c.req.header("If-Range"));
	// A range is GET's alone, RFC 9110 section 14.2.
	const range = fits && !isHead ? readRange(asked, known.size) : undefined;
	if (range === "unsatisfiable" && known !== undefined) {
		const headers = { ...SAFE_HEADERS, "content-range": `bytes */${known.size}` };
		return c.body(null, 416, headers);
	}
	const part = range === "unsatisfiable" ? undefined : range;
	const object =
		isHead && known !== undefined
			? known
			: valueOf(await objects.get(owner, objectId, { ...(part && { range: part }), unless: conditions(c) }));
	if (object === null) throw notFound();
	const headers = headersOf(object, part);
	if (isHead) return isUnchanged(c, object) ? c.body(null, 304, headers) : c.body(null, 200, headers);
	if (!isWithBody(object)) return c.body(null, 304, headers);
	return c.body(object.body, part === undefined ? 200 : 206, headers);
}

const isWithBody = (object: R2Object | R2ObjectBody): object is R2ObjectBody => "body" in object;
const notFound = () => new ProblemError(problem("artifact_not_found", "Artifact not found."));

/** Of a request's conditions, those that a cache makes. */
function conditions(c: Context<BerthEnv>): Headers {
	const unless = new Headers();
	const known = c.req.header("If-None-Match");
	if (known !== undefined) unless.set("If-None-Match", known);
	return unless;
}

const isUnchanged = (c: Context<BerthEnv>, { httpEtag }: R2Object): boolean =>
	(c.req.header("If-None-Match") ?? "")
		.split(",")
		.some((each) => each.trim().replace(/^W\//, "") === httpEtag);

function headersOf(object: R2Object, part: ByteRange | undefined): Record<string, string> {
	const { contentType = "application/octet-stream", contentDisposition = "attachment" } =
		object.httpMetadata ?? {};
	const disposition = SHOWN.has(contentType)
		? contentDisposition.replace(/^attachment/, "inline")
		: contentDisposition;
	return {
		...SAFE_HEADERS,
		"content-type": contentType,
		"content-disposition": disposition,
		"content-length": String(part?.length ?? object.size),
		etag: object.httpEtag,
		"last-modified": object.uploaded.toUTCString(),
		...(part && {
			"content-range": `bytes ${part.offset}-${part.offset + part.length - 1}/${object.size}`,
		}),
	};
}
