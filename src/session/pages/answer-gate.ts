import { z } from "zod";
import type { SendToPage } from "../../content/harvest.ts";

const headerSchema = z.object({ name: z.string(), value: z.string() });
type Header = z.infer<typeof headerSchema>;

const pausedSchema = z.object({
	requestId: z.string(),
	responseStatusCode: z.number().optional(),
	responseHeaders: z.array(headerSchema).default([]),
});

const streamSchema = z.object({ stream: z.string() });
const chunkSchema = z.object({
	base64Encoded: z.boolean().optional(),
	data: z.string(),
	eof: z.boolean(),
});

/** Of an answer that is shown as text. */
const MOST_BYTES = 1024 * 1024;

/** An answer to a navigation, of which the headers are there. */
export interface Answer {
	readonly status: number;
	/** `""` where it has none. */
	readonly contentType: string;
	/** Whether it is to be saved, whatever its type is. */
	readonly isDownload: boolean;
}

/** What becomes of an answer; what is left fails its navigation. */
export type Verdict = "shown" | "shown as text" | "left";

type Judge = (answer: Answer) => Verdict;

/** Decides on a tab's documents before any of their content is shown or saved. */
export class AnswerGate {
	readonly #send: SendToPage;
	#judge: Judge = () => "shown";

	constructor(send: SendToPage) {
		this.#send = send;
	}

	/** Has `judge` decide for as long as `work` takes; redirects go on. */
	async judging<T>(judge: Judge, work: () => Promise<T>): Promise<T> {
		this.#judge = judge;
		const patterns = [{ urlPattern: "*", resourceType: "Document", requestStage: "Response" }];
		await this.#send("Fetch.enable", { patterns });
		try {
			return await work();
		} finally {
			await this.#send("Fetch.disable", {});
		}
	}

	/** Takes the parameters of `Fetch.requestPaused`. */
	paused(params: unknown): void {
		const { data } = pausedSchema.safeParse(params);
		if (data === undefined) return;
		const { requestId, responseStatusCode: status, responseHeaders } = data;
		const valueOf = (header: string) =>
			responseHeaders.find(({ name }) => name.toLowerCase() === header)?.value.toLowerCase() ?? "";
		const isAnswer = status !== undefined && (status < 300 || status >= 400);
		const contentType = valueOf("content-type");
		const isDownload = valueOf("content-disposition").trim().startsWith("attachment");
		const verdict = isAnswer ? this.#judge({ status, contentType, isDownload }) : "shown";
		if (verdict === "left") {
			void this.#send("Fetch.failRequest", { requestId, errorReason: "Aborted" });
			return;
		}
		if (verdict === "shown") void this.#send("Fetch.continueResponse", { requestId });
		else void this.#showAsText(requestId, status, responseHeaders.filter(isNotOfBody));
	}

	/** Chrome goes by the type that came first, whatever becomes of the headers: the answer is given again. */
	async #showAsText(
		requestId: string,
		status: number | undefined,
		headers: readonly Header[],
	): Promise<void> {
		const taken = await this.#send("Fetch.takeResponseBodyAsStream", { requestId });
		const stream = taken.ok ? streamSchema.safeParse(taken.value).data?.stream : undefined;
		const body = stream === undefined ? "" : await this.#read(stream);
		const responseHeaders = [...headers, { name: "content-type", value: "text/plain; charset=utf-8" }];
		await this.#send("Fetch.fulfillRequest", {
			requestId,
			responseCode: status,
			responseHeaders,
			body: btoa(body),
		});
	}

	/** The beginning of a body, a character for each byte. */
	async #read(handle: string): Promise<string> {
		let body = "";
		for (let isEnd = false; !isEnd && body.length < MOST_BYTES;) {
			const answer = await this.#send("IO.read", { handle, size: MOST_BYTES - body.length });
			const chunk = answer.ok ? chunkSchema.safeParse(answer.value).data : undefined;
			isEnd = chunk === undefined || chunk.eof;
			body += chunk?.base64Encoded === true ? atob(chunk.data) : binary(chunk?.data ?? "");
		}
		await this.#send("IO.close", { handle });
		return body;
	}
}

/** Whether a header is about more than the type and form of the body. */
const isNotOfBody = ({ name }: Header): boolean => !/^(?:content-.*|transfer-encoding)$/i.test(name);

const binary = (text: string): string =>
	Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
