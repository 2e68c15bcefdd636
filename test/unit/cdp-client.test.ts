import { expect, test } from "vitest";
import { CdpClient, CONNECTION_CLOSED } from "../../src/browser/cdp.ts";

/** A socket that takes messages after it has closed, as real ones do for a moment. */
class Socket extends EventTarget {
	send(): void {}
	close(): void {}
}

const AN_HOUR_MS = 3_600_000;

function connected() {
	const socket = new Socket();
	const heard: string[] = [];
	const client = new CdpClient(socket as unknown as WebSocket, AN_HOUR_MS, () => heard.push("onClose"));
	client.listen(({ method }) => heard.push(method));
	return { socket, client, heard };
}

const answers = async (promise: Promise<unknown>): Promise<unknown> =>
	Promise.race([promise, new Promise((resolve) => setImmediate(resolve, "nothing yet"))]);

const refused = { ok: false, problem: expect.objectContaining({ code: "browser_unreachable" }) };

test("commands are refused at once when the socket closes, and after that", async () => {
	const { socket, client } = connected();
	const before = client.send("Browser.getVersion");
	expect(await answers(before)).toBe("nothing yet");
	socket.dispatchEvent(new Event("close"));
	expect(await answers(before)).toEqual(refused);
	expect(await answers(client.send("Browser.getVersion"))).toEqual(refused);
});

test("listeners hear of the close once, from either side", () => {
	const { socket, client, heard } = connected();
	client.close();
	socket.dispatchEvent(new Event("close"));
	socket.dispatchEvent(new Event("error"));
	expect(heard).toEqual([CONNECTION_CLOSED, "onClose"]);
});
