import { describe, expect, test, vi } from "vitest";
import type { Connection } from "../../src/browser/port.ts";
import { ControlLink } from "../../src/session/link/control-link.ts";
import { answeringConnection, scriptedBrowser } from "./scripted-browser.ts";

const PATIENCE_MS = 50;
const gone: Connection = { kind: "gone" };
const unreachable: Connection = { kind: "unreachable", detail: "status 503" };

/** A link to a browser that answers connects in this order, the last for ever. */
function linkTo(connections: Connection[], isAlive = true) {
	const onLost = vi.fn();
	let connects = 0;
	const browser = scriptedBrowser({
		connect: async () => {
			const connection = connections[Math.min(connects, connections.length - 1)];
			connects += 1;
			return connection ?? gone;
		},
		isAlive: async () => isAlive,
	});
	return { link: new ControlLink(browser, PATIENCE_MS, onLost), onLost, connects: () => connects };
}

describe("control link", () => {
	test("is opened once for concurrent callers", async () => {
		const { link, connects } = linkTo([answeringConnection().connection]);
		const [first, second] = await Promise.all([link.ensure("b"), link.ensure("b")]);
		expect(first).toBe(second);
		expect(connects()).toBe(1);
	});

	test("reconnects when it drops and the browser is still there", async () => {
		const first = answeringConnection();
		const { link, onLost, connects } = linkTo([first.connection, answeringConnection().connection]);
		await link.ensure("b");
		first.far.close();
		await expect.poll(connects).toBe(2);
		expect(await link.beat("b")).not.toHaveProperty("kind");
		expect(onLost).not.toHaveBeenCalled();
	});

	test("reports a browser that is gone, at once and once", async () => {
		const first = answeringConnection();
		const { link, onLost } = linkTo([first.connection, gone]);
		await link.ensure("b");
		first.far.close();
		await expect.poll(() => onLost.mock.calls).toEqual([[{ kind: "gone" }]]);
		await link.ensure("b");
		expect(onLost).toHaveBeenCalledTimes(1);
	});

	test("reports a browser that can't be reached after a few tries", async () => {
		const { link, onLost, connects } = linkTo([unreachable]);
		expect(await link.ensure("b")).toEqual(unreachable);
		expect(onLost).toHaveBeenCalledWith(unreachable);
		expect(connects()).toBe(3);
	});

	test("takes the upstream's word for a browser that has ended", async () => {
		const { link, onLost } = linkTo([unreachable], false);
		await link.ensure("b");
		expect(onLost).toHaveBeenCalledWith({ kind: "gone" });
	});

	test("a browser that is connected to but never answers is unreachable", async () => {
		const silent = () => answeringConnection(true).connection;
		const { link, onLost } = linkTo([silent(), silent(), silent()]);
		expect(await link.ensure("b")).toMatchObject({ kind: "unreachable" });
		expect(onLost).toHaveBeenCalledTimes(1);
	});

	test("is opened again when it has gone silent and the browser answers elsewhere", async () => {
		const first = answeringConnection();
		const others = Array.from({ length: 5 }, () => answeringConnection().connection);
		const { link, onLost, connects } = linkTo([first.connection, ...others]);
		const before = await link.ensure("b");
		first.mute();
		// Another one to see whether the browser answers, and the new link.
		await expect.poll(connects).toBeGreaterThan(2);
		expect(await link.ensure("b")).not.toBe(before);
		expect(onLost).not.toHaveBeenCalled();
	});

	test("waits for a browser that is silent everywhere", async () => {
		const first = answeringConnection();
		const { link, onLost, connects } = linkTo([first.connection, answeringConnection(true).connection]);
		const before = await link.ensure("b");
		first.mute();
		await expect.poll(connects).toBe(2);
		first.unmute();
		expect(await link.beat("b")).toBe(before);
		expect(onLost).not.toHaveBeenCalled();
	});

	test("a failed first try is no loss when the next one works", async () => {
		const { link, onLost } = linkTo([unreachable, answeringConnection().connection]);
		expect(await link.ensure("b")).not.toHaveProperty("kind");
		expect(onLost).not.toHaveBeenCalled();
	});

	test("a link that was closed reports nothing", async () => {
		const first = answeringConnection();
		const { link, onLost } = linkTo([first.connection, gone]);
		await link.ensure("b");
		link.close();
		first.far.close();
		expect(await link.ensure("b")).toEqual({ kind: "gone" });
		expect(onLost).not.toHaveBeenCalled();
	});
});
