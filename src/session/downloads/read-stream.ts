import { decodeBase64 } from "hono/utils/encode";
import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { joinBytes } from "../../lib/join-bytes.ts";

const CHUNK_BYTES = 1024 * 1024;
/** For a server that sends no more. */
const CHUNK_PATIENCE_MS = 30_000;
const PATIENCE_MS = 300_000;

const chunk = z.object({ data: z.string(), base64Encoded: z.boolean().optional(), eof: z.boolean() });

const encoder = new TextEncoder();

/** All of a stream of the browser's. Refuses with `artifact_too_large` what has more bytes than `most`, or takes too long. */
export async function readStream(
	cdp: CdpClient,
	handle: string,
	most: number,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
	const chunks: Uint8Array[] = [];
	const end = Date.now() + PATIENCE_MS;
	let size = 0;
	try {
		for (;;) {
			const params = { handle, size: CHUNK_BYTES };
			const answer = await cdp.ask(chunk, "IO.read", params, undefined, CHUNK_PATIENCE_MS);
			if (!answer.ok) return answer;
			const { data, base64Encoded, eof } = answer.value;
			const bytes = base64Encoded === true ? decodeBase64(data) : encoder.encode(data);
			chunks.push(bytes);
			size += bytes.byteLength;
			if (size > most) return refuse(problem("artifact_too_large", `It has more than ${most} bytes.`));
			if (eof) return ok(joinBytes(chunks));
			if (Date.now() > end)
				return refuse(problem("browser_unreachable", `It took longer than ${PATIENCE_MS / 1000} s.`));
		}
	} finally {
		cdp.post("IO.close", { handle });
	}
}
