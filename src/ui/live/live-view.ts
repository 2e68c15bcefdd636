import "./style.css";

const state = element("state", HTMLElement);
const caption = element("address", HTMLElement);
const canvas = element("screen", HTMLCanvasElement);
canvas.width = 0;

export interface LiveViewOptions {
	readonly socketUrl: string;
	readonly mode: "tab" | "full";
}

/** Shows the page behind a signed socket, as it is now. */
export function showLiveView({ socketUrl }: LiveViewOptions): void {
	watch(socketUrl);
}

interface Message {
	readonly id?: number;
	readonly method?: string;
	readonly params?: { readonly sessionId: number; readonly data: string };
	readonly result?: { readonly currentIndex: number; readonly entries: readonly PageEntry[] };
}

interface PageEntry {
	readonly title: string;
	readonly url: string;
}

function watch(url: string): void {
	const socket = new WebSocket(url);
	let lastId = 0;
	let historyId: number | undefined;
	const send = (method: string, params: object = {}) => {
		lastId += 1;
		socket.send(JSON.stringify({ id: lastId, method, params }));
		return lastId;
	};
	const describePage = () => {
		historyId = send("Page.getNavigationHistory");
	};

	socket.addEventListener("open", () => {
		show("live", "Live");
		send("Page.enable");
		describePage();
		send("Page.startScreencast", {
			format: "jpeg",
			quality: 80,
			maxWidth: Math.round(innerWidth * devicePixelRatio),
			maxHeight: Math.round(innerHeight * devicePixelRatio),
		});
	});
	socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
		const { id, method, params, result } = JSON.parse(data) as Message;
		if (method === "Page.screencastFrame" && params !== undefined) {
			send("Page.screencastFrameAck", { sessionId: params.sessionId });
			void draw(params.data);
		} else if (method === "Page.loadEventFired" || method === "Page.navigatedWithinDocument") {
			describePage();
		} else if (id === historyId && result !== undefined) {
			const entry = result.entries[result.currentIndex];
			if (entry !== undefined) describe(entry);
		}
	});
	socket.addEventListener("close", ({ reason }) => {
		show("ended", reason === "" ? "Not connected: the link has expired, or the session has ended." : reason);
	});
}

async function draw(jpeg: string): Promise<void> {
	const image = new Image();
	image.src = `data:image/jpeg;base64,${jpeg}`;
	await image.decode();
	if (canvas.width !== image.width || canvas.height !== image.height) {
		canvas.width = image.width;
		canvas.height = image.height;
	}
	canvas.getContext("2d")?.drawImage(image, 0, 0);
}

function describe({ title, url }: PageEntry): void {
	caption.textContent = url;
	document.title = `${title === "" ? url : title} · Berth`;
	canvas.setAttribute("aria-label", `The page ${title === "" ? url : title}, live`);
}

function show(name: "live" | "ended", text: string): void {
	state.dataset["state"] = name;
	state.textContent = text;
}

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
	const found = document.getElementById(id);
	if (!(found instanceof kind)) throw new Error(`The page has no ${id}`);
	return found;
}
