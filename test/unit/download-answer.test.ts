import { describe, expect, test } from "vitest";
import { downloadIn } from "../../src/session/downloads/download-answer.ts";

const answer = (headers: Record<string, string>, url = "https://a.test/files/b%20c.bin?x=1", status = 200) =>
	downloadIn({
		requestId: "1",
		frameId: "f",
		resourceType: "Document",
		request: { url, method: "GET", headers: {} },
		responseStatusCode: status,
		responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
	});

describe("an answer that is saved", () => {
	test.each<[Record<string, string>, object]>([
		[
			{
				"Content-Disposition": 'attachment; filename="a.html"',
				"Content-Type": "text/html",
				"Content-Length": "3",
			},
			{ name: "a.html", contentType: "text/html", size: 3 },
		],
		[
			{ "content-type": "application/zip" },
			{ name: "b c.bin", contentType: "application/zip", size: undefined },
		],
		[{ "content-type": "text/csv; charset=utf-8" }, { contentType: "text/csv; charset=utf-8" }],
		[{ "content-disposition": "ATTACHMENT" }, { name: "b c.bin", contentType: "application/octet-stream" }],
		[{ "content-disposition": "attachment; filename=../../x/y.txt" }, { name: "y.txt" }],
		[{ "content-disposition": "attachment; filename*=UTF-8''%E2%82%AC.txt" }, { name: "€.txt" }],
		[{ "content-disposition": 'attachment; filename=""' }, { name: "artifact" }],
		[
			{ "content-disposition": "attachment", "content-type": "x\r\ny" },
			{ contentType: "application/octet-stream" },
		],
		[
			{ "content-type": "application/zip", "content-length": "3", "content-encoding": "gzip" },
			{ size: undefined },
		],
		[{ "content-type": "application/pdf" }, { contentType: "application/pdf", mayBeShown: true }],
		[
			{ "content-type": "application/pdf", "content-disposition": "attachment" },
			{ contentType: "application/pdf", mayBeShown: false },
		],
	])("%j", (headers, download) => {
		expect(answer(headers)).toMatchObject(download);
	});

	test.each([
		["https://a.test/", "download"],
		["https://a.test/%", "%"],
		["https://a.test/%2F..%2Fx", "x"],
	])("has a name where %s has none", (url, name) => {
		expect(answer({ "content-type": "application/zip" }, url)).toMatchObject({ name });
	});
});

test.each<[Record<string, string>, number]>([
	[{ "content-type": "text/html" }, 200],
	[{ "content-type": "application/json" }, 200],
	[{ "content-type": "image/svg+xml" }, 200],
	[{ "content-disposition": "inline; filename=a.png", "content-type": "image/png" }, 200],
	[{}, 200],
	[{ "content-disposition": "attachment", location: "/x" }, 302],
	[{ "content-disposition": "attachment" }, 404],
])("%j with status %i is none", (headers, status) => {
	expect(answer(headers, undefined, status)).toBeUndefined();
});
