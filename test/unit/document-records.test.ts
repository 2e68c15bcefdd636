import { describe, expect, test } from "vitest";
import { DocumentRecords } from "../../src/session/pages/document-records.ts";

const answer = (frameId: string, loaderId: string, headers: Record<string, string> = {}) => ({
	frameId,
	loaderId,
	type: "Document",
	response: { status: 200, mimeType: "text/html", headers },
});

const loaded = (frameId: string, loaderId: string) => ({ frameId, loaderId, name: "load" });

describe("the records of a tab's documents", () => {
	test("know how the tab's own came to be, however many frames it has", () => {
		const records = new DocumentRecords("main");
		records.responded(answer("main", "page"));
		records.lived(loaded("main", "page"));
		for (let count = 0; count < 1_000; count += 1) {
			records.responded(answer(`frame-${count}`, `document-${count}`));
			records.lived(loaded(`frame-${count}`, `document-${count}`));
		}
		records.failed({ requestId: "page", errorText: "net::ERR_CONTENT_DECODING_FAILED" });
		expect(records.responseOf("page")).toEqual({ status: 200, mimeType: "text/html", isGuardrails: false });
		expect(records.hasEnded("page")).toBe(true);
		expect(records.whyBroken("page")).toBe("net::ERR_CONTENT_DECODING_FAILED");
	});

	test("keep nothing of frames", () => {
		const records = new DocumentRecords("main");
		records.responded(answer("frame", "document"));
		records.lived(loaded("frame", "document"));
		expect(records.responseOf("document")).toBeUndefined();
		expect(records.hasEnded("document")).toBe(false);
	});

	test("keep the last documents of a page that moves on and on", () => {
		const records = new DocumentRecords("main");
		for (let count = 0; count < 1_000; count += 1) {
			records.responded(answer("main", `document-${count}`));
			records.lived(loaded("main", `document-${count}`));
		}
		const kept = Array.from({ length: 1_000 }, (_, count) => `document-${count}`).filter((loaderId) =>
			records.hasEnded(loaderId),
		);
		expect(kept).toEqual(Array.from({ length: 50 }, (_, count) => `document-${950 + count}`));
	});

	test("go on in the frame that the tab shows", () => {
		const records = new DocumentRecords("main");
		records.committed("other");
		records.responded(answer("other", "page"));
		expect(records.responseOf("page")).toMatchObject({ status: 200 });
	});
});
